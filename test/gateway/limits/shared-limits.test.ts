import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { Registry } from 'prom-client'
import type { Counters } from '#gateway/limits/counters.ts'
import { MemoryCounters } from '#gateway/limits/memory-counters.ts'
import { slackOf } from '#gateway/limits/purse.ts'
import { createSharedLimits } from '#gateway/limits/shared-limits.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'
import { exchangeOf } from '../stage.ts'

const noon = Date.parse('2026-11-21T12:00Z')
const daily: RateLimit = { requests: 100, per: 'day', burst: 100 }
const window: RateLimit = { requests: 100, per: 1000, burst: 100, algorithm: 'sliding-window' }

/** A store that counts how often it is asked, and can be made to hang or to fail. */
class Store implements Counters {
  readonly memory = new MemoryCounters()
  asked = 0
  is: 'there' | 'hanging' | 'failing' = 'there'

  async draw(...draw: Parameters<Counters['draw']>) {
    this.asked += 1
    while (this.is === 'hanging') await sleep(1)
    if (this.is === 'failing') throw new Error('the store is gone')
    return this.memory.draw(...draw)
  }

  async close(): Promise<void> {}
}

/** One of those that count together in `store`. */
function sharer(t: TestContext | null, store: Counters, now: () => number = () => noon) {
  const lines: string[] = []
  const registry = new Registry()
  const patience = { answer: 20, probe: 20 }
  const log = (line: string) => void lines.push(line)
  const limits = createSharedLimits(store, { now }, { log, registry, patience })
  t?.after(() => limits.close())
  return {
    lines,
    limits,
    registry,
    /** One request; answers its status, 200 where it passes. */
    async call(...claims: (readonly [key: string, limit: RateLimit])[]) {
      const exchange = exchangeOf({ now: now(), claims: claims.map(([key, limit]) => ({ key, limit, name: key })) })
      return (await limits.settle(exchange))?.status ?? 200
    },
  }
}

function passed(statuses: readonly number[]): number {
  return statuses.filter((status) => status === 200).length
}

test('those that count together let exactly a quota through', async (t) => {
  const store = new Store()
  const sharers = [sharer(t, store), sharer(t, store), sharer(t, store)]
  const calls = Array.from({ length: 400 }, (_, index) => sharers[index % 3]?.call(['a', daily]) ?? 0)
  const statuses = await Promise.all(calls)
  assert.deepEqual([passed(statuses), new Set(statuses)], [100, new Set([200, 429])])
})

test('what was drawn of a quota and not spent is given back at the end', async (t) => {
  const store = new Store()
  const [first, second] = [sharer(null, store), sharer(t, store)]
  for (let call = 0; call < 20; call++) await first.call(['a', daily])
  await first.limits.close()
  assert.equal(store.memory.counterOf('a', daily, noon).left, 80)
  const statuses = []
  for (let call = 0; call < 100; call++) statuses.push(await second.call(['a', daily]))
  assert.equal(passed(statuses), 80)
})

test('what a gateway drew and does not need, others have after a second', async (t) => {
  const [store, hourly] = [new Store(), { requests: 100, per: 3_600_000, burst: 100 } as const]
  const [first, second] = [sharer(t, store, Date.now), sharer(t, store, Date.now)]
  for (let call = 0; call < 20; call++) await first.call(['a', hourly])
  const statuses = []
  for (let call = 0; call < 100; call++) statuses.push(await second.call(['a', hourly]))
  assert.ok(passed(statuses) < 80)
  // Twice as long, because what it spent in the first second it may need in the next.
  await sleep(2_100)
  for (let call = 0; call < 20; call++) statuses.push(await second.call(['a', hourly]))
  assert.equal(passed(statuses), 80)
})

test('in no stretch of a window do more pass than its requests, and a twentieth of them for each that counts', async () => {
  const gaps = fc.array(fc.tuple(fc.nat(12), fc.nat(1)), { minLength: 100, maxLength: 400 })
  await fc.assert(
    fc.asyncProperty(gaps, async (arrivals) => {
      let now = noon
      const store = new Store()
      const sharers = [sharer(null, store, () => now), sharer(null, store, () => now)]
      const times: number[] = []
      for (const [gap, which] of arrivals) {
        now += gap
        if ((await sharers[which]?.call(['a', window])) === 200) times.push(now)
      }
      for (const from of times) {
        const within = times.filter((at) => at >= from && at < from + 1000).length
        assert.ok(within <= 100 + 2 * slackOf(window), `${within} in a second`)
      }
      for (const { limits } of sharers) await limits.close()
    }),
    { numRuns: 10 },
  )
})

test('the store is asked for a caller that is fast about as often as a twentieth of its allowance goes', async (t) => {
  const [store, wide] = [new Store(), { requests: 2000, per: 'day', burst: 2000 } as const]
  const { call } = sharer(t, store)
  for (let request = 0; request < 2000; request++) assert.equal(await call(['a', wide]), 200)
  assert.ok(store.asked <= 60, `asked ${store.asked} times`)
  const before = store.asked
  for (let request = 0; request < 2000; request++) assert.equal(await call(['a', wide]), 429)
  assert.ok(store.asked <= before + 2, 'a refusal is remembered')
})

test('a request that has drawn from one limit and is refused by another costs nothing', async (t) => {
  const store = new Store()
  const { call, limits } = sharer(null, store)
  const narrow: RateLimit = { requests: 1, per: 'hour', burst: 1 }
  const statuses = []
  for (let request = 0; request < 10; request++) statuses.push(await call(['wide', daily], ['narrow', narrow]))
  assert.equal(passed(statuses), 1)
  await limits.close()
  assert.equal(store.memory.counterOf('wide', daily, noon).left, 99)
  t.diagnostic(`asked ${store.asked} times`)
})

test('nobody waits for a store that hangs: each counts alone, from what it last knew, and tells later', async (t) => {
  const store = new Store()
  const [one, other] = [sharer(t, store), sharer(t, store)]
  for (let call = 0; call < 40; call++) await one.call(['a', daily])
  store.is = 'hanging'
  const began = performance.now()
  const statuses = []
  for (let call = 0; call < 100; call++) statuses.push(await one.call(['a', daily]))
  assert.ok(performance.now() - began < 1000, 'the first waits for 20 ms, and the others not at all')
  assert.equal(passed(statuses), 60)
  assert.deepEqual(one.lines, ['shared limits cannot be counted, this gateway counts alone: no answer within 20 ms'])
  assert.match(await one.registry.metrics(), /^apigov_gateway_limit_store_up 0$/m)
  store.is = 'there'
  while (one.lines.length < 2) await sleep(5)
  assert.equal(one.lines[1], 'shared limits are counted again')
  await one.call(['a', daily])
  assert.equal(await other.call(['a', daily]), 429)
  assert.match(await one.registry.metrics(), /^apigov_gateway_limit_store_up 1$/m)
})

test('a limit that says `refuse` lets nobody through while the store is away, but for what was drawn before', async (t) => {
  const store = new Store()
  const { call, lines } = sharer(t, store)
  const strict: RateLimit = { ...daily, whenAway: 'refuse' }
  assert.equal(await call(['a', strict]), 200)
  store.is = 'failing'
  assert.deepEqual([await call(['a', strict]), await call(['a', daily])], [503, 200])
  assert.deepEqual(lines, ['shared limits cannot be counted, this gateway counts alone: the store is gone'])
})

test('what was drawn in a period is worth nothing in the next', async (t) => {
  let now = noon
  const store = new Store()
  const { call } = sharer(t, store, () => now)
  for (let request = 0; request < 30; request++) await call(['a', daily])
  now = Date.parse('2026-11-22T00:00Z')
  const statuses = []
  for (let request = 0; request < 120; request++) statuses.push(await call(['a', daily]))
  assert.equal(passed(statuses), 100)
})

test('a limit that was raised lets callers in at once', async (t) => {
  const { call } = sharer(t, new Store())
  const narrow: RateLimit = { ...daily, requests: 1 }
  assert.deepEqual([await call(['a', narrow]), await call(['a', narrow]), await call(['a', daily])], [200, 429, 200])
})
