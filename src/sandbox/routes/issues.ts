import { z } from 'zod'
import { type Actor, accountOfActor, appIdOfActor, holdsLevel, mayPush } from '../access.ts'
import { created, invalid, noContent, notAccessible, notFound, ok, Refusal } from '../answer.ts'
import { announce, announceIssue, announcePull } from '../events.ts'
import { nextNumber, reopen } from '../opening.ts'
import { closePull } from '../pulls.ts'
import type { Account, Comment, Issue, Repository } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { commentShape, issueShape, labelShape } from '../shapes/issue.ts'
import { must, now, type World } from '../world.ts'
import { checkText } from './pulls.ts'

const read = ['issues:read', 'pull_requests:read'] as const
const write = ['issues:write', 'pull_requests:write'] as const
const labels = z.array(z.union([z.string(), z.object({ name: z.string() })]))

export const issueRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues',
    docs: 'issues/issues#list-repository-issues',
    door: 'repository',
    permissions: ['issues:read'],
    behaviours: ['Pull requests are issues too and are listed. Newest first; `labels` must all be there.'],
    handle(call) {
      const { world, repo, query } = call
      const state = query['state'] ?? 'open'
      const wanted = (query['labels'] ?? '').split(',').filter((name) => name !== '')
      const creator = query['creator']?.toLowerCase()
      const issues = world.store.issues.filter(
        (issue) =>
          issue.repositoryId === repo.id &&
          (state === 'all' || issue.state === state) &&
          (query['since'] === undefined || issue.updatedAt >= query['since']) &&
          (creator === undefined || must(world.store.accounts.get(issue.userId)).login.toLowerCase() === creator) &&
          wanted.every((name) => issue.labels.some((label) => label.toLowerCase() === name.toLowerCase())),
      )
      const sorted = issues.toSorted((a, b) => a.number - b.number)
      return page(call, query['direction'] === 'asc' ? sorted : sorted.toReversed(), (issue) =>
        issueShape(world, issue),
      )
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/issues',
    docs: 'issues/issues#create-an-issue',
    door: 'token',
    permissions: ['issues:write'],
    role: 'read',
    behaviours: ['Labels of a caller who cannot push are dropped silently.'],
    body: z.object({
      title: z.union([z.string(), z.number()]),
      body: z.string().nullable().optional(),
      labels: labels.default([]),
    }),
    handle({ world, repo, body, actor }) {
      checkText(body.body)
      const title = String(body.title)
      if (title.trim() === '') throw invalid({ resource: 'Issue', field: 'title', code: 'missing_field' })
      const author = accountOfActor(actor)
      const time = now(world)
      const names = mayWriteIssues(world, actor, repo) ? namesOf(body.labels) : []
      const issue = world.store.issues.insert({
        repositoryId: repo.id,
        number: nextNumber(world, repo),
        title,
        body: body.body ?? null,
        userId: author.id,
        state: 'open',
        stateReason: null,
        closedById: null,
        labels: ensureLabels(world, repo, names),
        createdAt: time,
        updatedAt: time,
        closedAt: null,
      })
      announceIssue(world, 'opened', issue, author)
      const shape = issueShape(world, issue)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{issue_number}',
    docs: 'issues/issues#get-an-issue',
    door: 'repository',
    permissions: [...read],
    behaviours: [],
    handle: (call) => ok(issueShape(call.world, issueOf(call))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/issues/{issue_number}',
    docs: 'issues/issues#update-an-issue',
    door: 'token',
    permissions: [...write],
    role: 'read',
    behaviours: ['Its author may, and who may push. `state`, `title` and `body` of a pull request too.'],
    body: z.object({
      title: z.union([z.string(), z.number()]).nullable().optional(),
      body: z.string().nullable().optional(),
      state: z.enum(['open', 'closed']).optional(),
      state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullable().optional(),
      labels: labels.optional(),
    }),
    async handle(call) {
      const { world, repo, body, actor } = call
      const issue = issueOf(call)
      const account = accountOfActor(actor)
      if (actor.kind === 'user' && issue.userId !== account.id && !mayPush(world, actor, repo))
        throw new Refusal(403, 'Must have admin rights to Repository.')
      checkText(body.body)
      const title = body.title === undefined || body.title === null ? issue.title : String(body.title)
      const text = body.body === undefined ? issue.body : body.body
      world.store.issues.update(issue.id, {
        title,
        body: text,
        ...(body.labels !== undefined && { labels: ensureLabels(world, repo, namesOf(body.labels)) }),
        updatedAt: now(world),
      })
      const changes = {
        ...(title !== issue.title && { title: { from: issue.title } }),
        ...(text !== issue.body && { body: { from: issue.body ?? '' } }),
      }
      const pull = world.store.pulls.find(({ issueId }) => issueId === issue.id)
      if (Object.keys(changes).length > 0) {
        if (pull === undefined) announceIssue(world, 'edited', issueOf(call), account, { changes })
        else await announcePull(world, 'edited', pull, account, { changes })
      }
      if (body.state !== undefined && body.state !== issue.state) {
        if (pull === undefined) setState(world, issue, body.state, body.state_reason ?? null, account)
        else if (body.state === 'closed') await closePull(world, pull, account)
        else await reopen(world, pull, account)
      }
      return ok(issueShape(world, issueOf(call)))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    docs: 'issues/comments#list-issue-comments',
    door: 'repository',
    permissions: [...read],
    behaviours: ['Oldest first, by id.'],
    handle(call) {
      const issue = issueOf(call)
      const since = call.query['since']
      const comments = call.world.store.comments.filter(
        (comment) => comment.issueId === issue.id && (since === undefined || comment.updatedAt >= since),
      )
      return page(call, comments, (comment) => commentShape(call.world, comment))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    docs: 'issues/comments#create-an-issue-comment',
    door: 'token',
    permissions: [...write],
    role: 'read',
    behaviours: ['The body is at most 65,536 characters and not blank (422).'],
    body: z.object({ body: z.string() }),
    handle(call) {
      const { world, repo, body, actor } = call
      const issue = issueOf(call)
      checkComment(body.body)
      const author = accountOfActor(actor)
      const time = now(world)
      const comment = world.store.comments.insert({
        issueId: issue.id,
        repositoryId: repo.id,
        userId: author.id,
        appId: appIdOfActor(actor),
        body: body.body,
        createdAt: time,
        updatedAt: time,
      })
      const updated = world.store.issues.update(issue.id, { updatedAt: time })
      const shape = commentShape(world, comment)
      announce(world, 'issue_comment', repo, author, {
        action: 'created',
        issue: issueShape(world, updated),
        comment: shape,
      })
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    docs: 'issues/comments#get-an-issue-comment',
    door: 'repository',
    permissions: [...read],
    behaviours: [],
    handle: (call) => ok(commentShape(call.world, commentOf(call))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    docs: 'issues/comments#update-an-issue-comment',
    door: 'token',
    permissions: [...write],
    role: 'read',
    behaviours: ['Its author may, and a user who may push. An App may edit only its own.'],
    body: z.object({ body: z.string() }),
    handle(call) {
      const { world, repo, body } = call
      const old = commentOf(call)
      const author = mayEdit(call, old)
      checkComment(body.body)
      const comment = world.store.comments.update(old.id, { body: body.body, updatedAt: now(world) })
      const shape = commentShape(world, comment)
      announce(world, 'issue_comment', repo, author, {
        action: 'edited',
        changes: { body: { from: old.body } },
        issue: issueShape(world, must(world.store.issues.get(comment.issueId))),
        comment: shape,
      })
      return ok(shape)
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    docs: 'issues/comments#delete-an-issue-comment',
    door: 'token',
    permissions: [...write],
    role: 'read',
    behaviours: [],
    handle(call) {
      const { world, repo } = call
      const comment = commentOf(call)
      const author = mayEdit(call, comment)
      const shape = commentShape(world, comment)
      world.store.comments.remove(comment.id)
      announce(world, 'issue_comment', repo, author, {
        action: 'deleted',
        issue: issueShape(world, must(world.store.issues.get(comment.issueId))),
        comment: shape,
      })
      return noContent
    },
  }),
]

type Asked = Pick<Call, 'world' | 'repo' | 'params' | 'actor' | 'method'>

/** The issue a path names. `pull_requests` opens these routes for pull requests only. */
export function issueOf(call: Asked): Issue {
  const number = Number(call.params['issue_number'])
  const issue = call.world.store.issues.find((one) => one.repositoryId === call.repo.id && one.number === number)
  if (issue === undefined) throw notFound()
  checkPermission(call, issue)
  return issue
}

/** The comment a path names, under the same condition. */
export function commentOf(call: Asked): Comment {
  const comment = call.world.store.comments.get(idParam(call, 'comment_id'))
  if (comment?.repositoryId !== call.repo.id) throw notFound()
  checkPermission(call, must(call.world.store.issues.get(comment.issueId)))
  return comment
}

function checkPermission({ world, repo, actor, method }: Asked, issue: Issue): void {
  if (actor.kind !== 'installation' || (method === 'GET' && !repo.private)) return
  const isPull = world.store.pulls.find(({ issueId }) => issueId === issue.id) !== undefined
  if (!isPull && !holdsLevel(actor.token.permissions, 'issues', method === 'GET' ? 'read' : 'write'))
    throw notAccessible()
}

/** Adds what is missing to the repository's labels, grey, and answers the names as they are written there. */
export function ensureLabels(world: World, repo: Repository, names: readonly string[]): string[] {
  const written = names.map((name) => {
    const label = world.store.labels.find(
      (one) => one.repositoryId === repo.id && one.name.toLowerCase() === name.toLowerCase(),
    )
    return label ?? world.store.labels.insert({ repositoryId: repo.id, name, color: 'ededed', description: null })
  })
  return [...new Set(written.map((label) => label.name))]
}

/** `labeled` or `unlabeled`, of an issue or a pull. */
export async function announceLabel(
  world: World,
  action: string,
  issue: Issue,
  name: string,
  sender: Account,
): Promise<void> {
  const label = world.store.labels.find((one) => one.repositoryId === issue.repositoryId && one.name === name)
  const more = label === undefined ? {} : { label: labelShape(world, label) }
  const pull = world.store.pulls.find(({ issueId }) => issueId === issue.id)
  if (pull === undefined) announceIssue(world, action, issue, sender, more)
  else await announcePull(world, action, pull, sender, more)
}

/** Labelling takes more than reading: a user must be able to push; a token must hold its permission, which the door has checked. */
function mayWriteIssues(world: World, actor: Actor, repo: Repository): boolean {
  return actor.kind === 'installation' || mayPush(world, actor, repo)
}

function setState(world: World, issue: Issue, state: 'open' | 'closed', reason: string | null, actor: Account): void {
  const time = now(world)
  const closed = state === 'closed'
  const updated = world.store.issues.update(issue.id, {
    state,
    stateReason: closed ? (reason === 'not_planned' ? 'not_planned' : 'completed') : 'reopened',
    closedAt: closed ? time : null,
    closedById: closed ? actor.id : null,
    updatedAt: time,
  })
  announceIssue(world, closed ? 'closed' : 'reopened', updated, actor)
}

function checkComment(text: string): void {
  if (text.trim() === '') throw invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' })
  checkText(text, 'IssueComment')
}

function mayEdit(call: Pick<Call, 'world' | 'repo' | 'actor'>, comment: Comment): Account {
  const { world, repo, actor } = call
  const account = accountOfActor(actor)
  if (comment.userId === account.id) return account
  if (actor.kind === 'installation') throw new Refusal(403, 'Resource not accessible by integration')
  if (!mayPush(world, actor, repo)) throw new Refusal(403, 'Must have admin rights to Repository.')
  return account
}

function namesOf(list: z.infer<typeof labels>): string[] {
  return list.map((label) => (typeof label === 'string' ? label : label.name))
}
