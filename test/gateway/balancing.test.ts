import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Balanced } from '#gateway/upstream/balancer.ts'
import { TargetTlsStore } from '#gateway/upstream/target-tls.ts'
import { defaultTimeouts } from '#gateway/upstream/timeouts.ts'
import { createUpstreams } from '#gateway/upstream/upstreams.ts'
import type { Upstream } from '#snapshot/snapshot.ts'
import { closedOrigin, contentOf, send, snapshotOf, startStage, startUpstream } from './stage.ts'

const upstreamOf = (weights: Readonly<Record<string, number>>): Upstream => ({
  id: 'api/main',
  targets: Object.entries(weights).map(([name, weight]) => ({ url: `http://${name}.example`, weight })),
  health: null,
})

const times = { ...defaultTimeouts, connect: 1, headers: 1, body: 1 }
const asked = (changes: Partial<Balanced> = {}): Balanced => ({
  ...{ now: 0, address: '10.0.0.1', caller: null, headers: {} },
  ...changes,
})

/** A balancer over `upstream`, and which targets it gives to requests in turn, by their first letter. */
async function balancing(t: TestContext, upstream: Upstream, changes: Partial<Upstream> = {}) {
  const upstreams = createUpstreams(times, 1, new TargetTlsStore({ folder: null, poll: 1000 }, () => undefined))
  t.after(() => upstreams.destroy())
  const balancer = (await upstreams.acquire([{ ...upstream, ...changes }])).balancers.get('api/main')
  assert(balancer)
  const next = (now = 0) => {
    const target = balancer.next(asked({ now }), new Set())
    assert(target)
    return target
  }
  const turns = (count: number, now = 0, request: (index: number) => Partial<Balanced> = () => ({})) =>
    Array.from(
      { length: count },
      (_, index) => balancer.next(asked({ now, ...request(index) }), new Set())?.origin.at(7) ?? '-',
    ).join('')
  return { balancer, upstreams, next, turns }
}

test('over a round each target gets its weight, spread evenly; weight 0 gets none', async (t) => {
  assert.equal((await balancing(t, upstreamOf({ a: 5, b: 1, c: 1, d: 0 }))).turns(7), 'aabacaa')
  assert.equal((await balancing(t, upstreamOf({ a: 1, b: 1 }))).turns(4), 'abab')
  assert.equal((await balancing(t, upstreamOf({ a: 0 }))).turns(1), '-')
})

test('a target that refused a connection is skipped for a while; where all did, they are asked all the same', async (t) => {
  const { balancer, next, turns } = await balancing(t, upstreamOf({ a: 1, b: 1 }))
  balancer.refused(next(), 0)
  assert.equal(turns(3, 1999), 'bbb')
  assert.match(turns(4, 2000), /^(ab|ba){2}$/)
  balancer.refused(next(), 5000)
  balancer.refused(next(5000), 5000)
  assert.match(turns(4, 5000), /^(ab|ba){2}$/)
})

test('a target that fails five times in a row is ejected, each time for twice as long until it was well for as long', async (t) => {
  const { balancer, next, turns } = await balancing(t, upstreamOf({ a: 1, b: 1 }))
  const a = next()
  const fail = (count: number, now: number) => {
    for (let index = 0; index < count; index++) balancer.answered(a, 503, now)
  }
  fail(4, 0)
  balancer.answered(a, 500, 0) // an answer of its own, and no sign of being unwell
  fail(4, 0)
  assert.match(turns(4), /a/)
  fail(1, 0)
  assert.equal(turns(3, 9_999), 'bbb')
  assert.match(turns(2, 10_000), /a/)
  fail(1, 10_000)
  assert.equal(turns(3, 29_999), 'bbb')
  assert.match(turns(2, 30_000), /a/)
  balancer.answered(a, 200, 50_001)
  fail(5, 60_000)
  assert.equal(turns(2, 69_999), 'bb')
  assert.match(turns(2, 70_000), /a/)
})

test('never more than half of the targets are ejected', async (t) => {
  const { balancer, turns } = await balancing(t, upstreamOf({ a: 1, b: 1, c: 1 }))
  const tried = new Set<string>()
  for (let round = 0; round < 3; round++) {
    const target = balancer.next(asked(), tried)
    assert(target)
    tried.add(target.origin)
    for (let index = 0; index < 5; index++) balancer.failed(target, 0)
  }
  assert.equal([...new Set(turns(6))].sort().join(''), 'bc')
})

test('what is known of a target stays while it is in the snapshot, whatever else changes', async (t) => {
  const { balancer, upstreams, next } = await balancing(t, upstreamOf({ a: 1, b: 1 }))
  const a = next()
  for (let index = 0; index < 5; index++) balancer.failed(a, 0)
  const lease = await upstreams.acquire([upstreamOf({ a: 7, b: 1, c: 1 })])
  const after = lease.balancers.get('api/main')
  const given = Array.from({ length: 8 }, () => after?.next(asked(), new Set())?.origin.at(7))
  assert(!given.includes('a'))
  assert.deepEqual(
    upstreams.states(0).map(({ target, isAvailable, ejections }) => [target, isAvailable, ejections]),
    [
      ['http://a.example', false, 1],
      ['http://b.example', true, 0],
      ['http://c.example', true, 0],
    ],
  )
})

test('balanced by consumer, a consumer keeps its target, and when a target comes only its share moves', async (t) => {
  const balance = { by: 'consumer' } as const
  const by = (index: number) => ({ caller: { consumer: `c${index}`, grants: new Map() } })
  const three = (await balancing(t, upstreamOf({ a: 1, b: 1, c: 1 }), { balance })).turns(900, 0, by)
  const four = (await balancing(t, upstreamOf({ a: 1, b: 1, c: 1, d: 1 }), { balance })).turns(900, 0, by)
  for (const target of 'abc') assert(Math.abs(three.split(target).length - 1 - 300) < 60, three)
  const moved = [...three].filter((target, index) => target !== four[index])
  const movedTo = new Set([...four].filter((target, index) => target !== three[index]))
  assert.deepEqual([...movedTo], ['d'])
  assert(Math.abs(moved.length - 225) < 60)
})

test('a canary that grows by weight keeps the consumers it has, where they are balanced by consumer', async (t) => {
  const balance = { by: 'consumer' } as const
  const by = (index: number) => ({ caller: { consumer: `c${index}`, grants: new Map() } })
  const onCanary = async (weight: number) => {
    const { turns } = await balancing(t, upstreamOf({ a: 100 - weight, b: weight }), { balance })
    assert.equal(turns(1000, 0, by), turns(1000, 0, by))
    return new Set([...turns(1000, 0, by)].flatMap((target, index) => (target === 'b' ? [index] : [])))
  }
  const steps = [await onCanary(5), await onCanary(25), await onCanary(50)]
  for (const [index, share] of [50, 250, 500].entries()) assert(Math.abs((steps[index]?.size ?? 0) - share) < 50)
  for (const [index, before] of steps.slice(0, -1).entries())
    assert.deepEqual(
      [...before].filter((consumer) => !steps[index + 1]?.has(consumer)),
      [],
    )
})

test('balanced by header or address, weights hold, and who has no such header goes by address', async (t) => {
  const upstream = upstreamOf({ a: 3, b: 1 })
  const header = (await balancing(t, upstream, { balance: { by: 'header', name: 'x-session' } })).turns
  const bySession = header(800, 0, (index) => ({ headers: { 'x-session': String(index) } }))
  assert(Math.abs(bySession.split('a').length - 1 - 600) < 60)
  const address = (await balancing(t, upstream, { balance: { by: 'address' } })).turns
  const from = (index: number) => ({ address: `10.0.0.${index % 50}` })
  assert.equal(header(100, 0, from), address(100, 0, from))
  assert.equal(address(50, 0, from), address(50, 0, from))
})

test('a canary gets the requests it is for, and those alone where its weight is 0; they go elsewhere while it is away', async (t) => {
  const canary = { consumers: ['beta'], header: { name: 'x-canary', value: 'yes' } }
  const [a, b] = upstreamOf({ a: 1, b: 0 }).targets
  assert(a && b)
  const { balancer, turns } = await balancing(t, { id: 'api/main', targets: [a, { ...b, canary }], health: null })
  const beta = () => ({ caller: { consumer: 'beta', grants: new Map() } })
  assert.equal(turns(3), 'aaa')
  assert.equal(turns(3, 0, beta), 'bbb')
  assert.equal(
    turns(2, 0, () => ({ headers: { 'x-canary': 'yes' } })),
    'bb',
  )
  assert.equal(
    turns(2, 0, () => ({ headers: { 'x-canary': 'no' } })),
    'aa',
  )
  const target = balancer.next(asked(beta()), new Set())
  assert(target)
  balancer.refused(target, 0)
  assert.equal(turns(2, 0, beta), 'aa')
})

/** Two targets that answer with their name; `break` makes one answer 503 or refuse its probes. */
async function twoTargets(t: TestContext, changes: Partial<Upstream> = {}) {
  const broken = new Set<string>()
  const slow = new Map<string, ServerResponse[]>()
  const targets = await Promise.all(
    ['a', 'b'].map(async (name) => ({
      url: await startUpstream(t, (request, response) => {
        if (request.url === '/slow') slow.set(name, [...(slow.get(name) ?? []), response])
        else response.writeHead(broken.has(name) ? 503 : 200).end(name)
      }),
      weight: 1,
    })),
  )
  const content = contentOf([], { upstreams: [{ id: 'api/main', targets, health: null, ...changes }] })
  const stage = await startStage(t, content)
  const answers = async (count: number) => {
    let names = ''
    for (let index = 0; index < count; index++) names += (await send(stage.port, '/api/x')).text
    return names
  }
  return { ...stage, content, targets, broken, slow, answers }
}

test('a target whose probes fail gets nothing, until they are good again', async (t) => {
  const { broken, answers, admin, targets } = await twoTargets(t, { health: { path: '/healthz', interval: 10 } })
  const until = async (wanted: string) => {
    for (let names = ''; names !== wanted; ) names = [...(await answers(4))].sort().join('')
  }
  await until('aabb')
  broken.add('a')
  await until('bbbb')
  const metrics = await (await admin('/metrics')).text()
  assert(metrics.includes(`target_available{upstream="api/main",target="${targets[0]?.url}"} 0`), metrics)
  broken.delete('a')
  await until('aabb')
  for (const { url } of targets) broken.add(url === targets[0]?.url ? 'a' : 'b')
  // Where all are down, they are asked all the same: a probe may be wrong.
  await until('aabb')
})

test('probes of a target end with the snapshot that has it', async (t) => {
  let probes = 0
  const origin = await startUpstream(t, (request, response) => {
    if (request.url === '/healthz') probes += 1
    response.end('ok')
  })
  const health = { path: '/healthz', interval: 5 }
  const upstreams = (probe: typeof health | null) => [
    { id: 'api/main', targets: [{ url: origin, weight: 1 }], health: probe },
  ]
  const stage = await startStage(t, contentOf([], { upstreams: upstreams(health) }))
  while (probes < 3) await wait(5)
  await stage.offer(snapshotOf(contentOf([], { upstreams: upstreams(null) }), { sequence: 2 }))
  await wait(20)
  const before = probes
  await wait(60)
  assert.equal(probes, before)
})

// `new URL('//other.example/healthz', origin)` is at other.example: a path of the catalog sent probes to another host.
test('a probe goes to the target, however its path begins', async (t) => {
  const asked: (string | undefined)[] = []
  const origin = await startUpstream(t, (request, response) => {
    asked.push(request.url)
    response.end('ok')
  })
  const health = { path: '//127.0.0.1:9/healthz', interval: 5 }
  const upstreams = [{ id: 'api/main', targets: [{ url: origin, weight: 1 }], health }]
  await startStage(t, contentOf([], { upstreams }))
  while (asked.length === 0) await wait(5)
  assert.equal(asked[0], health.path)
})

test('a target that answers 503 again and again is ejected, and the metrics say so', async (t) => {
  const { broken, answers, admin, targets } = await twoTargets(t)
  broken.add('a')
  assert.equal(await answers(10), 'ababababab')
  assert.equal(await answers(6), 'bbbbbb')
  const metrics = await (await admin('/metrics')).text()
  assert(metrics.includes(`target_ejections_total{upstream="api/main",target="${targets[0]?.url}"} 1`), metrics)
})

test('balanced by connections, a slow target gets less', async (t) => {
  const { slow, answers, port } = await twoTargets(t, { balance: { by: 'connections' } })
  const first = send(port, '/api/slow')
  while (slow.size === 0) await wait(1)
  const [[name = '', responses = []] = []] = slow
  assert.equal(await answers(4), (name === 'a' ? 'b' : 'a').repeat(4))
  for (const response of responses) response.end()
  await first
})

test('requests go to targets by weight', async (t) => {
  const counts = new Map<string, number>()
  const targets = await Promise.all(
    Object.entries({ a: 3, b: 1, c: 0 }).map(async ([name, weight]) => {
      const count = () => counts.set(name, (counts.get(name) ?? 0) + 1)
      return { url: await startUpstream(t, (_, response) => response.end(String(count()))), weight }
    }),
  )
  const content = contentOf([], { upstreams: [{ id: 'api/main', targets, health: null }] })
  const { port } = await startStage(t, content)
  for (let index = 0; index < 8; index++) await send(port, '/api/x')
  assert.deepEqual(Object.fromEntries(counts), { a: 6, b: 2 })
})

test('a request whose target refuses the connection goes to another with its whole body', async (t) => {
  const up = await startUpstream(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.end(`got ${body}`)
  })
  const { port } = await startStage(t, contentOf([await closedOrigin(), up]))
  for (let index = 0; index < 4; index++) {
    const { status, text } = await send(port, '/api/x', { method: 'POST', body: 'hello' })
    assert.deepEqual([status, text], [200, 'got hello'])
  }
})

// Ejections once began when the failed requests had come: those of answers that took a minute were over before they were seen.
test('a target is ejected from when its failures are seen, however long they took', async (t) => {
  let now = Date.parse('2026-11-20T12:00:00Z')
  const held: ServerResponse[] = []
  const bad = await startUpstream(t, (_, response) => held.push(response))
  const good = await startUpstream(t, (_, response) => response.end('good'))
  const stage = await startStage(t, contentOf([bad, good]), { clock: { now: () => now } })
  const answers = Array.from({ length: 10 }, () => send(stage.port, '/api/x'))
  while (held.length < 5) await wait(5)
  now += 60_000
  for (const response of held) response.writeHead(503).end()
  await Promise.all(answers)
  const metrics = await (await stage.admin('/metrics')).text()
  assert.match(metrics, new RegExp(`^apigov_gateway_target_available\\{[^}]*target="${bad}"\\} 0$`, 'm'))
})
