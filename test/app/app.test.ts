import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import { webhookSecret } from '../github/sandbox-stage.ts'
import { petsContract, smallCatalog } from '../workflow/catalogs.ts'
import { allWell, startAppStage } from './app-stage.ts'

interface Health {
  readonly deliveries: Readonly<Record<'waiting' | 'done' | 'failed', number>>
}

const contract = 'apis/pets/v1/openapi.yaml'
const removal = { [contract]: petsContract('2.0.0', ['/pets']) }
const addition = { [contract]: petsContract('1.1.0', ['/pets', '/owners', '/cages']) }

test('a pull request is reviewed, corrected, approved, merged, released and served', async (t) => {
  const { write, open, as, where, quiet, checks, sandbox, running, log, app } = await startAppStage(t, smallCatalog)
  const broken = await write('ada', 'topic', removal)
  const number = await open('ada', 'topic')
  await quiet()
  assert.equal((await checks(broken))['apigov / compatibility'], 'failure')

  const head = await write('ada', 'topic', addition)
  await quiet()
  assert.deepEqual(await checks(head), { ...allWell, 'apigov / policy': 'action_required' })

  const pull = { ...where, pull_number: number }
  const approval = { ...pull, event: 'APPROVE' } as const
  await as('bea').request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', approval)
  await quiet()
  assert.deepEqual(await checks(head), allWell)
  const of = { ...where, issue_number: number }
  const comments = await as('ada').request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', of)
  assert.deepEqual(
    comments.data.map(({ user }) => user?.login),
    ['apigov[bot]'],
  )

  await as('ada').request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', pull)
  await quiet()
  const tag = { ...where, tag: 'pets@1.1.0' }
  const release = await as('ada').request('GET /repos/{owner}/{repo}/releases/tags/{tag}', tag)
  assert.deepEqual(
    release.data.assets.map(({ name }) => name),
    ['pets-1.1.0.openapi.json'],
  )
  const deployed = { ...where, path: 'gateway.json', ref: 'deploy/dev', mediaType: { format: 'raw' } }
  const file = await as('ada').request('GET /repos/{owner}/{repo}/contents/{path}', deployed)
  const { digest, sequence } = JSON.parse(String(file.data))

  const deployment = async () => {
    const { data } = await as('ada').request('GET /repos/{owner}/{repo}/deployments', { ...where, environment: 'dev' })
    const of = { ...where, deployment_id: Number(data[0]?.id) }
    const statuses = await as('ada').request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', of)
    return statuses.data[0]?.state
  }
  assert.equal(await deployment(), 'in_progress')
  const heartbeat = {
    format: 1,
    node: 'n1',
    repository: 'acme/apis',
    environment: 'dev',
    sequence,
    digest,
    refused: null,
  }
  const beat = await fetch(`${running.url}/nodes`, {
    method: 'POST',
    headers: { authorization: 'Bearer node-token', 'content-type': 'application/json' },
    body: JSON.stringify(heartbeat),
  })
  assert.equal(beat.status, 204)
  await quiet()
  assert.equal(await deployment(), 'success')
  assert.deepEqual(
    sandbox
      .deliveries(app.appId)
      .filter(({ event, statusCode }) => statusCode !== 202 && event !== 'ping' && event !== 'installation')
      .map(({ event, statusCode }) => [event, statusCode]),
    [],
    'all but what was sent before the App listened',
  )
  assert.deepEqual(
    log.filter((line) => JSON.parse(line).level >= 40),
    [],
  )
  assert.doesNotMatch(log.join(''), /ghs_|authorization|it is a secret|node-token|PRIVATE KEY/i)
})

test('a fork’s pull request is reviewed as any other, and asking again reviews it again', async (t) => {
  const { write, open, fork, as, where, quiet, checks, sandbox, app } = await startAppStage(t, smallCatalog)
  await fork('mallory')
  const head = await write('mallory', 'topic', removal, 'mallory')
  await open('mallory', 'topic', 'mallory')
  await quiet()
  const judged = await checks(head)
  assert.equal(judged['apigov / compatibility'], 'failure')

  const of = { ...where, ref: head }
  const runs = await as('carl').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', of)
  const [run] = runs.data.check_runs
  const again = { ...where, check_run_id: Number(run?.id) }
  await as('carl').request('POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest', again)
  await quiet()
  assert.deepEqual(await checks(head), judged, 'the same verdict in the same five checks')
  assert.ok(
    sandbox.deliveries(app.appId).some(({ event, action }) => event === 'check_run' && action === 'rerequested'),
  )
})

test('a head that is pushed over while it is judged gets no verdict, the newer one does', async (t) => {
  const judging = Promise.withResolvers<void>()
  let isFirst = true
  const { write, open, quiet, checks } = await startAppStage(t, smallCatalog, {
    judge: (judge) => ({
      ...judge,
      diff: (...question) => {
        if (!isFirst) return judge.diff(...question)
        isFirst = false
        judging.resolve()
        return new Promise(() => {})
      },
    }),
  })
  const old = await write('ada', 'topic', removal)
  await open('ada', 'topic')
  await judging.promise
  const newer = await write('ada', 'topic', addition)
  await quiet()
  assert.deepEqual(Object.values(await checks(old)), Array(5).fill('failure'))
  assert.deepEqual(await checks(newer), { ...allWell, 'apigov / policy': 'action_required' })
})

test('what happened while the App was down is found when it starts', async (t) => {
  let head = ''
  const { checks, where, as } = await startAppStage(t, smallCatalog, {
    async before({ write, open }) {
      head = await write('ada', 'topic', addition)
      await open('ada', 'topic')
    },
  })
  assert.deepEqual(await checks(head), { ...allWell, 'apigov / policy': 'action_required' })
  const tag = { ...where, tag: 'pets@1.0.0' }
  assert.equal((await as('ada').request('GET /repos/{owner}/{repo}/releases/tags/{tag}', tag)).status, 200)
})

test('a webhook is answered while a review runs, a GUID is worked off once, and a wrong signature not at all', async (t) => {
  const judging = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  const { write, open, quiet, running, checks, sandbox, app } = await startAppStage(t, smallCatalog, {
    judge: (judge) => ({
      ...judge,
      async diff(...question) {
        judging.resolve()
        await answered.promise
        return await judge.diff(...question)
      },
    }),
  })
  const head = await write('ada', 'topic', addition)
  await open('ada', 'topic')
  await judging.promise
  const [opened] = sandbox.deliveries(app.appId).filter(({ event }) => event === 'pull_request')
  const send = (body: string, guid: string, secret: string) =>
    fetch(`${running.url}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': guid,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
      body,
    }).then(({ status }) => status)
  const health = async () => {
    const { deliveries } = (await (await fetch(`${running.url}/health`)).json()) as Health
    return { waiting: deliveries.waiting, stored: deliveries.waiting + deliveries.done + deliveries.failed }
  }
  await sandbox.settle()
  const before = await health()
  assert.equal(await send('{}', String(opened?.guid), webhookSecret), 202, 'known: answered, not stored')
  assert.equal(await send('{}', 'another', 'a guess'), 401)
  assert.equal((await health()).stored, before.stored)
  assert.ok(before.waiting > 0, 'the review is unfinished')
  answered.resolve()
  await quiet()
  assert.deepEqual(await checks(head), { ...allWell, 'apigov / policy': 'action_required' })
  assert.equal((await health()).waiting, 0)
})
