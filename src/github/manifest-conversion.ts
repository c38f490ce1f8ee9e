import { Octokit } from '@octokit/core'
import { ask } from './github.ts'

/** An App that GitHub has just made from a manifest. */
export interface ConvertedManifest {
  readonly appId: number
  readonly name: string
  /** PEM. */
  readonly privateKey: string
  /** `null`: GitHub made none, which it does where the manifest has no webhook. */
  readonly webhookSecret: string | null
  /** Where its page is. */
  readonly url: string
}

/** Milliseconds: a person is looking at a page that does not come. */
const patience = 30_000

/**
 * Exchanges the code that GitHub sent a browser back with ("Registering a GitHub App from a manifest"). It works once, within an
 * hour; after that, and where GitHub does not answer, an `ApigovError` is thrown. The code itself is the credential.
 */
export async function convertManifest(apiUrl: string, code: string): Promise<ConvertedManifest> {
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'apigov' })
  const { data } = await ask(
    'hand out the key of the App',
    octokit.request('POST /app-manifests/{code}/conversions', {
      code,
      request: { signal: AbortSignal.timeout(patience) },
    }),
  )
  return {
    appId: data.id,
    name: data.name,
    privateKey: data.pem,
    webhookSecret: data.webhook_secret,
    url: data.html_url,
  }
}
