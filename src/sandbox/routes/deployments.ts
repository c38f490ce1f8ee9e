import { z } from 'zod'
import { accountOfActor, appIdOfActor } from '../access.ts'
import { created, noContent, notFound, ok, Refusal, refuseLonger } from '../answer.ts'
import { announce } from '../events.ts'
import { isAncestor, resolveCommit } from '../git.ts'
import type { Deployment, DeploymentStatus } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { latestRuns } from '../shapes/check.ts'
import { deploymentShape, deploymentStatusShape } from '../shapes/release.ts'
import { now } from '../world.ts'

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const
const maxDescription = 140

export const deploymentRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/deployments',
    docs: 'deployments/deployments#list-deployments',
    door: 'repository',
    permissions: ['deployments:read'],
    behaviours: ['Newest first; `sha`, `ref`, `task` and `environment` filter.'],
    handle(call) {
      const { world, repo, query } = call
      const keys = ['sha', 'ref', 'task', 'environment'] as const
      const deployments = world.store.deployments.filter(
        (one) =>
          one.repositoryId === repo.id &&
          keys.every((key) => query[key] === undefined || query[key] === 'none' || query[key] === one[key]),
      )
      return page(call, deployments.toReversed(), (one) => deploymentShape(world, one))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/deployments',
    docs: 'deployments/deployments#create-a-deployment',
    door: 'token',
    permissions: ['deployments:write'],
    behaviours: [
      '409 where checks on the commit have not all succeeded, unless `required_contexts` is empty or names others.',
      '409 where `auto_merge` (the default) finds the ref behind the default branch: the merge itself is not made here.',
      'A description is at most 140 characters.',
    ],
    body: z.object({
      ref: z.string(),
      task: z.string().default('deploy'),
      auto_merge: z.boolean().default(true),
      required_contexts: z.array(z.string()).nullable().optional(),
      payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
      environment: z.string().default('production'),
      description: z.string().nullable().default(''),
      transient_environment: z.boolean().default(false),
      production_environment: z.boolean().optional(),
    }),
    async handle(call) {
      const { world, repo, git: dir, body, actor } = call
      const sha = await resolveCommit(dir, body.ref)
      if (sha === undefined) throw new Refusal(422, `No ref found for: ${body.ref}`)
      checkDescription(body.description)
      const base = await resolveCommit(dir, repo.defaultBranch)
      if (body.auto_merge && base !== undefined && !(await isAncestor(dir, base, sha)))
        throw new Refusal(409, `Conflict merging ${repo.defaultBranch} into ${body.ref}.`)
      checkContexts(call, sha, body.required_contexts ?? undefined)
      const deployment = world.store.deployments.insert({
        repositoryId: repo.id,
        sha,
        ref: body.ref,
        task: body.task,
        environment: body.environment,
        description: body.description,
        payload: body.payload,
        creatorId: accountOfActor(actor).id,
        appId: appIdOfActor(actor),
        transient: body.transient_environment,
        production: body.production_environment ?? body.environment === 'production',
        createdAt: now(world),
      })
      const shape = deploymentShape(world, deployment)
      announce(world, 'deployment', repo, accountOfActor(actor), {
        action: 'created',
        deployment: shape,
        workflow: null,
        workflow_run: null,
      })
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/deployments/{deployment_id}',
    docs: 'deployments/deployments#get-a-deployment',
    door: 'repository',
    permissions: ['deployments:read'],
    behaviours: [],
    handle: (call) => ok(deploymentShape(call.world, deploymentOf(call))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/deployments/{deployment_id}',
    docs: 'deployments/deployments#delete-a-deployment',
    door: 'token',
    permissions: ['deployments:write'],
    behaviours: ['The only one may be deleted, others only when inactive (422).'],
    handle(call) {
      const { world, repo } = call
      const deployment = deploymentOf(call)
      const others = world.store.deployments.filter((one) => one.repositoryId === repo.id).length > 1
      if (others && statusesOf(call, deployment).at(-1)?.state !== 'inactive')
        throw new Refusal(
          422,
          'We cannot delete an active deployment unless it is the only deployment in a given environment.',
        )
      for (const status of statusesOf(call, deployment)) world.store.deploymentStatuses.remove(status.id)
      world.store.deployments.remove(deployment.id)
      return noContent
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    docs: 'deployments/statuses#list-deployment-statuses',
    door: 'repository',
    permissions: ['deployments:read'],
    behaviours: ['Newest first.'],
    handle(call) {
      return page(call, statusesOf(call, deploymentOf(call)).toReversed(), (one) =>
        deploymentStatusShape(call.world, one),
      )
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    docs: 'deployments/statuses#create-a-deployment-status',
    door: 'token',
    permissions: ['deployments:write'],
    behaviours: [
      '`success` makes earlier successful deployments of the same environment inactive, unless `auto_inactive` is false or one of them is a production environment.',
    ],
    body: z.object({
      state: z.enum(states),
      target_url: z.string().default(''),
      log_url: z.string().optional(),
      description: z.string().default(''),
      environment_url: z.string().default(''),
      auto_inactive: z.boolean().default(true),
    }),
    handle(call) {
      const { world, repo, body, actor } = call
      const deployment = deploymentOf(call)
      checkDescription(body.description)
      const add = (to: Deployment, state: DeploymentStatus['state'], description: string) =>
        world.store.deploymentStatuses.insert({
          deploymentId: to.id,
          state,
          description,
          environmentUrl: body.environment_url,
          logUrl: body.log_url ?? body.target_url,
          creatorId: accountOfActor(actor).id,
          appId: appIdOfActor(actor),
          createdAt: now(world),
        })
      const status = add(deployment, body.state, body.description)
      const shape = deploymentStatusShape(world, status)
      announce(world, 'deployment_status', repo, accountOfActor(actor), {
        action: 'created',
        deployment_status: shape,
        deployment: deploymentShape(world, deployment),
        check_run: null,
        workflow: null,
        workflow_run: null,
      })
      if (body.state === 'success' && body.auto_inactive)
        for (const other of world.store.deployments.all())
          if (isReplaced(other, deployment) && statusesOf(call, other).at(-1)?.state === 'success')
            add(other, 'inactive', '')
      return created(shape, { location: shape.url })
    },
  }),
]

/** "Inactive deployments": earlier ones of the environment that are neither transient nor production. */
function isReplaced(other: Deployment, by: Deployment): boolean {
  return (
    other.id < by.id &&
    other.repositoryId === by.repositoryId &&
    other.environment === by.environment &&
    !other.transient &&
    !other.production
  )
}

function deploymentOf(call: Pick<Call, 'world' | 'repo' | 'params'>): Deployment {
  const deployment = call.world.store.deployments.get(idParam(call, 'deployment_id'))
  if (deployment?.repositoryId !== call.repo.id) throw notFound()
  return deployment
}

function statusesOf({ world }: Pick<Call, 'world'>, { id }: Deployment): readonly DeploymentStatus[] {
  return world.store.deploymentStatuses.filter(({ deploymentId }) => deploymentId === id)
}

function checkDescription(text: string | null): void {
  refuseLonger(text, maxDescription, { resource: 'Deployment', field: 'description' })
}

/** Absent: every check and status on the commit. */
function checkContexts(
  { world, repo }: Pick<Call, 'world' | 'repo'>,
  sha: string,
  wanted: readonly string[] | undefined,
): void {
  const runs = latestRuns(world.store.checkRuns.filter((run) => run.repositoryId === repo.id && run.headSha === sha))
  const states = new Map(runs.map((run): [string, string] => [run.name, run.conclusion ?? 'pending']))
  for (const status of world.store.statuses.all())
    if (status.repositoryId === repo.id && status.sha === sha) states.set(status.context, status.state)
  const bad = (wanted ?? [...states.keys()]).filter(
    (context) => !['success', 'neutral', 'skipped'].includes(states.get(context) ?? 'pending'),
  )
  if (bad.length === 0) return
  const contexts = bad.map((context) => ({ context, state: states.get(context) ?? 'pending' }))
  throw new Refusal(409, 'Conflict: Commit status checks failed for this ref.', [
    { resource: 'Deployment', field: 'required_contexts', code: 'invalid', value: contexts },
  ])
}
