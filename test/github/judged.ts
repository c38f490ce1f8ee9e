import assert from 'node:assert/strict'
import type { Octokit } from '@octokit/core'
import { problemsOf } from '../sandbox/description.ts'

type Options = Readonly<Record<string, unknown>> & { readonly method: string; readonly url: string }
interface Reply {
  readonly status: number
  readonly data: unknown
  readonly headers: { readonly 'content-type'?: string }
}

const problems: string[] = []

/** What was sent or answered against GitHub's description since the last call. */
export function assertAllJudged(): void {
  assert.deepEqual(problems.splice(0), [])
}

/** An Octokit plugin that holds every request it sends, and every answer, against GitHub's own OpenAPI description. */
export function judging(octokit: Octokit): void {
  octokit.hook.wrap('request', async (send, options) => {
    try {
      const reply = await send(options)
      judge(octokit, options as unknown as Options, reply as Reply)
      return reply
    } catch (thrown) {
      const response = (thrown as { response?: Reply }).response
      if (response) judge(octokit, options as unknown as Options, response)
      throw thrown
    }
  })
}

function judge(octokit: Octokit, options: Options, { status, data, headers }: Reply): void {
  // The next page of a list is followed by its whole address, and assets are uploaded to one: neither names its operation.
  if (!options.url.startsWith('/')) return
  // Bytes that were asked for as bytes have no schema.
  if (!/^application\/json|^$/.test(headers['content-type'] ?? '')) return
  const sent = octokit.request.endpoint(options as never)
  const query = [...new URL(sent.url).searchParams.keys()].map((key) => [key, options[key] as string | number] as const)
  problems.push(
    ...problemsOf({
      method: options.method,
      path: options.url,
      query: Object.fromEntries(query),
      requestBody: typeof sent.body === 'object' && sent.body !== null ? sent.body : undefined,
      malformed: false,
      status,
      responseBody: data === '' ? undefined : data,
    }),
  )
}
