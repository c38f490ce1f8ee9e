import { z } from 'zod'
import { accountOfActor, mayPush } from '../access.ts'
import { created, notFound, ok, Refusal } from '../answer.ts'
import { type DiffEntry, diffEntries, startOf } from '../diff.ts'
import { announce, announcePull } from '../events.ts'
import { isAncestor } from '../git.ts'
import { hunkAt, type WantedLine } from '../line-comments.ts'
import type { Review } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { userShape } from '../shapes/account.ts'
import { reviewCommentShape, reviewShape, simplePullShape } from '../shapes/pull.ts'
import { accountByLogin, accountOf, issueOf, now } from '../world.ts'
import { checkText, pullOf } from './pulls.ts'

const lineComment = z.object({
  path: z.string(),
  body: z.string(),
  line: z.number().int().optional(),
  position: z.number().int().optional(),
  side: z.enum(['LEFT', 'RIGHT']).optional(),
  start_line: z.number().int().optional(),
  start_side: z.enum(['LEFT', 'RIGHT']).optional(),
})

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

export const reviewRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    docs: 'pulls/reviews#list-reviews-for-a-pull-request',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: ['In the order in which they were made; pending ones only to their author.'],
    handle(call) {
      const { world, actor } = call
      const pull = pullOf(call)
      const self = actor.kind === 'user' || actor.kind === 'installation' ? actor.account.id : undefined
      const reviews = world.store.reviews.filter(
        (review) => review.pullId === pull.id && (review.state !== 'PENDING' || review.userId === self),
      )
      return page(call, reviews, (review) => reviewShape(world, review))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    docs: 'pulls/reviews#create-a-review-for-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    role: 'read',
    behaviours: [
      "One cannot approve one's own pull request, nor request changes of it (422).",
      'Without `event` the review is pending until it is submitted; `REQUEST_CHANGES` and `COMMENT` need a body.',
      'Comments must lie on lines of the diff of the commit, all lines of one in one hunk (422); the whole review is refused.',
    ],
    body: z.object({
      commit_id: z.string().optional(),
      body: z.string().optional(),
      event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
      comments: z.array(lineComment).optional(),
    }),
    async handle(call) {
      const { world, actor, body, git: dir } = call
      const pull = pullOf(call)
      const author = accountOfActor(actor)
      checkText(body.body, 'PullRequestReview')
      const comments = body.comments ?? []
      if (issueOf(world, pull).userId === author.id && (body.event === 'APPROVE' || body.event === 'REQUEST_CHANGES'))
        throw new Refusal(422, 'Unprocessable Entity', [
          body.event === 'APPROVE'
            ? 'Can not approve your own pull request'
            : 'Can not request changes on your own pull request',
        ])
      if ((body.event === 'REQUEST_CHANGES' || body.event === 'COMMENT') && !body.body && comments.length === 0)
        throw new Refusal(422, 'Unprocessable Entity', ['Body is required'])
      const commit = body.commit_id ?? pull.headSha
      if (comments.length > 0 && !(await isAncestor(dir, commit, pull.headSha)))
        throw new Refusal(422, 'Unprocessable Entity', ['The commit is not part of the pull request'])
      const start = await startOf(dir, pull.baseSha, pull.headSha)
      const patches = comments.length === 0 ? [] : await diffEntries(dir, start, commit, 3000)
      for (const comment of comments) checkLine(patches, comment)
      const time = now(world)
      const review = world.store.reviews.insert({
        pullId: pull.id,
        userId: author.id,
        state: body.event === undefined ? 'PENDING' : states[body.event],
        body: body.body ?? '',
        commitSha: commit,
        submittedAt: body.event === undefined ? null : time,
      })
      for (const comment of comments)
        world.store.reviewComments.insert({
          reviewId: review.id,
          pullId: pull.id,
          userId: author.id,
          path: comment.path,
          line: comment.line ?? comment.position ?? 1,
          startLine: comment.start_line ?? null,
          originalLine: comment.line ?? comment.position ?? 1,
          originalStartLine: comment.start_line ?? null,
          side: comment.side ?? 'RIGHT',
          body: comment.body,
          commitSha: commit,
          originalCommitSha: commit,
          diffHunk: hunkAt(patches.find(({ filename }) => filename === comment.path)?.patch, comment) ?? '',
          createdAt: time,
        })
      if (review.state !== 'PENDING') submitted(call, review)
      return ok(reviewShape(world, review))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}',
    docs: 'pulls/reviews#get-a-review-for-a-pull-request',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: [],
    handle: (call) => ok(reviewShape(call.world, reviewOf(call))),
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events',
    docs: 'pulls/reviews#submit-a-review-for-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    role: 'read',
    behaviours: ['Only a pending review, and only by its author.'],
    body: z.object({ body: z.string().optional(), event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']) }),
    handle(call) {
      const { world, body, actor } = call
      const review = reviewOf(call)
      if (review.userId !== accountOfActor(actor).id || review.state !== 'PENDING')
        throw new Refusal(422, 'Unprocessable Entity', ['Could not submit the review.'])
      const done = world.store.reviews.update(review.id, {
        state: states[body.event],
        body: body.body ?? review.body,
        submittedAt: now(world),
      })
      submitted(call, done)
      return ok(reviewShape(world, done))
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals',
    docs: 'pulls/reviews#dismiss-a-review-for-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    behaviours: ['Only approvals and requests for changes can be dismissed (422).'],
    body: z.object({ message: z.string(), event: z.literal('DISMISS').optional() }),
    handle(call) {
      const { world, actor, repo } = call
      const review = reviewOf(call)
      if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
        throw new Refusal(422, 'Unprocessable Entity', ['Can not dismiss a commented pull request review'])
      const dismissed = world.store.reviews.update(review.id, { state: 'DISMISSED' })
      announce(world, 'pull_request_review', repo, accountOfActor(actor), {
        action: 'dismissed',
        review: eventReview(call, dismissed),
        pull_request: simplePullShape(world, pullOf(call)),
      })
      return ok(reviewShape(world, dismissed))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments',
    docs: 'pulls/reviews#list-comments-for-a-pull-request-review',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: [],
    handle(call) {
      const review = reviewOf(call)
      const comments = call.world.store.reviewComments.filter(({ reviewId }) => reviewId === review.id)
      return page(call, comments, (comment) => reviewCommentShape(call.world, comment))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/comments',
    docs: 'pulls/comments#list-review-comments-on-a-pull-request',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: ['Only comments on lines; those of the conversation are issue comments.'],
    handle(call) {
      const pull = pullOf(call)
      const comments = call.world.store.reviewComments.filter(({ pullId }) => pullId === pull.id)
      return page(call, comments, (comment) => reviewCommentShape(call.world, comment))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
    docs: 'pulls/review-requests#request-reviewers-for-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    behaviours: ['422 for who is not a collaborator, and for the author. Teams are accepted and not remembered.'],
    body: z.object({ reviewers: z.array(z.string()).default([]), team_reviewers: z.array(z.string()).default([]) }),
    async handle(call) {
      const { world, repo, body, actor } = call
      const pull = pullOf(call)
      const accounts = body.reviewers.map((login) => accountByLogin(world, login))
      for (const account of accounts)
        if (account === undefined || !mayPush(world, { kind: 'user', account }, repo))
          throw new Refusal(
            422,
            'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator.',
          )
      const authorId = issueOf(world, pull).userId
      if (accounts.some((account) => account?.id === authorId))
        throw new Refusal(422, 'Review cannot be requested from pull request author.')
      const ids = accounts.flatMap((account) => (account === undefined ? [] : [account.id]))
      const updated = world.store.pulls.update(pull.id, {
        requestedReviewerIds: [...new Set([...pull.requestedReviewerIds, ...ids])],
      })
      for (const id of ids)
        await announcePull(world, 'review_requested', updated, accountOfActor(actor), {
          requested_reviewer: userShape(world, accountOf(world, id)),
        })
      return created(simplePullShape(world, updated))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}',
    docs: 'pulls/reviews#delete-a-pending-review-for-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    role: 'read',
    behaviours: ['Only a pending one.'],
    handle(call) {
      const review = reviewOf(call)
      if (review.state !== 'PENDING')
        throw new Refusal(422, 'Unprocessable Entity', ['Can not delete a non-pending pull request review'])
      call.world.store.reviews.remove(review.id)
      return ok(reviewShape(call.world, review))
    },
  }),
]

function reviewOf(call: Pick<Call, 'world' | 'repo' | 'params'>): Review {
  const review = call.world.store.reviews.get(idParam(call, 'review_id'))
  if (review?.pullId !== pullOf(call).id) throw notFound()
  return review
}

function submitted(call: Pick<Call, 'world' | 'repo' | 'params' | 'actor'>, review: Review): void {
  const { world, repo, actor } = call
  const pull = pullOf(call)
  const rest = pull.requestedReviewerIds.filter((id) => id !== review.userId)
  const updated = world.store.pulls.update(pull.id, { requestedReviewerIds: rest })
  announce(world, 'pull_request_review', repo, accountOfActor(actor), {
    action: 'submitted',
    review: eventReview(call, review),
    pull_request: simplePullShape(world, updated),
  })
}

function checkLine(patches: readonly DiffEntry[], comment: WantedLine & { readonly path: string }): void {
  const refuse = (problem: string) => new Refusal(422, 'Unprocessable Entity', [problem])
  const file = patches.find(({ filename }) => filename === comment.path)
  if (file === undefined) throw refuse('Path could not be resolved')
  if (comment.start_line !== undefined && comment.start_line >= (comment.line ?? 0))
    throw refuse('Start line must precede the end line.')
  if (hunkAt(file.patch, comment) === undefined) throw refuse('Line could not be resolved')
}

/** Webhooks spell the state in lower case, the API in upper case. */
function eventReview(call: Pick<Call, 'world'>, review: Review) {
  return { ...reviewShape(call.world, review), state: review.state.toLowerCase(), submitted_at: review.submittedAt }
}
