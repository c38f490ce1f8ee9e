import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { newCounter } from '#gateway/limits/counter.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'

/** Lets each request of these times pass if there is room; answers the times of those that passed. */
function passing(limit: RateLimit, times: readonly number[]): number[] {
  const counter = newCounter(limit, times[0] ?? 0)
  return times.filter((now) => {
    counter.renew(limit, now)
    if (counter.left < 1) return false
    counter.spend(1)
    return true
  })
}

const sliding: RateLimit = { requests: 4, per: 1600, burst: 4, algorithm: 'sliding-window' }
const times = fc.array(fc.nat(400), { maxLength: 200 }).map((gaps) => {
  let now = 1_000_000
  return gaps.map((gap) => {
    now += gap
    return now
  })
})

test('a sliding window lets no more requests through in any stretch of its length, and forgets them a sixteenth late at most', () => {
  fc.assert(
    fc.property(times, (arrivals) => {
      const passed = passing(sliding, arrivals)
      const within = (from: number, length: number) => passed.filter((at) => at >= from && at < from + length).length
      for (const at of passed) assert.ok(within(at, 1600) <= 4, `more than 4 from ${at} on: ${passed}`)
      for (const at of arrivals)
        if (!passed.includes(at)) assert.ok(within(at - 1700, 1701) >= 4, `refused at ${at}, with room: ${passed}`)
    }),
  )
})

test('a bucket lets its burst and what flows in through in any stretch of time', () => {
  const bucket: RateLimit = { requests: 2, per: 1000, burst: 3 }
  fc.assert(
    fc.property(times, (arrivals) => {
      const passed = passing(bucket, arrivals)
      passed.forEach((from, first) => {
        passed.slice(first).forEach((to, more) => {
          assert.ok(more + 1 <= 3 + ((to - from) * 2) / 1000 + 1e-9, `${more + 1} from ${from} to ${to}: ${passed}`)
        })
      })
    }),
  )
})

test('who comes back when it is told to is let in, and not a moment earlier than it must be', () => {
  for (const limit of [sliding, { requests: 2, per: 1000, burst: 3 }] satisfies RateLimit[])
    fc.assert(
      fc.property(times, (arrivals) => {
        const counter = newCounter(limit, 1_000_000)
        for (const now of arrivals) {
          counter.renew(limit, now)
          if (counter.left >= 1) {
            counter.spend(1)
            continue
          }
          const wait = counter.wait(now)
          counter.renew(limit, now + Math.ceil(wait))
          assert.ok(counter.left >= 1 - 1e-9, `${counter.left} left after ${wait}`)
          return
        }
      }),
    )
})

test('a counter is idle once it says no more than a new one would', () => {
  const month: RateLimit = { requests: 2, per: 'month', burst: 2 }
  const now = Date.parse('2026-11-30T00:00Z')
  const idleAfter = (limit: RateLimit, ...milliseconds: number[]) => {
    const counter = newCounter(limit, now)
    counter.spend(1)
    return milliseconds.map((later) => counter.isIdle(now + later))
  }
  assert.deepEqual(idleAfter({ requests: 2, per: 1000, burst: 3 }, 0, 499, 500), [false, false, true])
  assert.deepEqual(idleAfter(sliding, 0, 1699, 1700), [false, false, true])
  assert.deepEqual(idleAfter(month, 0, 86_400_000 - 1, 86_400_000), [false, false, true])
})
