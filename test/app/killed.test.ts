import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import test from 'node:test'
import { checkNames } from '#review/review.ts'
import { startStage } from '../github/sandbox-stage.ts'
import { petsContract, smallCatalog } from '../workflow/catalogs.ts'
import { appEnvironment } from './app-stage.ts'

test('killed in the middle of a review and started again, the App concludes the same checks, each once', async (t) => {
  const stage = await startStage(t, smallCatalog)
  const { sandbox, app, as, where, write, open, data } = stage
  const start = (more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, 'app-child.ts')], {
      env: { ...appEnvironment(stage), APIGOV_TEST_DATA: data, ...more },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    stage.endings.push(() => child.kill('SIGKILL'))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const line = async (wanted: RegExp) => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error('the App ended')
        if (wanted.test(value)) return value
      }
    }
    return { child, line }
  }
  const runs = async (commit: string) => {
    const of = { ...where, ref: commit, filter: 'all' } as const
    const { data } = await as('ada').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', of)
    return data.check_runs.map(({ name, status, conclusion }) => [name, status, conclusion].join(' ')).sort()
  }

  const first = start({ APIGOV_TEST_HANG: '1' })
  sandbox.setWebhook(app.appId, `${await first.line(/^http/)}/api/github/webhooks`)
  await first.line(/^idle/)
  const head = await write('ada', 'topic', { 'apis/pets/v1/openapi.yaml': petsContract('2.0.0', ['/pets']) })
  await open('ada', 'topic')
  await first.line(/^judging/)
  const dead = once(first.child, 'exit')
  first.child.kill('SIGKILL')
  await dead
  assert.deepEqual(
    await runs(head),
    checkNames.map((name) => `apigov / ${name} in_progress `).sort(),
    'the review was under way',
  )

  const second = start()
  await second.line(/^idle/)
  const conclusions = {
    catalog: 'success',
    lint: 'success',
    compatibility: 'failure',
    policy: 'failure',
    gateway: 'success',
  }
  assert.deepEqual(
    await runs(head),
    Object.entries(conclusions)
      .map(([name, conclusion]) => `apigov / ${name} completed ${conclusion}`)
      .sort(),
  )
  await sandbox.settle()
  const concluded = sandbox
    .deliveries(app.appId)
    .filter(({ event, action }) => event === 'check_run' && action === 'completed')
    .map(({ requestBody }) => JSON.parse(requestBody).check_run.name)
  assert.deepEqual(concluded.sort(), checkNames.map((name) => `apigov / ${name}`).sort())
})
