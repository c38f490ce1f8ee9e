import assert from 'node:assert/strict'
import test from 'node:test'
import { Breaker } from '#gateway/upstream/breaker.ts'
import { contentOf, send, startStage, startUpstream } from './stage.ts'

/** Enters at a time: lets the request in (and answers how it leaves), or answers why not and for how long. */
const entering = (breaker: Breaker, now: number) => {
  const entry = breaker.enter(now)
  return 'refused' in entry ? `${entry.refused} ${entry.wait}` : entry.leave
}

test('no more requests than the breaker says are let in at a time', () => {
  const breaker = new Breaker({ requests: 2 }, 1)
  const first = entering(breaker, 0)
  entering(breaker, 0)
  assert.equal(entering(breaker, 0), 'full 1000')
  assert(typeof first === 'function')
  first()
  assert.equal(typeof entering(breaker, 0), 'function')
  assert.equal(breaker.refused, 1)
})

test('of the requests an upstream takes each process lets in its part, and one at least', () => {
  const letIn = (requests: number, processes: number) => {
    const breaker = new Breaker({ requests }, processes)
    return Array.from({ length: 20 }, () => breaker.enter(0)).filter((entry) => 'leave' in entry).length
  }
  assert.deepEqual([letIn(10, 1), letIn(10, 3), letIn(2, 3)], [10, 3, 1])
})

test('after so many failures in a row all are turned away; then one tries, and the circuit closes when that goes well', () => {
  const breaker = new Breaker({ failures: 3, pause: 1_000 }, 1)
  breaker.failed(0)
  breaker.failed(0)
  breaker.succeeded(0)
  breaker.failed(0)
  breaker.failed(0)
  assert.equal(typeof entering(breaker, 0), 'function')
  breaker.failed(0)
  assert.equal(entering(breaker, 400), 'open 600')
  breaker.succeeded(500) // of a request that was let in before
  assert.equal(entering(breaker, 999), 'open 1')

  assert.equal(typeof entering(breaker, 1_000), 'function')
  assert.equal(entering(breaker, 1_000), 'open 1000')
  breaker.succeeded(1_010)
  assert.equal(typeof entering(breaker, 1_010), 'function')
  assert.equal(typeof entering(breaker, 1_010), 'function')
})

test('where the one that tries fails, the circuit is open for twice as long; where its caller leaves, the next one tries', () => {
  const breaker = new Breaker({ failures: 1, pause: 1_000 }, 1)
  breaker.failed(0)
  const left = entering(breaker, 1_000)
  assert(typeof left === 'function')
  left()
  assert.equal(typeof entering(breaker, 1_000), 'function')
  breaker.failed(1_000)
  assert.equal(entering(breaker, 2_999), 'open 1')
  assert.equal(typeof entering(breaker, 3_000), 'function')
})

test('an upstream that fails is left alone, whichever of its targets is asked, and comes back when it is well', async (t) => {
  let [now, asked, isWell] = [Date.parse('2026-11-20T12:00:00Z'), 0, false]
  const origin = await startUpstream(t, (_, response) => {
    asked += 1
    response.writeHead(isWell ? 200 : 503).end('of the upstream')
  })
  const content = contentOf([origin])
  const upstreams = content.upstreams.map((each) => ({ ...each, breaker: { failures: 3, pause: 4_000 } }))
  const stage = await startStage(t, { ...content, upstreams }, { clock: { now: () => now } })
  const ask = async () => {
    const { status, headers } = await send(stage.port, '/api/x')
    return [status, headers['retry-after']]
  }
  for (let request = 0; request < 3; request++) assert.deepEqual(await ask(), [503, undefined])
  assert.deepEqual(await ask(), [503, '4'])
  assert.equal(asked, 3)
  const metrics = await (await stage.admin('/metrics')).text()
  assert.match(metrics, /^apigov_gateway_breaker_open\{upstream="api\/main"\} 1$/m)
  assert.match(metrics, /^apigov_gateway_breaker_refused_total\{upstream="api\/main"\} 1$/m)

  isWell = true
  now += 4_000
  assert.deepEqual(await ask(), [200, undefined])
  assert.deepEqual(await ask(), [200, undefined])
  assert.equal(asked, 5)
})

test('more requests at a time than an upstream takes are turned away at once, and none of those it has is lost', async (t) => {
  const held: (() => void)[] = []
  const origin = await startUpstream(t, (_, response) => held.push(() => response.end('fine')))
  const content = contentOf([origin])
  const upstreams = content.upstreams.map((each) => ({ ...each, breaker: { requests: 2 } }))
  const { port } = await startStage(t, { ...content, upstreams })
  const first = [send(port, '/api/x'), send(port, '/api/x')]
  while (held.length < 2) await new Promise(setImmediate)
  const { status, headers } = await send(port, '/api/x')
  assert.deepEqual([status, headers['retry-after']], [503, '1'])
  for (const release of held) release()
  assert.deepEqual(
    (await Promise.all(first)).map(({ text }) => text),
    ['fine', 'fine'],
  )
})
