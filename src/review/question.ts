import type { Repository } from '../base/repository.ts'
import { releasedContract } from './tags.ts'
import type { ReviewInput } from './verdict.ts'

/**
 * What a review looks at in a repository: the base, and what merging `head` into it would give. `null` where the two conflict, for
 * then there is nothing to judge.
 */
export async function reviewQuestion(
  repository: Repository,
  base: string,
  head: string,
): Promise<Omit<ReviewInput, 'circumstances'> | null> {
  const merged = await repository.merged(base, head)
  if (!merged) return null
  const releases = { tags: await repository.tags(), tree: (commit: string) => repository.tree(commit) }
  return {
    base: await repository.tree(base),
    head: merged,
    headCommit: head,
    released: (catalog, release) => releasedContract(releases, catalog, release),
  }
}
