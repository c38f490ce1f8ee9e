import { z } from 'zod'
import { accountOfActor, appIdOfActor } from '../access.ts'
import { created, notFound, ok, Refusal } from '../answer.ts'
import { announceCheckSuite } from '../events.ts'
import { objectType, resolveCommit } from '../git.ts'
import type { CheckSuite } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { checkSuiteShape } from '../shapes/check.ts'
import { ensureSuite, must } from '../world.ts'

export const checkSuiteRoutes = [
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/check-suites',
    docs: 'checks/suites#create-a-check-suite',
    door: 'installation',
    permissions: ['checks:write'],
    behaviours: ['Answers the suite there is (200) where the push has made it already.'],
    body: z.object({ head_sha: z.string() }),
    async handle({ world, repo, git: dir, body, actor }) {
      if (!/^[0-9a-f]{40}$/.test(body.head_sha) || (await objectType(dir, body.head_sha)) !== 'commit')
        throw new Refusal(422, `No commit found for SHA: ${body.head_sha}`)
      const appId = must(appIdOfActor(actor) ?? undefined)
      const wanted = { repositoryId: repo.id, appId, headSha: body.head_sha, headBranch: null, before: null }
      const { suite, isNew } = ensureSuite(world, wanted)
      const shape = await checkSuiteShape(world, suite)
      if (!isNew) return ok(shape)
      await announceCheckSuite(world, 'requested', suite, accountOfActor(actor))
      return created(shape)
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/check-suites/{check_suite_id}',
    docs: 'checks/suites#get-a-check-suite',
    door: 'repository',
    permissions: ['checks:read'],
    behaviours: [],
    handle: async (call) => ok(await checkSuiteShape(call.world, suiteOf(call))),
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest',
    docs: 'checks/suites#rerequest-a-check-suite',
    door: 'token',
    permissions: ['checks:write'],
    behaviours: ['Sends `check_suite` with `rerequested` to the App whose suite it is; the runs stay as they are.'],
    async handle(call) {
      await announceCheckSuite(call.world, 'rerequested', suiteOf(call), accountOfActor(call.actor))
      return created({})
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/check-suites',
    docs: 'checks/suites#list-check-suites-for-a-git-reference',
    door: 'repository',
    permissions: ['checks:read'],
    behaviours: [],
    async handle(call) {
      const { world, repo, query } = call
      const sha = await resolveCommit(call.git, call.params['ref'] ?? '')
      if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${call.params['ref']}`)
      const suites = world.store.checkSuites.filter(
        (suite) =>
          suite.repositoryId === repo.id &&
          suite.headSha === sha &&
          (query['app_id'] === undefined || suite.appId === Number(query['app_id'])),
      )
      return page(
        call,
        suites,
        (suite) => checkSuiteShape(world, suite),
        (shaped) => ({ total_count: suites.length, check_suites: shaped }),
      )
    },
  }),
]

function suiteOf(call: Pick<Call, 'world' | 'repo' | 'params'>): CheckSuite {
  const suite = call.world.store.checkSuites.get(idParam(call, 'check_suite_id'))
  if (suite?.repositoryId !== call.repo.id) throw notFound()
  return suite
}
