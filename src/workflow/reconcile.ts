/**
 * Level-triggered: a webhook is a hint to look, and hints get lost. What should be is compared with what is, for every open
 * proposal and for main; whatever is amiss is handed to the workflow that mends it.
 */
import type { Clock } from '../base/ports.ts'
import type { Repository } from '../base/repository.ts'
import type { ReleaseForge } from '../release/forge.ts'
import type { ProposalForge } from '../review/forge.ts'
import { areConcluded, currentBase, keyOf } from './review-proposal.ts'

/** Numbers of the open proposals to `branch` whose checks are not those of what stands there now. */
export async function unreviewedProposals(
  branch: string,
  desk: { readonly forge: ProposalForge; readonly repository: Repository; readonly clock: Clock },
): Promise<readonly number[]> {
  const { forge, repository, clock } = desk
  const open = await forge.proposals(branch)
  const [first] = open
  if (!first) return []
  const base = await currentBase(first, repository)
  const amiss: number[] = []
  for (const proposal of open) {
    const [reviews, checks] = await Promise.all([forge.reviews(proposal.number), forge.checks(proposal.head.commit)])
    if (!areConcluded(checks, keyOf({ ...proposal, base }, reviews, clock))) amiss.push(proposal.number)
  }
  return amiss
}

/** What a reconciliation sets going. Each is idempotent, so that setting it going once too often only costs time. */
export interface Mending {
  reviewProposal(number: number): Promise<unknown>
  releaseMain(): Promise<unknown>
  followDeployments(): Promise<unknown>
}

/** Compares and mends one repository; resolves when all of it is mended. A part that fails does not keep the others from being tried. */
export async function reconcile(
  desk: { readonly forge: ProposalForge & ReleaseForge; readonly repository: Repository; readonly clock: Clock },
  mending: Mending,
): Promise<void> {
  const { branch } = await desk.forge.main()
  const numbers = await unreviewedProposals(branch, desk)
  const results = await Promise.allSettled([
    mending.releaseMain().then(() => mending.followDeployments()),
    ...numbers.map((number) => mending.reviewProposal(number)),
  ])
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of what was amiss could not be mended`)
}
