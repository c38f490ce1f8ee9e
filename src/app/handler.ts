import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks'

/** Which repository, and by which installation it is reached. */
export interface RepositoryRef {
  readonly owner: string
  readonly name: string
  readonly installation: number
}

/** What a webhook can set going. Each resolves when the work that answers it has ended. */
export interface Workflows {
  reviewProposal(repository: RepositoryRef, number: number): Promise<void>
  /** Every open proposal whose head is this commit, although its checks may be there: somebody asked for it. */
  reviewCommit(repository: RepositoryRef, commit: string): Promise<void>
  /** Compares everything that should be with what is, releases what was merged, and mends the rest. */
  reconcile(repository: RepositoryRef): Promise<void>
}

/** A webhook handler: translates a payload and calls a workflow. */
export interface Handler {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  readonly on: readonly EmitterWebhookEventName[]
  handle(payload: unknown, workflows: Workflows): Promise<void>
}

/** Declares a handler. The type of the payload is that of the events it is on; it is erased for the registry. */
export function defineHandler<const Name extends EmitterWebhookEventName>(
  handler: Omit<Handler, 'on' | 'handle'> & {
    readonly on: readonly Name[]
    handle(payload: EmitterWebhookEvent<Name>['payload'], workflows: Workflows): Promise<void>
  },
): Handler {
  return {
    ...handler,
    handle: (payload, workflows) => handler.handle(payload as EmitterWebhookEvent<Name>['payload'], workflows),
  }
}

/** The repository of a payload. Throws where GitHub did not say by which installation it speaks: such a webhook is not an App's. */
export function repositoryOf(payload: {
  readonly repository?: { readonly full_name: string } | undefined
  readonly installation?: { readonly id: number } | null | undefined
}): RepositoryRef {
  const [owner, name] = payload.repository?.full_name.split('/') ?? []
  if (!owner || !name || !payload.installation)
    throw new TypeError('the payload names no repository or no installation')
  return { owner, name, installation: payload.installation.id }
}
