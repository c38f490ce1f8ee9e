import assert from 'node:assert/strict'
import test from 'node:test'
import { createLimits } from '#gateway/limits/limits.ts'
import { generateApiKey } from '#snapshot/api-key.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { contentOf, exchangeOf, routeOf, send, shopWith, snapshotOf, startStage, startUpstream } from '../stage.ts'

const perSecond: RateLimit = { requests: 2, per: 1000, burst: 3 }

/** A request that counts against limits of these names, which are their keys as well. */
function claiming(now: number, claims: Readonly<Record<string, RateLimit>>) {
  return exchangeOf({ now, claims: Object.entries(claims).map(([name, limit]) => ({ key: name, limit, name })) })
}

/** Settles one request for each time in `times` and tells which passed. */
function passes(times: readonly number[], claims: Readonly<Record<string, RateLimit>>, limits = createLimits()) {
  return times.map((now) => {
    return limits.settle(claiming(now, claims)) === undefined
  })
}

test('a bucket lets a burst through, then as many as flow in', () => {
  assert.deepEqual(passes([0, 0, 0, 0, 499, 500, 501, 1000, 9000, 9000, 9000, 9000], { a: perSecond }), [
    ...[true, true, true, false],
    ...[false, true, false, true],
    ...[true, true, true, false],
  ])
})

test('a month ends at midnight UTC on its last day', () => {
  const monthly: RateLimit = { requests: 2, per: 'month', burst: 1 }
  const times = ['2026-11-01T00:00Z', '2026-11-30T23:59Z', '2026-11-30T23:59Z', '2026-12-01T00:00Z'].map(Date.parse)
  assert.deepEqual(passes(times, { a: monthly }), [true, true, false, true])
})

test('the stricter of two limits answers, and what it refuses does not count against the other', () => {
  const limits = createLimits()
  const wide: RateLimit = { requests: 3, per: 1000, burst: 3 }
  const narrow: RateLimit = { requests: 1, per: 1000, burst: 1 }
  assert.deepEqual(passes([0, 0, 0, 0], { wide, narrow }, limits), [true, false, false, false])
  assert.deepEqual(passes([0, 0, 0], { wide }, limits), [true, true, false])
})

test('a limit that was lowered holds at once, one that was raised fills up from where it was', () => {
  const limits = createLimits()
  assert.deepEqual(passes([0], { a: { requests: 100, per: 1000, burst: 100 } }, limits), [true])
  assert.deepEqual(passes([0, 0], { a: { requests: 1, per: 1000, burst: 1 } }, limits), [true, false])
  assert.deepEqual(passes([0, 100, 100], { a: { requests: 10, per: 1000, burst: 10 } }, limits), [false, true, false])
})

test('a clock that jumps back gives nothing away and locks nobody out', () => {
  assert.deepEqual(passes([5000, 5000, 5000, 0, 6000], { a: perSecond }), [true, true, true, false, true])
})

test('answers tell every limit, and how much is left of the one that is nearest', () => {
  const limits = createLimits()
  const claims: Record<string, RateLimit> = {
    plan: { requests: 100, per: 1000, burst: 200 },
    month: { requests: 4, per: 'month', burst: 4 },
    default: { requests: 2, per: 60_000, burst: 2, algorithm: 'sliding-window' },
  }
  const told = (now: number) => {
    const exchange = claiming(now, claims)
    const problem = limits.settle(exchange)
    return [exchange.answerHeaders['ratelimit'], problem?.headers?.['retry-after'], problem?.more]
  }
  const now = Date.parse('2026-11-30T23:50Z')
  const first = claiming(now, claims)
  limits.settle(first)
  assert.deepEqual(first.answerHeaders, {
    'ratelimit-policy': '"plan";q=100;w=1, "month";q=4;w=2592000, "default";q=2;w=60',
    ratelimit: '"default";r=1;t=64',
  })
  assert.deepEqual(told(now + 30_000), ['"default";r=0;t=64', undefined, undefined])
  assert.deepEqual(told(now + 30_000), ['"default";r=0;t=34', '34', { 'violated-policies': ['default'] }])
  for (const later of [120_000, 120_000]) told(now + later)
  assert.deepEqual(told(now + 180_000), [
    '"month";r=0;t=420',
    '420',
    { 'violated-policies': ['month', 'default'], quota: { requests: 4, per: 'month' }, renews: '2026-12-01T00:00:00Z' },
  ])
})

test('a caller over its limit is answered 429 and told how long to wait', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('in'))
  const plugins = [{ id: 'rate-limit', config: { requests: 2, per: 60_000, by: 'address' } }]
  let now = 0
  const content = contentOf([origin], { routes: [routeOf({ plugins })] })
  const stage = await startStage(t, content, { clock: { now: () => now } })
  const first = await send(stage.port, '/api/x')
  assert.deepEqual(
    [first.headers['ratelimit'], first.headers['ratelimit-policy']],
    ['"default";r=1;t=30', '"default";q=2;w=60'],
  )
  await send(stage.port, '/api/x')
  const third = await send(stage.port, '/api/x', { headers: { 'x-request-id': 'r-1' } })
  assert.equal(third.status, 429)
  assert.equal(third.headers['retry-after'], '30')
  assert.deepEqual(JSON.parse(third.text), {
    type: 'about:blank',
    title: 'Too Many Requests',
    status: 429,
    detail: 'The allowance is used up; wait as long as Retry-After says',
    'violated-policies': ['default'],
    requestId: 'r-1',
  })
  now = 30_000
  assert.equal((await send(stage.port, '/api/x')).status, 200)
})

test('a quota that is used up says which it is and when it begins anew, and lets callers in from its first second', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('in'))
  const key = generateApiKey()
  const content = contentOf([origin], {
    routes: [routeOf({ auth: { kind: 'any', methods: ['api-key'] } })],
    consumers: [shopWith(key)],
    plans: [
      {
        id: 'gold',
        limits: [
          { requests: 9, per: 1000, burst: 9 },
          { requests: 2, per: 'week', burst: 2 },
        ],
      },
    ],
  })
  let now = Date.parse('2026-11-22T23:59:58.500Z')
  const stage = await startStage(t, content, { clock: { now: () => now } })
  const call = () => send(stage.port, '/api/x', { headers: { 'x-api-key': key.key, 'x-request-id': 'r-1' } })
  const { headers } = await call()
  assert.equal(headers['ratelimit-policy'], '"plan";q=9;w=1, "week";q=2;w=604800')
  assert.equal(headers['ratelimit'], '"week";r=1;t=2')
  await call()
  const refused = await call()
  assert.equal(refused.headers['retry-after'], '2')
  assert.deepEqual(JSON.parse(refused.text), {
    type: 'about:blank',
    title: 'Too Many Requests',
    status: 429,
    detail: 'The quota of 2 requests for the calendar week is used up; it begins anew at 2026-11-23T00:00:00Z',
    'violated-policies': ['week'],
    quota: { requests: 2, per: 'week' },
    renews: '2026-11-23T00:00:00Z',
    requestId: 'r-1',
  })
  now = Date.parse('2026-11-22T23:59:59.999Z')
  assert.equal((await call()).status, 429)
  now = Date.parse('2026-11-23T00:00:00.000Z')
  assert.equal((await call()).headers['ratelimit'], '"week";r=1;t=604800')
})

test('a gateway that restarts goes on counting quotas', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('in'))
  const plugins = [{ id: 'rate-limit', config: { requests: 3, per: 'day', by: 'api' } }]
  const dataDir = scratchFolder(t)
  const start = () => startStage(t, contentOf([origin], { routes: [routeOf({ plugins })] }), { dataDir })
  const first = await start()
  await send(first.port, '/api/x')
  await send(first.port, '/api/x')
  await first.gateway.close()
  const second = await start()
  assert.match(String((await send(second.port, '/api/x')).headers['ratelimit']), /^"default";r=0;/)
  assert.equal((await send(second.port, '/api/x')).status, 429)
})

test('the limits of a plan hold beside those of the route, and both outlive a reload', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('in'))
  const key = generateApiKey()
  const content = contentOf([origin], {
    routes: [
      routeOf({
        auth: { kind: 'any', methods: ['api-key'] },
        plugins: [{ id: 'rate-limit', config: { requests: 100, per: 60_000 } }],
      }),
    ],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [{ requests: 2, per: 'month', burst: 2 }] }],
  })
  const stage = await startStage(t, content)
  const call = async () => (await send(stage.port, '/api/x', { headers: { 'x-api-key': key.key } })).status
  assert.deepEqual([await call(), await call(), await call()], [200, 200, 429])
  const renamed = content.routes.map((route) => ({ ...route, semver: '1.0.1' }))
  await stage.offer(snapshotOf({ ...content, routes: renamed }, { sequence: 2 }))
  assert.equal((await stage.config())['sequence'], 2)
  assert.equal(await call(), 429)
})
