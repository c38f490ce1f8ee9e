import { diffStat } from '../diff.ts'
import type { Pull, Repository, Review, ReviewComment } from '../records.ts'
import { accountOf, apiOf, fullName, gitDir, issueOf, must, nodeId, repositoryOf, type World } from '../world.ts'
import { userShape, userShapeOf } from './account.ts'
import { associationOf, labelsOf } from './issue.ts'
import { repositoryShape } from './repository.ts'

/** `pull-request-simple`: as lists have it. */
export function simplePullShape(world: World, pull: Pull) {
  const repo = repositoryOf(world, pull.repositoryId)
  const issue = issueOf(world, pull)
  const api = apiOf(world, repo)
  const url = `${api}/pulls/${pull.number}`
  const html = `${world.url}/${fullName(world, repo)}/pull/${pull.number}`
  const issueUrl = `${api}/issues/${pull.number}`
  const statuses = `${api}/statuses/${pull.headSha}`
  const reviewComment = `${api}/pulls/comments{/number}`
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    number: pull.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: userShape(world, accountOf(world, issue.userId)),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha ?? pull.testMerge?.commit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.requestedReviewerIds.map((id) => userShape(world, accountOf(world, id))),
    requested_teams: [],
    labels: labelsOf(world, issue),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: side(world, repositoryOf(world, pull.headRepositoryId), pull.headRef, pull.headSha),
    base: side(world, repo, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(world, repo, issue.userId),
    auto_merge: null,
    active_lock_reason: null,
  }
}

/** `pull-request`: one of them, with what must be counted. */
export async function pullShape(world: World, pull: Pull, mergeability: Mergeability) {
  const repo = repositoryOf(world, pull.repositoryId)
  const stat = await diffStat(gitDir(world, repo), pull.baseSha, pull.headSha)
  return {
    ...simplePullShape(world, pull),
    merged: pull.mergedAt !== null,
    mergeable: mergeability.mergeable,
    rebaseable: mergeability.mergeable,
    mergeable_state: mergeability.state,
    merged_by: userShapeOf(world, pull.mergedById),
    comments: world.store.comments.filter((comment) => comment.issueId === pull.issueId).length,
    review_comments: world.store.reviewComments.filter((comment) => comment.pullId === pull.id).length,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: stat.commits,
    additions: stat.additions,
    deletions: stat.deletions,
    changed_files: stat.files,
  }
}

/** `null` while GitHub has not tried the merge yet. */
export interface Mergeability {
  readonly mergeable: boolean | null
  readonly state: 'unknown' | 'clean' | 'dirty' | 'blocked' | 'unstable' | 'draft'
}

/** `pull-request-minimal`: as checks list it. */
export function minimalPullShape(world: World, pull: Pull) {
  const repo = repositoryOf(world, pull.repositoryId)
  const minimal = (of: Repository, ref: string, sha: string) => ({
    ref,
    sha,
    repo: { id: of.id, url: apiOf(world, of), name: of.name },
  })
  return {
    url: `${apiOf(world, repo)}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: minimal(repositoryOf(world, pull.headRepositoryId), pull.headRef, pull.headSha),
    base: minimal(repo, pull.baseRef, pull.baseSha),
  }
}

export function reviewShape(world: World, review: Review) {
  const pull = must(world.store.pulls.get(review.pullId))
  const repo = repositoryOf(world, pull.repositoryId)
  const html = `${world.url}/${fullName(world, repo)}/pull/${pull.number}#pullrequestreview-${review.id}`
  const pullUrl = `${apiOf(world, repo)}/pulls/${pull.number}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userShapeOf(world, review.userId),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(world, repo, review.userId),
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    ...(review.submittedAt !== null && { submitted_at: review.submittedAt }),
    commit_id: review.commitSha,
  }
}

export function reviewCommentShape(world: World, comment: ReviewComment) {
  const pull = must(world.store.pulls.get(comment.pullId))
  const repo = repositoryOf(world, pull.repositoryId)
  const url = `${apiOf(world, repo)}/pulls/comments/${comment.id}`
  const html = `${world.url}/${fullName(world, repo)}/pull/${pull.number}#discussion_r${comment.id}`
  const pullUrl = `${apiOf(world, repo)}/pulls/${pull.number}`
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.commitSha,
    original_commit_id: comment.originalCommitSha,
    user: userShape(world, accountOf(world, comment.userId)),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(world, repo, comment.userId),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullUrl } },
    line: comment.line,
    original_line: comment.originalLine,
    side: comment.side,
    start_line: comment.startLine,
    original_start_line: comment.originalStartLine,
    start_side: comment.originalStartLine === null ? null : comment.side,
    position: comment.line === null ? null : 1,
    original_position: 1,
    subject_type: 'line',
  }
}

function side(world: World, repo: Repository, ref: string, sha: string) {
  const owner = accountOf(world, repo.ownerId)
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: userShape(world, owner),
    repo: repositoryShape(world, repo),
  }
}
