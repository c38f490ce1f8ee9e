import { z } from 'zod'
import { accountOfActor, appIdOfActor } from '../access.ts'
import { created, notAccessible, notFound, ok, Refusal } from '../answer.ts'
import { announceCheckRun, announceCheckSuite } from '../events.ts'
import { gitText, objectType, resolveCommit } from '../git.ts'
import type { CheckAnnotation, CheckRun } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { appShapeOf } from '../shapes/account.ts'
import { annotationShape, checkRunShape, latestRuns, suiteState } from '../shapes/check.ts'
import { ensureSuite, must, now, pullsAt } from '../world.ts'

/** "The maximum size of … is 65535 characters"; annotations: 50 a request, messages of 64 KB. */
const maxText = 65_535
const maxAnnotations = 50
const maxMessageBytes = 64 * 1024

const annotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  start_column: z.number().int().optional(),
  end_column: z.number().int().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().max(255).optional(),
  raw_details: z.string().optional(),
})

const conclusion = z.enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])

const fields = {
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  conclusion: conclusion.optional(),
  completed_at: z.iso.datetime({ offset: true }).optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string(),
      text: z.string().optional(),
      annotations: z.array(annotation).optional(),
    })
    .optional(),
  actions: z
    .array(z.object({ label: z.string().max(20), description: z.string().max(40), identifier: z.string().max(20) }))
    .max(3)
    .optional(),
}

const newRun = z.object({ name: z.string(), head_sha: z.string(), ...fields })
const editedRun = z.object({ name: z.string().optional(), ...fields })
type Fields = Omit<z.infer<typeof editedRun>, 'name'>

export const checkRunRoutes = [
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/check-runs',
    docs: 'checks/runs#create-a-check-run',
    door: 'installation',
    permissions: ['checks:write'],
    behaviours: [
      'Only Apps may (403 `You must authenticate via a GitHub App.`), and 422 where the repository has no such commit.',
      'A `conclusion` makes the run completed; `completed` without one is 422.',
      'At most 50 annotations a request (422 above), `summary` and `text` at most 65,535 characters.',
      "The run joins the App's suite on the commit, which is made where it is missing. A second run of the same name is a new one.",
    ],
    body: newRun,
    async handle(call) {
      const { world, repo, git: dir, body, actor } = call
      const appId = must(appIdOfActor(actor) ?? undefined)
      if (!/^[0-9a-f]{40}$/.test(body.head_sha) || (await objectType(dir, body.head_sha)) !== 'commit')
        throw new Refusal(422, `No commit found for SHA: ${body.head_sha}`)
      checkFields(body)
      const headBranch = pullsAt(world, repo, body.head_sha)[0]?.headRef ?? (await branchAt(dir, body.head_sha))
      const { suite } = ensureSuite(world, {
        repositoryId: repo.id,
        appId,
        headSha: body.head_sha,
        headBranch,
        before: null,
      })
      const blank: Omit<CheckRun, 'id'> = {
        suiteId: suite.id,
        repositoryId: repo.id,
        appId,
        headSha: body.head_sha,
        name: body.name,
        externalId: '',
        detailsUrl: appShapeOf(world, appId)?.external_url ?? null,
        status: 'queued',
        conclusion: null,
        startedAt: now(world),
        completedAt: null,
        title: null,
        summary: null,
        text: null,
        annotations: [],
        actions: [],
      }
      const run = world.store.checkRuns.insert({ ...blank, ...changedBy(blank, body, now(world)) })
      await announceCheckRun(world, 'created', run, accountOfActor(actor))
      if (run.status === 'completed') await completed(call, run)
      const shape = checkRunShape(world, run)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    docs: 'checks/runs#update-a-check-run',
    door: 'installation',
    permissions: ['checks:write'],
    behaviours: [
      'Only the App that made the run.',
      'Annotations are appended to those there are; the other fields replace.',
    ],
    body: editedRun,
    async handle(call) {
      const { world, body, actor } = call
      const old = ownRun(call)
      checkFields(body)
      const changes = { ...(body.name !== undefined && { name: body.name }), ...changedBy(old, body, now(world)) }
      const run = world.store.checkRuns.update(old.id, changes)
      if (run.status === 'completed' && old.status !== 'completed') {
        await completed({ world, actor }, run)
      }
      return ok(checkRunShape(world, run))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    docs: 'checks/runs#get-a-check-run',
    door: 'repository',
    permissions: ['checks:read'],
    behaviours: [],
    handle: (call) => ok(checkRunShape(call.world, runOf(call))),
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
    docs: 'checks/runs#list-check-run-annotations',
    door: 'repository',
    permissions: ['checks:read'],
    behaviours: ['In the order in which they were added.'],
    handle(call) {
      const run = runOf(call)
      return page(call, run.annotations, (one) => annotationShape(call.world, run, one))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest',
    docs: 'checks/runs#rerequest-a-check-run',
    door: 'token',
    permissions: ['checks:write'],
    behaviours: ['Sends `check_run` with `rerequested` to the App that made it; the run itself stays as it is.'],
    async handle(call) {
      await announceCheckRun(call.world, 'rerequested', runOf(call), accountOfActor(call.actor))
      return created({})
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
    docs: 'checks/runs#list-check-runs-for-a-git-reference',
    door: 'repository',
    permissions: ['checks:read'],
    behaviours: [
      '`filter=latest` (the default) shows the newest run of each name and App; `all` shows every one. Newest first.',
    ],
    async handle(call) {
      const sha = await resolveCommit(call.git, call.params['ref'] ?? '')
      if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${call.params['ref']}`)
      return listRuns(call, (run) => run.repositoryId === call.repo.id && run.headSha === sha)
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs',
    docs: 'checks/runs#list-check-runs-in-a-check-suite',
    door: 'repository',
    permissions: ['checks:read'],
    behaviours: [],
    handle(call) {
      const suite = call.world.store.checkSuites.get(idParam(call, 'check_suite_id'))
      if (suite?.repositoryId !== call.repo.id) throw notFound()
      return listRuns(call, (run) => run.suiteId === suite.id)
    },
  }),
]

function runOf(call: Pick<Call, 'world' | 'repo' | 'params'>): CheckRun {
  const run = call.world.store.checkRuns.get(idParam(call, 'check_run_id'))
  if (run?.repositoryId !== call.repo.id) throw notFound()
  return run
}

function ownRun(call: Pick<Call, 'world' | 'repo' | 'params' | 'actor'>): CheckRun {
  const run = runOf(call)
  if (run.appId !== appIdOfActor(call.actor)) throw notAccessible()
  return run
}

function listRuns(call: Call<unknown>, belongs: (run: CheckRun) => boolean) {
  const { query, world } = call
  const found = world.store.checkRuns.filter(belongs)
  const filtered = (query['filter'] === 'all' ? found : latestRuns(found)).filter(
    (run) =>
      (query['check_name'] === undefined || run.name === query['check_name']) &&
      (query['status'] === undefined || run.status === query['status']) &&
      (query['app_id'] === undefined || run.appId === Number(query['app_id'])),
  )
  return page(
    call,
    filtered.toSorted((a, b) => b.id - a.id),
    (run) => checkRunShape(world, run),
    (shaped) => ({ total_count: filtered.length, check_runs: shaped }),
  )
}

async function completed(call: Pick<Call, 'world' | 'actor'>, run: CheckRun): Promise<void> {
  const sender = accountOfActor(call.actor)
  await announceCheckRun(call.world, 'completed', run, sender)
  const suite = call.world.store.checkSuites.update(run.suiteId, { updatedAt: now(call.world) })
  if (suiteState(call.world, suite).status === 'completed')
    await announceCheckSuite(call.world, 'completed', suite, sender)
}

async function branchAt(dir: string, sha: string): Promise<string | null> {
  const names = await gitText(dir, ['for-each-ref', '--format=%(refname:lstrip=2)', `--points-at=${sha}`, 'refs/heads'])
  return names.split('\n')[0] || null
}

function checkFields(body: Fields): void {
  if (body.status === 'completed' && body.conclusion === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.')
  const { output } = body
  for (const key of ['summary', 'text'] as const)
    if ((output?.[key]?.length ?? 0) > maxText)
      throw new Refusal(
        422,
        `Invalid request.\n\nOnly ${maxText} characters are allowed; ${output?.[key]?.length} were supplied.`,
      )
  const annotations = output?.annotations ?? []
  if (output !== undefined && output.title === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"title" wasn\'t supplied.')
  if (annotations.length > maxAnnotations)
    throw new Refusal(
      422,
      `Invalid request.\n\nNo more than ${maxAnnotations} items are allowed; ${annotations.length} were supplied.`,
    )
  for (const { start_line, end_line, start_column, end_column, message } of annotations) {
    if (Buffer.byteLength(message) > maxMessageBytes)
      throw new Refusal(422, 'Invalid request.\n\nmessage exceeds 64 KB.')
    if (end_line < start_line) throw new Refusal(422, 'Invalid request.\n\nend_line must not be before start_line.')
    if ((start_column !== undefined || end_column !== undefined) && start_line !== end_line)
      throw new Refusal(422, 'Invalid request.\n\nColumns are only allowed where start_line and end_line are equal.')
  }
}

/** What a body changes of a run. A conclusion completes it; a status before that takes the conclusion away. */
function changedBy(old: Omit<CheckRun, 'id'>, body: Fields, time: string): Partial<CheckRun> {
  const done = body.conclusion !== undefined
  const status = done ? 'completed' : (body.status ?? old.status)
  const output = body.output
  const added = (output?.annotations ?? []).map(
    (one): CheckAnnotation => ({
      path: one.path,
      start_line: one.start_line,
      end_line: one.end_line,
      start_column: one.start_column ?? null,
      end_column: one.end_column ?? null,
      annotation_level: one.annotation_level,
      title: one.title ?? null,
      message: one.message,
      raw_details: one.raw_details ?? null,
    }),
  )
  return {
    status,
    conclusion: done ? (body.conclusion ?? null) : status === 'completed' ? old.conclusion : null,
    completedAt: done ? utc(body.completed_at ?? time) : status === 'completed' ? old.completedAt : null,
    ...(body.started_at !== undefined && { startedAt: utc(body.started_at) }),
    ...(body.details_url !== undefined && { detailsUrl: body.details_url }),
    ...(body.external_id !== undefined && { externalId: body.external_id }),
    ...(output !== undefined && {
      title: output.title ?? null,
      summary: output.summary,
      text: output.text ?? old.text,
    }),
    annotations: [...old.annotations, ...added],
    ...(body.actions !== undefined && { actions: body.actions }),
  }
}

function utc(time: string): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}
