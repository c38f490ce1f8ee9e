import { z } from 'zod'
import { accountOfActor, mayPush } from '../access.ts'
import { created, invalid, noContent, notFound, ok, Refusal, refuseLonger } from '../answer.ts'
import { diffEntries, startOf } from '../diff.ts'
import { announcePull } from '../events.ts'
import { git, revParse, tryGit } from '../git.ts'
import { headOf, openPull, reopen } from '../opening.ts'
import {
  baseTip,
  closePull,
  commitsOf,
  markMerged,
  mergeability,
  mergeCommit,
  protectionProblem,
  testMergeLater,
} from '../pulls.ts'
import { refsMoved } from '../pushes.ts'
import type { Pull } from '../records.ts'
import { type Call, defineRoute, page } from '../route.ts'
import { commitShape } from '../shapes/commit.ts'
import { diffEntryShape } from '../shapes/diff.ts'
import { pullShape, simplePullShape } from '../shapes/pull.ts'
import { gitDir, issueOf, must, now, repositoryOf, type World } from '../world.ts'

const maxBody = 65_536
const maxFiles = 3000

export const pullRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls',
    docs: 'pulls/pulls#list-pull-requests',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: [
      'Open ones, newest first, unless `state`, `sort` and `direction` say otherwise; `head` is `owner:branch`.',
    ],
    handle(call) {
      const { world, repo, query } = call
      const state = query['state'] ?? 'open'
      const pulls = world.store.pulls.filter(
        (pull) =>
          pull.repositoryId === repo.id &&
          (state === 'all' || issueOf(world, pull).state === state) &&
          (query['base'] === undefined || pull.baseRef === query['base']) &&
          (query['head'] === undefined || headLabel(world, pull) === query['head'].toLowerCase()),
      )
      const key = query['sort'] === 'updated' ? 'updatedAt' : 'createdAt'
      const sorted = pulls.toSorted(
        (a, b) => issueOf(world, a)[key].localeCompare(issueOf(world, b)[key]) || a.id - b.id,
      )
      const descending =
        (query['direction'] ?? (query['sort'] === undefined || query['sort'] === 'created' ? 'desc' : 'asc')) === 'desc'
      return page(call, descending ? sorted.toReversed() : sorted, (pull) => simplePullShape(world, pull))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls',
    docs: 'pulls/pulls#create-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    role: 'read',
    behaviours: [
      '422 where the head has no commits the base lacks, where one is open already for the same head and base, or where a branch does not exist.',
      '`head` of a fork is `owner:branch`; the author must be able to push to one of the two repositories.',
    ],
    body: z.object({
      title: z.string().optional(),
      head: z.string(),
      head_repo: z.string().optional(),
      base: z.string(),
      body: z.string().nullable().optional(),
      draft: z.boolean().default(false),
      maintainer_can_modify: z.boolean().default(true),
    }),
    async handle(call) {
      const { world, repo, git: dir, body, actor } = call
      if (body.title === undefined || body.title.trim() === '')
        throw invalid({ resource: 'PullRequest', code: 'missing_field', field: 'title' })
      checkText(body.body)
      const baseSha = await revParse(dir, `refs/heads/${body.base}`)
      if (baseSha === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
      const head = await headOf(call, body.head, body.head_repo)
      if (head === undefined) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' })
      if (!mayPush(world, actor, head.repository) && !mayPush(world, actor, repo))
        throw new Refusal(403, 'Resource not accessible by personal access token')
      const twin = world.store.pulls.find(
        (pull) =>
          pull.repositoryId === repo.id &&
          pull.baseRef === body.base &&
          pull.headRef === head.branch &&
          pull.headRepositoryId === head.repository.id &&
          issueOf(world, pull).state === 'open',
      )
      if (twin !== undefined)
        throw invalid({
          resource: 'PullRequest',
          code: 'custom',
          field: 'head',
          message: `A pull request already exists for ${headLabel(world, twin)}.`,
        })
      await git(dir, ['fetch', '--quiet', '--no-tags', gitDir(world, head.repository), head.sha])
      if ((await tryGit(dir, ['merge-base', '--is-ancestor', head.sha, baseSha])).code === 0)
        throw invalid({
          resource: 'PullRequest',
          code: 'custom',
          field: 'head',
          message: `No commits between ${body.base} and ${body.head}`,
        })
      const pull = await openPull(world, repo, actor, {
        title: body.title,
        body: body.body ?? null,
        draft: body.draft,
        maintainerCanModify: body.maintainer_can_modify && head.repository.id !== repo.id,
        base: { ref: body.base, sha: baseSha },
        head,
      })
      const shape = await pullShape(world, pull, { mergeable: null, state: 'unknown' })
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}',
    docs: 'pulls/pulls#get-a-pull-request',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: [
      '`mergeable` is null until the test merge has been made in the background; asking starts it.',
      "`merge_commit_sha` is the test merge's commit until the merge, then the merge's.",
    ],
    async handle(call) {
      const pull = pullOf(call)
      return ok(await pullShape(call.world, pull, await mergeability(call.world, pull)))
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}',
    docs: 'pulls/pulls#update-a-pull-request',
    door: 'token',
    permissions: ['pull_requests:write'],
    role: 'read',
    behaviours: [
      'Its author may, and who may push. A merged one cannot be opened again.',
      'Sends `edited` with the old values, `closed`, `reopened`.',
    ],
    body: z.object({
      title: z.string().optional(),
      body: z.string().nullable().optional(),
      state: z.enum(['open', 'closed']).optional(),
      base: z.string().optional(),
      maintainer_can_modify: z.boolean().optional(),
    }),
    async handle(call) {
      const { world, repo, git: dir, body, actor } = call
      const pull = pullOf(call)
      const account = accountOfActor(actor)
      const issue = issueOf(world, pull)
      if (actor.kind === 'user' && issue.userId !== account.id && !mayPush(world, actor, repo)) throw notFound()
      checkText(body.body)
      const changes: Record<string, unknown> = {}
      if (body.title !== undefined && body.title !== issue.title) changes['title'] = { from: issue.title }
      if (body.body !== undefined && body.body !== issue.body) changes['body'] = { from: issue.body ?? '' }
      world.store.issues.update(issue.id, {
        ...(body.title !== undefined && { title: body.title }),
        ...(body.body !== undefined && { body: body.body }),
        updatedAt: now(world),
      })
      if (body.base !== undefined && body.base !== pull.baseRef) {
        const sha = await revParse(dir, `refs/heads/${body.base}`)
        if (sha === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
        changes['base'] = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } }
        world.store.pulls.update(pull.id, { baseRef: body.base, baseSha: sha })
        testMergeLater(world, pull.id)
      }
      if (Object.keys(changes).length > 0) await announcePull(world, 'edited', pullOf(call), account, { changes })
      if (body.state === 'closed' && issue.state === 'open') await closePull(world, pullOf(call), account)
      if (body.state === 'open' && issue.state === 'closed') await reopen(world, pullOf(call), account)
      const after = pullOf(call)
      return ok(await pullShape(world, after, await mergeability(world, after)))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/commits',
    docs: 'pulls/pulls#list-commits-on-a-pull-request',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: ['Oldest first, 250 at most.'],
    async handle(call) {
      return page(call, await commitsOf(call.world, pullOf(call)), (commit) =>
        commitShape(call.world, call.repo, commit),
      )
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/files',
    docs: 'pulls/pulls#list-pull-requests-files',
    door: 'repository',
    permissions: ['pull_requests:read'],
    behaviours: [
      'From where head and base parted; 3,000 files at most, 30 a page, 100 where asked. Binary files have no `patch`.',
    ],
    async handle(call) {
      const { world, repo, git: dir } = call
      const pull = pullOf(call)
      const entries = await diffEntries(dir, await startOf(dir, pull.baseSha, pull.headSha), pull.headSha, maxFiles)
      return page(call, entries, (entry) => diffEntryShape(world, repo, pull.headSha, entry))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/merge',
    docs: 'pulls/pulls#check-if-a-pull-request-has-been-merged',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [],
    handle(call) {
      if (pullOf(call).mergedAt === null) throw notFound()
      return noContent
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/merge',
    docs: 'pulls/pulls#merge-a-pull-request',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      '405 where it conflicts, is a draft, is closed, or where the base is protected and a required check or review is missing.',
      '409 where `sha` is not the head any more.',
      '`merge`, `squash` and `rebase` make the commits GitHub makes; a protected base holds administrators too.',
    ],
    body: z.object({
      commit_title: z.string().optional(),
      commit_message: z.string().optional(),
      sha: z.string().optional(),
      merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
    }),
    async handle(call) {
      const { world, repo, git: dir, body, actor } = call
      const pull = pullOf(call)
      const account = accountOfActor(actor)
      if (issueOf(world, pull).state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable')
      if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft')
      if (body.sha !== undefined && body.sha !== pull.headSha)
        throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
      const problem = protectionProblem(world, pull)
      if (problem !== undefined) throw new Refusal(405, problem)
      const base = await baseTip(world, pull)
      const commit = await mergeCommit(world, pull, base, account, {
        method: body.merge_method,
        title: body.commit_title,
        message: body.commit_message,
      })
      const ref = `refs/heads/${pull.baseRef}`
      const moved = await tryGit(dir, ['update-ref', ref, commit, base])
      if (moved.code !== 0) throw new Refusal(409, 'Base branch was modified. Review and try the merge again.')
      // Marked first: the branch that now moves would else find it open and take it for merged by a push.
      await markMerged(world, pull, commit, account)
      await refsMoved(world, repo, [{ ref, before: base, after: commit }], actor)
      return ok({ sha: commit, merged: true, message: 'Pull Request successfully merged' })
    },
  }),
]

/** The pull a path names. */
export function pullOf(call: Pick<Call, 'world' | 'repo' | 'params'>): Pull {
  const number = Number(call.params['pull_number'])
  const pull = call.world.store.pulls.find((one) => one.repositoryId === call.repo.id && one.number === number)
  if (pull === undefined) throw notFound()
  return pull
}

export function checkText(text: string | null | undefined, resource = 'Issue'): void {
  refuseLonger(text, maxBody, { resource, field: 'body' })
}

function headLabel(world: World, pull: Pull): string {
  const owner = must(world.store.accounts.get(repositoryOf(world, pull.headRepositoryId).ownerId))
  return `${owner.login}:${pull.headRef}`.toLowerCase()
}
