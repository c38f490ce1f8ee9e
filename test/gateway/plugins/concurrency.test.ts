import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import net from 'node:net'
import test, { type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { GatewayOptions } from '#gateway/gateway.ts'
import { generateApiKey } from '#snapshot/api-key.ts'
import { contentOf, routeOf, send, shopWith, snapshotOf, startStage, startUpstream } from '../stage.ts'
import { inWorkers } from '../workers/fleet-stage.ts'

/** Two consumers in front of an upstream that answers when it is told to. */
async function stageWith(t: TestContext, config: object, options: Partial<GatewayOptions> = {}) {
  const [one, two] = [generateApiKey(), generateApiKey()]
  const waiting: ServerResponse[] = []
  const origin = await startUpstream(t, (_, response) => void waiting.push(response))
  const content = contentOf([origin], {
    routes: [routeOf({ auth: { kind: 'any', methods: ['api-key'] }, plugins: [{ id: 'concurrency', config }] })],
    consumers: [shopWith(one), { ...shopWith(two), id: 'tool' }],
    plans: [{ id: 'gold', limits: [] }],
  })
  const stage = await startStage(t, content, options)
  const call = ({ key }: { key: string }) => send(stage.port, '/api/x', { headers: { 'x-api-key': key } })
  const arrived = async (count: number) => {
    while (waiting.length < count) await delay(2)
  }
  const answerAll = () => waiting.splice(0).map((response) => response.end())
  return { ...stage, content, one, two, call, arrived, answerAll }
}

test('concurrency: a consumer waits for its own requests, and for nobody else’s', async (t) => {
  const { one, two, call, arrived, answerAll } = await stageWith(t, { requests: 2 })
  const inFlight = [call(one), call(one), call(two)]
  await arrived(3)
  const refused = await call(one)
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '1'])
  answerAll()
  assert.deepEqual(
    (await Promise.all(inFlight)).map(({ status }) => status),
    [200, 200, 200],
  )
  const after = call(one)
  await arrived(1)
  answerAll()
  assert.equal((await after).status, 200)
})

test('concurrency: a route that is full is full for everybody', async (t) => {
  const { one, two, call, arrived, answerAll } = await stageWith(t, { requests: 1, by: 'route' })
  const inFlight = call(one)
  await arrived(1)
  assert.equal((await call(two)).status, 503)
  answerAll()
  await inFlight
})

test('concurrency: counts go on over a reload, and a refused request leaves nothing behind', async (t) => {
  const { one, call, arrived, answerAll, offer, content } = await stageWith(t, { requests: 1 })
  const inFlight = call(one)
  await arrived(1)
  const routes = content.routes.map((route) => ({ ...route, semver: '1.0.1' }))
  await offer(snapshotOf({ ...content, routes }, { sequence: 2 }))
  assert.deepEqual([(await call(one)).status, (await call(one)).status], [429, 429])
  answerAll()
  await inFlight
  const after = call(one)
  await arrived(1)
  answerAll()
  assert.equal((await after).status, 200)
})

test('concurrency: a caller that hangs up is no longer counted', async (t) => {
  const { one, call, port, arrived, answerAll } = await stageWith(t, { requests: 1 })
  const socket = net.connect(port, '127.0.0.1')
  socket.write(`GET /api/x HTTP/1.1\r\nhost: a\r\nx-api-key: ${one.key}\r\n\r\n`)
  await arrived(1)
  socket.destroy()
  await once(socket, 'close')
  await delay(30)
  const after = call(one)
  await arrived(2)
  answerAll()
  assert.equal((await after).status, 200)
})

test('concurrency: workers together have as many in flight as one process would', async (t) => {
  const { one, call, arrived, answerAll } = await stageWith(t, { requests: 3 }, inWorkers())
  for (let round = 0; round < 3; round++) {
    const answers = Array.from({ length: 8 }, () => call(one))
    await arrived(3)
    const refused = await Promise.all(answers.map((answer) => Promise.race([answer, delay(500, { status: 0 })])))
    answerAll()
    assert.deepEqual(refused.map(({ status }) => status).sort(), [0, 0, 0, 429, 429, 429, 429, 429])
    assert.equal((await Promise.all(answers)).filter(({ status }) => status === 200).length, 3)
    await delay(20)
  }
})
