// Workers draw from the first process, which is never away and answers at once.
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '#base/ports.ts'
import { MemoryCounters } from '#gateway/limits/memory-counters.ts'
import { createSharedLimits } from '#gateway/limits/shared-limits.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'
import { exchangeOf } from '../stage.ts'

/** Two workers that count where `counters` does. */
function twoWorkers(t: TestContext, counters = new MemoryCounters()) {
  let asked = 0
  const draw: MemoryCounters['draw'] = (draws, now) => {
    asked += 1
    return counters.draw(draws, now)
  }
  const workers = [1, 2].map(() => createSharedLimits({ draw }, systemClock, null))
  t.after(() => Promise.all(workers.map((worker) => worker.close())))
  const request = async (worker: number, claims: Readonly<Record<string, RateLimit>>) => {
    const list = Object.entries(claims).map(([name, limit]) => ({ key: name, name, limit }))
    const exchange = exchangeOf({ now: Date.now(), claims: list })
    const problem = await workers[worker % 2]?.settle(exchange)
    return { passed: problem === undefined, problem, headers: exchange.answerHeaders }
  }
  return { request, asked: () => asked }
}

const hundred: RateLimit = { requests: 100, per: 3_600_000, burst: 100 }

test('two workers together let through what one would, and not one more', async (t) => {
  const { request } = twoWorkers(t)
  const early = await Promise.all(Array.from({ length: 400 }, (_, n) => request(n, { hundred })))
  const passed = early.filter((each) => each.passed).length
  assert(passed >= 94 && passed <= 100, `${passed} of 100`)
  // What one held and did not spend is back.
  let rest = 0
  for (let round = 0; round < 3; round++) {
    await wait(250)
    const late = await Promise.all(Array.from({ length: 20 }, (_, n) => request(n, { hundred })))
    rest += late.filter((each) => each.passed).length
  }
  assert.equal(passed + rest, 100)
})

test('a caller who always comes to the same worker has the whole limit', async (t) => {
  const { request } = twoWorkers(t)
  let passed = 0
  for (let n = 0; n < 150; n++) if ((await request(0, { hundred })).passed) passed += 1
  assert.equal(passed, 100)
})

test('what another limit refuses is not counted for long', async (t) => {
  const { request } = twoWorkers(t)
  const one: RateLimit = { requests: 1, per: 3_600_000, burst: 1 }
  assert.equal((await request(0, { hundred, one })).passed, true)
  for (let n = 0; n < 20; n++) assert.equal((await request(n, { hundred, one })).passed, false)
  await wait(250)
  let passed = 1
  for (let n = 0; n < 150; n++) if ((await request(0, { hundred })).passed) passed += 1
  assert.equal(passed, 100)
})

test('far from its end a limit is asked for seldom, and those who are refused do not ask again and again', async (t) => {
  const { request, asked } = twoWorkers(t)
  const plenty: RateLimit = { requests: 1_000_000, per: 1000, burst: 1_000_000 }
  for (let n = 0; n < 5_000; n++) assert.equal((await request(0, { plenty })).passed, true)
  assert(asked() <= 20, `asked ${asked()} times`)
  const none: RateLimit = { requests: 1, per: 3_600_000, burst: 1 }
  const before = asked()
  const began = performance.now()
  for (let n = 0; n < 5_000; n++) await request(0, { none })
  assert(asked() - before <= 3 + (performance.now() - began) / 50, `asked ${asked() - before} times`)
})

test('answers tell how much is left, and refusals how long to wait, as one process does', async (t) => {
  const { request } = twoWorkers(t)
  const two: RateLimit = { requests: 2, per: 60_000, burst: 2 }
  const first = await request(0, { two })
  assert.deepEqual(first.headers, { 'ratelimit-policy': '"two";q=2;w=60', ratelimit: '"two";r=1;t=30' })
  await request(1, { two })
  const { problem } = await request(0, { two })
  assert.equal(problem?.status, 429)
  const seconds = Number(problem?.headers?.['retry-after'])
  assert(seconds > 25 && seconds <= 30, `${seconds} s`)
})

test('a limit that a snapshot lowers holds at once, whatever a worker still had', async (t) => {
  const { request } = twoWorkers(t)
  assert.equal((await request(0, { a: hundred })).passed, true)
  const lowered: RateLimit = { requests: 1, per: 3_600_000, burst: 1 }
  await request(0, { a: lowered })
  const after = await Promise.all(Array.from({ length: 10 }, (_, n) => request(n, { a: lowered })))
  assert(after.filter((each) => each.passed).length <= 1)
})
