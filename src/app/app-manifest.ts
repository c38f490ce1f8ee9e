import { readFile } from 'node:fs/promises'
import { load } from 'js-yaml'

/** What GitHub is asked to make: `app.yml` with the addresses of this machine ("GitHub App Manifest parameters"). */
export interface AppManifest {
  readonly name: string
  readonly url: string
  readonly hook_attributes: { readonly url: string; readonly active: boolean }
  readonly redirect_url: string
  readonly default_permissions: Readonly<Record<string, string>>
  readonly default_events: readonly string[]
}

/** `publicUrl`: where GitHub reaches the App. `backTo`: where the browser of the person who registers it does. */
export async function appManifest(publicUrl: string, backTo: string): Promise<AppManifest> {
  const text = await readFile(new URL('../../app.yml', import.meta.url), 'utf8')
  return {
    ...(load(text) as Omit<AppManifest, 'hook_attributes' | 'redirect_url'>),
    hook_attributes: { url: `${publicUrl}/api/github/webhooks`, active: true },
    redirect_url: `${backTo}/registered`,
  }
}
