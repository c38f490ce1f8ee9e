import assert from 'node:assert/strict'
import test from 'node:test'
import { MemoryCounters } from '#gateway/limits/memory-counters.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'

const perSecond: RateLimit = { requests: 10, per: 1000, burst: 10 }
const daily: RateLimit = { requests: 10, per: 'day', burst: 10 }
const now = Date.parse('2026-11-21T12:00Z')

test('a flood of addresses makes no quota forgotten, and fills no more memory than there is for it', () => {
  const counters = new MemoryCounters({ capacity: 1000 })
  counters.counterOf('plan shop day', daily, now).spend(10)
  for (let address = 0; address < 50_000; address++)
    counters.counterOf(`address ${address}`, perSecond, now + address).spend(1)
  assert.equal(counters.size, 1001)
  assert.equal(counters.counterOf('plan shop day', daily, now + 60_000).left, 0)
})

test('counters of 10,000 consumers are forgotten when they say no more than new ones would, and no earlier', async () => {
  const counters = new MemoryCounters()
  for (let consumer = 0; consumer < 10_000; consumer++) {
    counters.counterOf(`plan ${consumer} 1000`, perSecond, now).spend(consumer % 2 === 0 ? 1 : 5)
    counters.counterOf(`plan ${consumer} day`, daily, now).spend(1)
  }
  await counters.forgetIdle(now + 100)
  assert.equal(counters.size, 15_000)
  await counters.forgetIdle(now + 500)
  assert.equal(counters.size, 10_000)
  await counters.forgetIdle(now + 43_200_000)
  assert.equal(counters.size, 0)
})
