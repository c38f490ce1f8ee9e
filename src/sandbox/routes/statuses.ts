import { z } from 'zod'
import { accountOfActor } from '../access.ts'
import { created, invalid, notFound, Refusal } from '../answer.ts'
import { announce } from '../events.ts'
import { objectType, readCommit, resolveCommit } from '../git.ts'
import type { CommitStatus } from '../records.ts'
import { type Call, defineRoute, page } from '../route.ts'
import { userShape, userShapeOf } from '../shapes/account.ts'
import { commitShape } from '../shapes/commit.ts'
import { minimalRepositoryShape } from '../shapes/repository.ts'
import { accountOf, apiOf, fullName, nodeId, now, repositoryOf, type World } from '../world.ts'

const maxStatuses = 1000

export const statusRoutes = [
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/statuses/{sha}',
    docs: 'commits/statuses#create-a-commit-status',
    door: 'token',
    permissions: ['statuses:write'],
    behaviours: ['At most 1,000 for one commit and context (422).'],
    body: z.object({
      state: z.enum(['error', 'failure', 'pending', 'success']),
      target_url: z.string().nullable().optional(),
      description: z.string().nullable().optional(),
      context: z.string().default('default'),
    }),
    async handle(call) {
      const { world, repo, git: dir, params, body, actor } = call
      const sha = params['sha'] ?? ''
      if (!/^[0-9a-f]{40}$/.test(sha) || (await objectType(dir, sha)) !== 'commit')
        throw new Refusal(422, `No commit found for SHA: ${sha}`)
      if (statusesOn(call, sha).filter(({ context }) => context === body.context).length >= maxStatuses)
        throw invalid('This SHA and context has reached the maximum number of statuses.')
      const status = world.store.statuses.insert({
        repositoryId: repo.id,
        sha,
        state: body.state,
        context: body.context,
        description: body.description ?? null,
        targetUrl: body.target_url ?? null,
        creatorId: accountOfActor(actor).id,
        createdAt: now(world),
      })
      const shape = statusShape(world, status)
      announce(world, 'status', repo, accountOfActor(actor), {
        ...shape,
        sha,
        name: fullName(world, repo),
        commit: commitShape(world, repo, await readCommit(dir, sha)),
        branches: [],
      })
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/statuses',
    docs: 'commits/statuses#list-commit-statuses-for-a-reference',
    door: 'repository',
    permissions: ['statuses:read'],
    behaviours: ['Newest first, every one.'],
    async handle(call) {
      const sha = await resolveCommit(call.git, call.params['ref'] ?? '')
      if (sha === undefined) throw notFound()
      return page(call, statusesOn(call, sha).toReversed(), (status) => statusShape(call.world, status))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/status',
    docs: 'commits/statuses#get-the-combined-status-for-a-specific-reference',
    door: 'repository',
    permissions: ['statuses:read'],
    behaviours: ['The newest of each context; `pending` where there is none. Check runs are not part of it.'],
    async handle(call) {
      const { world, repo } = call
      const sha = await resolveCommit(call.git, call.params['ref'] ?? '')
      if (sha === undefined) throw notFound()
      const latest = new Map(statusesOn(call, sha).map((status): [string, CommitStatus] => [status.context, status]))
      const states = new Set([...latest.values()].map(({ state }) => state))
      const bad = states.has('failure') || states.has('error')
      const state = bad ? 'failure' : states.size === 0 || states.has('pending') ? 'pending' : 'success'
      const url = `${apiOf(world, repo)}/commits/${sha}`
      return page(
        call,
        [...latest.values()],
        (status) => {
          const { creator: _, ...simple } = statusShape(world, status)
          return simple
        },
        (shaped) => ({
          state,
          statuses: shaped,
          sha,
          total_count: latest.size,
          repository: minimalRepositoryShape(world, repo),
          commit_url: url,
          url: `${url}/status`,
        }),
      )
    },
  }),
]

function statusesOn({ world, repo }: Pick<Call, 'world' | 'repo'>, sha: string): readonly CommitStatus[] {
  return world.store.statuses.filter((status) => status.repositoryId === repo.id && status.sha === sha)
}

function statusShape(world: World, status: CommitStatus) {
  return {
    url: `${apiOf(world, repositoryOf(world, status.repositoryId))}/statuses/${status.sha}`,
    avatar_url: userShape(world, accountOf(world, status.creatorId)).avatar_url,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: userShapeOf(world, status.creatorId),
  }
}
