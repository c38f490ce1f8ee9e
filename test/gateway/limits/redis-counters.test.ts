import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { MemoryCounters } from '#gateway/limits/memory-counters.ts'
import { openRedisCounters } from '#gateway/limits/redis-counters.ts'
import type { Patience } from '#gateway/limits/teller.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'
import { newIdentity } from '../identity.ts'
import { closedOrigin, contentOf, routeOf, send, startStage, startUpstream } from '../stage.ts'
import { inWorkers } from '../workers/fleet-stage.ts'
import { type RunningRedis, startRedis } from './redis.ts'

const authority = newIdentity({ subject: '/CN=Acme authority', names: '' })
const noon = Date.parse('2026-11-21T12:00Z')

async function connected(t: TestContext, redis: RunningRedis, environment = 'prod') {
  const counters = await openRedisCounters(redis.url, () => environment)
  t.after(() => counters.close())
  return counters
}

test('Redis counts as the memory does, whatever is drawn', async (t) => {
  const counters = await connected(t, await startRedis(t))
  let run = 0
  const limits = fc.constantFrom<RateLimit>(
    { requests: 7, per: 700, burst: 11 },
    { requests: 9, per: 1100, burst: 9, algorithm: 'sliding-window' },
    { requests: 20, per: 'hour', burst: 20 },
  )
  const draws = fc.array(fc.tuple(fc.integer({ min: -50, max: 400 }), fc.nat(5), fc.integer({ min: -1, max: 2 })))
  await fc.assert(
    fc.asyncProperty(limits, draws, async (limit, steps) => {
      const memory = new MemoryCounters()
      let now = noon + 3_590_000
      run += 1
      for (const [later, wanted, passed] of steps) {
        now += later
        const draw = { key: String(run), limit, wanted, passed }
        const [[kept], [here]] = await Promise.all([counters.draw([draw], now), memory.draw([draw], now)])
        assert.deepEqual(rounded(kept), rounded(here))
      }
    }),
    { numRuns: 20 },
  )
})

function rounded(drawn: object | undefined) {
  return Object.entries(drawn ?? {}).map(([name, value]) => `${name} ${Number(value).toFixed(6)}`)
}

test('over TLS Redis is believed when its certificate is, and not otherwise', async (t) => {
  const redis = await startRedis(t, newIdentity({ subject: '/CN=redis', names: 'IP:127.0.0.1', by: authority }))
  const draw = [{ key: 'a', limit: { requests: 2, per: 1000, burst: 2 }, wanted: 1, passed: 0 }] as const
  const stranger = await connected(t, redis)
  await assert.rejects(stranger.draw(draw, noon), /unable to verify the first certificate/)
  // What NODE_EXTRA_CA_CERTS does at the start of a process.
  const known = tls.getCACertificates('default')
  t.after(() => tls.setDefaultCACertificates(known))
  tls.setDefaultCACertificates([...known, authority.cert])
  const counters = await connected(t, redis)
  assert.deepEqual(await counters.draw(draw, noon), [{ granted: 1, left: 1, wait: 0 }])
  const elsewhere = await openRedisCounters(redis.url.replace('127.0.0.1', 'localhost'), () => 'prod')
  t.after(() => elsewhere.close())
  await assert.rejects(elsewhere.draw(draw, noon), /does not match certificate's altnames/)
})

test('keys are those of an environment, and go by themselves', async (t) => {
  const redis = await startRedis(t)
  const [prod, dev] = [await connected(t, redis), await connected(t, redis, 'dev')]
  const per: Record<string, RateLimit> = {
    bucket: { requests: 2, per: 1000, burst: 2 },
    window: { requests: 2, per: 1600, burst: 2, algorithm: 'sliding-window' },
    quota: { requests: 2, per: 'day', burst: 2 },
  }
  const draws = Object.entries(per).map(([key, limit]) => ({ key, limit, wanted: 2, passed: 0 }))
  for (const counters of [prod, dev])
    assert.deepEqual(
      (await counters.draw(draws, noon)).map(({ granted }) => granted),
      [2, 2, 2],
    )
  const client = new Redis(redis.url)
  t.after(() => client.disconnect())
  const keys = (await client.keys('*')).sort()
  const midnight = Date.parse('2026-11-22T00:00Z')
  assert.deepEqual(keys, [
    'apigov:dev:bucket',
    `apigov:dev:quota ${midnight}`,
    'apigov:dev:window',
    'apigov:prod:bucket',
    `apigov:prod:quota ${midnight}`,
    'apigov:prod:window',
  ])
  const seconds = await Promise.all(keys.slice(0, 3).map(async (key) => Math.round((await client.pttl(key)) / 1000)))
  assert.deepEqual(seconds, [61, 13 * 3600, 62])
})

test('a wrong password is told, and shown to nobody', async (t) => {
  const redis = await startRedis(t)
  const counters = await openRedisCounters(redis.url.replace('not-a-secret', 'guessed-wrong'), () => 'prod')
  t.after(() => counters.close())
  const told = await counters.draw([], noon).then(String, String)
  assert.match(told, /WRONGPASS/)
  assert.doesNotMatch(told, /guessed-wrong/)
})

/** Two gateways that count in one Redis, and a route each for limits of these configs. */
async function twoGateways(
  t: TestContext,
  redis: RunningRedis,
  configs: Readonly<Record<string, object>>,
  storePatience?: Patience,
) {
  const upstream = await startUpstream(t, (_, response) => response.end('in'))
  const routes = Object.entries(configs).map(([name, config]) =>
    routeOf({
      id: `api/v1 GET /${name}`,
      path: `/api/${name}`,
      plugins: [{ id: 'rate-limit', config: { by: 'route', ...config } }],
    }),
  )
  const content = contentOf([upstream], { routes })
  const stages = [
    await startStage(t, content, { redisUrl: redis.url, storePatience }),
    await startStage(t, content, { redisUrl: redis.url, storePatience }),
  ]
  const metrics = async () => Promise.all(stages.map(async ({ admin }) => (await admin('/metrics')).text()))
  const isUp = async (up: 0 | 1) => (await metrics()).every((text) => text.includes(`limit_store_up ${up}`))
  return { stages, untilUp: (up: 0 | 1) => until(() => isUp(up)) }
}

/** For a count that must be right on a machine that is busy with other tests. */
const patient = { answer: 10_000, probe: 20 }

async function until(ask: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await ask()) return
    await sleep(20)
  }
  assert.fail('it does not happen')
}

test('two gateways let exactly a quota through together', async (t) => {
  const redis = await startRedis(t)
  const { stages } = await twoGateways(t, redis, { sold: { requests: 300, per: 'day' } }, patient)
  const statuses: number[] = []
  const callers = Array.from({ length: 16 }, async (_, caller) => {
    for (let request = 0; request < 30; request++)
      statuses.push((await send(stages[caller % 2]?.port ?? 0, '/api/sold')).status)
  })
  await Promise.all(callers)
  assert.deepEqual([statuses.length, statuses.filter((status) => status === 200).length], [480, 300])
  assert.deepEqual(new Set(statuses), new Set([200, 429]))
})

test('the workers of a gateway count in Redis, too, and go on without it', async (t) => {
  const redis = await startRedis(t)
  const upstream = await startUpstream(t, (_, response) => response.end('in'))
  const routes = ['sold', 'rate'].map((name) =>
    routeOf({
      id: `api/v1 GET /${name}`,
      path: `/api/${name}`,
      plugins: [
        { id: 'rate-limit', config: { by: 'route', requests: 40, per: name === 'sold' ? 'day' : 1, burst: 1000 } },
      ],
    }),
  )
  const { port, admin, lines } = await startStage(t, contentOf([upstream], { routes }), {
    redisUrl: redis.url,
    storePatience: patient,
    ...inWorkers(),
  })
  const statuses = await Promise.all(Array.from({ length: 80 }, async () => (await send(port, '/api/sold')).status))
  assert.equal(statuses.filter((status) => status === 200).length, 40)
  await redis.kill()
  assert.equal((await send(port, '/api/rate')).status, 200)
  await until(async () => {
    assert.equal((await send(port, '/api/rate')).status, 200)
    return (await (await admin('/metrics')).text()).includes('limit_store_up 0')
  })
  assert.match(lines.join('\n'), /worker \d: shared limits cannot be counted, this gateway counts alone: /)
})

test('a gateway starts without its Redis, and says that it counts alone', async (t) => {
  const upstream = await startUpstream(t, (_, response) => response.end('in'))
  const plugins = [{ id: 'rate-limit', config: { requests: 1, per: 'day', by: 'api' } }]
  const content = contentOf([upstream], { routes: [routeOf({ plugins })] })
  const address = new URL(await closedOrigin()).host
  const stage = await startStage(t, content, { redisUrl: `redis://:not-a-secret@${address}` })
  assert.deepEqual([(await send(stage.port, '/api/x')).status, (await send(stage.port, '/api/x')).status], [200, 429])
  const line = stage.lines.find((each) => each.startsWith('shared limits'))
  assert.equal(line, `shared limits cannot be counted, this gateway counts alone: connect ECONNREFUSED ${address}`)
})

test('while Redis is killed and started again, or paused, requests go on and wait for nobody', async (t) => {
  const redis = await startRedis(t)
  const { stages, untilUp } = await twoGateways(t, redis, {
    open: { requests: 1_000_000, per: 1000 },
    strict: { requests: 19, per: 1, whenAway: 'refuse' },
  })
  let isOver = false
  const seen = { open: new Set<number>(), strict: new Set<number>() }
  let slowest = 0
  const callers = stages.flatMap(({ port }) =>
    (['open', 'strict'] as const).map(async (name) => {
      while (!isOver) {
        const began = performance.now()
        seen[name].add((await send(port, `/api/${name}`)).status)
        slowest = Math.max(slowest, performance.now() - began)
      }
    }),
  )
  await sleep(200)
  await redis.kill()
  await untilUp(0)
  await redis.start()
  await untilUp(1)
  redis.signal('SIGSTOP')
  await untilUp(0)
  redis.signal('SIGCONT')
  await untilUp(1)
  isOver = true
  await Promise.all(callers)
  assert.deepEqual(seen, { open: new Set([200]), strict: new Set([200, 503]) })
  // 50 ms for an answer; the rest is for a machine that is busy.
  assert.ok(slowest < 2000, `${slowest} ms`)
  t.diagnostic(`the slowest request took ${slowest.toFixed(0)} ms`)
})
