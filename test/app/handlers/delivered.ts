import { createRequire } from 'node:module'
import type { Handler, Workflows } from '#app/handler.ts'

const require = createRequire(import.meta.url)
// Its own types speak of a default export that a JSON file does not have.
const recorded: readonly {
  readonly name: string
  readonly examples: readonly Payload[]
}[] = require('@octokit/webhooks-examples')

interface Payload {
  readonly action?: string
  readonly [key: string]: unknown
}

/** A webhook as GitHub once sent it, from an installation with id 7. */
export function recordedPayload(event: string): Payload {
  const [name, action] = event.split('.')
  const examples = recorded.find((one) => one.name === name)?.examples ?? []
  const payload = examples.find((example) => action === undefined || example.action === action)
  if (!payload) throw new Error(`no example of \`${event}\``)
  return { ...payload, installation: { ...Object(payload['installation']), id: 7 } }
}

/** What the handler sets going, as `reviewProposal owner/name@installation 2`. */
export async function calls(handler: Handler, payload: unknown): Promise<readonly string[]> {
  const called: string[] = []
  const spy =
    (name: string) =>
    async (ref: Parameters<Workflows['reconcile']>[0], ...more: unknown[]): Promise<void> =>
      void called.push([name, `${ref.owner}/${ref.name}@${ref.installation}`, ...more].join(' '))
  await handler.handle(payload, {
    reviewProposal: spy('reviewProposal'),
    reviewCommit: spy('reviewCommit'),
    reconcile: spy('reconcile'),
  })
  return called
}
