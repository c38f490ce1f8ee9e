/** Offers the fixes of a verdict beside the lines of the proposal. They are no part of it: without them nothing is missing. */
import type { Repository } from '../base/repository.ts'
import type { Tree } from '../base/tree.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { Proposal, SuggestionReview } from '../review/forge.ts'
import type { Judge } from '../review/judge.ts'
import type { Review } from '../review/review.ts'
import { type Fixable, fixable, type Offer, suggestionReview } from '../review/suggestions.ts'

/** Bytes of a file: above, forges show no difference, and to find the characters takes many seconds. */
const maxBytes = 1024 * 1024
/** Fixes that are written to see whether they can be shown, of one file. */
const maxTries = 60

/**
 * What is to be offered; `null` where there is nothing. `judged` is what the verdict is about, the head as it would be merged: a file
 * that the merge makes another one gets no suggestions, because its lines are not those of the head.
 */
export async function suggestionsFor(
  review: Review,
  proposal: Pick<Proposal, 'base' | 'head'>,
  judged: Tree,
  { repository, judge }: { readonly repository: Repository; readonly judge: Judge },
): Promise<SuggestionReview | null> {
  const wanted = fixable(review)
  if (wanted.length === 0) return null
  const head = await repository.tree(proposal.head.commit)
  const offers: Offer[] = []
  for (const [path, findings] of Map.groupBy(wanted, ({ fix }) => fix.edits[0]?.file ?? '')) {
    const entry = head.entries.get(path)
    if (entry?.kind !== 'file' || entry.size > maxBytes || judged.entries.get(path)?.blob !== entry.blob) continue
    const hunks = await repository.hunks(proposal.base.commit, proposal.head.commit, path)
    if (hunks.length === 0) continue
    const tried = findings.slice(0, maxTries)
    const source = sourceOf(path, entry.blob, await head.read(path))
    const { edits } = await judge.rewrite(
      source,
      tried.map(({ fix }) => fix),
    )
    offers.push(...edits.flatMap((edit, index) => offerOf(tried[index], path, edit, hunks)))
  }
  return suggestionReview(offers, wanted.length)
}

function offerOf(
  finding: Fixable | undefined,
  path: string,
  edit: Offer['edit'] | null,
  hunks: Offer['hunks'],
): Offer[] {
  return finding && edit ? [{ finding, path, edit, hunks }] : []
}

function sourceOf(path: string, blob: string, bytes: Uint8Array): ContractSource {
  return {
    entry: path,
    files: new Map([[path, { blob, bytes }]]),
    refused: new Map(),
    identity: { catalog: '', api: '', version: '' },
  }
}
