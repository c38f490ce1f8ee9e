import { composePaginateRest } from '@octokit/plugin-paginate-rest'
import type { Suggestion, SuggestionReview } from '../review/forge.ts'
import { ask, type GitHubRepository, statusOf } from './github.ts'

/** See `ProposalForge.publishSuggestions`. */
export async function publishSuggestions(
  github: GitHubRepository,
  number: number,
  commit: string,
  { marker, body, suggestions }: SuggestionReview,
): Promise<void> {
  const { octokit, owner, repo, self } = github
  const pull = { owner, repo, pull_number: number }
  const reviews = await ask(
    `list the reviews of pull request ${number}`,
    composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...pull, per_page: 100 }),
  )
  // The author matters: anybody can copy the marker into a review of their own.
  const isOurs = (by: { readonly login: string } | null) => by?.login === self.login
  if (reviews.some((review) => isOurs(review.user) && review.commit_id === commit && review.body.includes(marker)))
    return
  const comments = await ask(
    `list the comments on lines of pull request ${number}`,
    composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', { ...pull, per_page: 100 }),
  )
  // A comment whose lines have changed has none any more, and what it suggests can no longer be taken.
  const standing = comments.filter(({ user, line }) => isOurs(user) && typeof line === 'number')
  const wanted = suggestions.filter((one) => !standing.some((comment) => comment.body.includes(one.marker)))
  if (wanted.length === 0) return
  const review = { ...pull, commit_id: commit, event: 'COMMENT' as const, body, comments: wanted.map(lineComment) }
  const create = octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', review)
  await ask(
    `suggest changes on pull request ${number}`,
    create.catch((error: unknown) => {
      // Of a line it does not show after all. The checks say everything without it.
      if (statusOf(error) !== 422) throw error
    }),
  )
}

/** GitHub wants no start where there is but one line ("Create a review for a pull request"). */
function lineComment({ path, from, to, body }: Suggestion) {
  const end = { path, body, line: to, side: 'RIGHT' }
  return from === to ? end : { ...end, start_line: from, start_side: 'RIGHT' }
}
