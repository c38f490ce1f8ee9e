import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Counters } from '#gateway/limits/counters.ts'
import { MemoryCounters } from '#gateway/limits/memory-counters.ts'
import { openRedisCounters } from '#gateway/limits/redis-counters.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'
import { startRedis } from '../gateway/limits/redis.ts'

// What all Counters hold to.
const implementations: Readonly<Record<string, (t: TestContext) => Counters | Promise<Counters>>> = {
  'the memory of a process': () => new MemoryCounters(),
  async Redis(t) {
    const counters = await openRedisCounters((await startRedis(t)).url, () => 'prod')
    t.after(() => counters.close())
    return counters
  },
}

const bucket: RateLimit = { requests: 2, per: 1000, burst: 3 }
const month: RateLimit = { requests: 5, per: 'month', burst: 1 }
const november = Date.parse('2026-11-21T12:00Z')
const december = Date.parse('2026-12-01T00:00Z')

/** Draws one after the other from `key`, each given as `[now, wanted, passed]`; answers `[granted, left, wait]`. */
async function drawn(counters: Counters, key: string, limit: RateLimit, draws: readonly (readonly number[])[]) {
  const answers: number[][] = []
  for (const [now = 0, wanted = 0, passed = 0] of draws) {
    const [answer] = await counters.draw([{ key, limit, wanted, passed }], now)
    answers.push([answer?.granted, answer?.left, answer?.wait].map((number) => Number(number?.toFixed(3))))
  }
  return answers
}

for (const [name, create] of Object.entries(implementations)) {
  test(`${name}: grants what is left of a bucket, and says when one more may pass`, async (t) => {
    const counters = await create(t)
    const draws = [
      [november, 2],
      [november, 2],
      [november, 1],
      [november + 250, 1],
      [november + 500, 9],
      [november, 1],
    ]
    assert.deepEqual(await drawn(counters, 'a', bucket, draws), [
      [2, 1, 0],
      [1, 0, 500],
      [0, 0, 500],
      [0, 0.5, 250],
      [1, 0, 500],
      [0, 0, 500],
    ])
  })

  test(`${name}: fills a bucket no higher than its burst`, async (t) => {
    const counters = await create(t)
    assert.deepEqual(
      await drawn(counters, 'a', bucket, [
        [november, 3],
        [november + 60_000, 9],
      ]),
      [
        [3, 0, 500],
        [3, 0, 500],
      ],
    )
  })

  test(`${name}: lets no more through in any stretch as long as a sliding window`, async (t) => {
    const counters = await create(t)
    const window: RateLimit = { requests: 4, per: 1600, burst: 4, algorithm: 'sliding-window' }
    const draws = [
      [november, 3],
      [november + 850, 9],
      [november + 1699, 1],
      [november + 1700, 9],
      [november + 2500, 1],
    ]
    assert.deepEqual(await drawn(counters, 'a', window, draws), [
      [3, 1, 0],
      [1, 0, 850],
      [0, 0, 1],
      [3, 0, 800],
      [1, 0, 900],
    ])
  })

  test(`${name}: gives nothing away to a clock that goes back`, async (t) => {
    const counters = await create(t)
    const window: RateLimit = { requests: 2, per: 1600, burst: 2, algorithm: 'sliding-window' }
    for (const [key, limit] of Object.entries({ bucket, window }))
      assert.deepEqual(
        (
          await drawn(counters, key, limit, [
            [november, 9],
            [november - 60_000, 1],
            [november, 1],
          ])
        ).map(([granted]) => granted),
        [limit.burst, 0, 0],
      )
  })

  test(`${name}: grants a quota anew from the first millisecond of its period`, async (t) => {
    const counters = await create(t)
    assert.deepEqual(
      await drawn(counters, 'a', month, [
        [november, 9],
        [december - 1, 1],
        [december, 2],
      ]),
      [
        [5, 0, december - november],
        [0, 0, 1],
        [2, 3, 0],
      ],
    )
  })

  test(`${name}: counts what passed already even where nothing was left, and takes back what is given back`, async (t) => {
    const counters = await create(t)
    assert.deepEqual(
      await drawn(counters, 'a', month, [
        [november, 1, 6],
        [november, 0, -3],
        [november, 4],
      ]),
      [
        [0, -1, december - november],
        [0, 2, 0],
        [2, 0, december - november],
      ],
    )
  })

  test(`${name}: forgets nothing that passed in a window when something is given back`, async (t) => {
    const counters = await create(t)
    const window: RateLimit = { requests: 6, per: 1600, burst: 6, algorithm: 'sliding-window' }
    const draws = [
      [november, 3],
      [november + 850, 2],
      [november + 900, 0, -2],
      [november + 900, 0, -9],
      [november + 900, 9],
      [november + 2700, 9],
    ]
    const left = (await drawn(counters, 'a', window, draws)).map(([granted, rest]) => [granted, rest])
    assert.deepEqual(left, [
      ...[
        [3, 3],
        [2, 1],
        [0, 3],
      ],
      ...[
        [0, 6],
        [6, 0],
        [6, 0],
      ],
    ])
  })

  test(`${name}: draws from several allowances at once, each by itself`, async (t) => {
    const counters = await create(t)
    const draws = [
      { key: 'a', limit: bucket, wanted: 9, passed: 0 },
      { key: 'b', limit: month, wanted: 2, passed: 0 },
      { key: 'a', limit: bucket, wanted: 1, passed: 0 },
    ]
    const granted = (await counters.draw(draws, november)).map((one) => one.granted)
    assert.deepEqual(granted, [3, 2, 0])
    assert.deepEqual(await counters.draw([], november), [])
  })

  test(`${name}: holds to a limit that was changed at once`, async (t) => {
    const counters = await create(t)
    assert.deepEqual(await drawn(counters, 'a', month, [[november, 4]]), [[4, 1, 0]])
    assert.deepEqual(await drawn(counters, 'a', { ...month, requests: 7 }, [[november, 9]]), [
      [3, 0, december - november],
    ])
    assert.deepEqual(await drawn(counters, 'a', { ...month, requests: 6 }, [[november, 9]]), [
      [0, -1, december - november],
    ])
  })

  test(`${name}: never grants more than there is to many who draw at once`, async (t) => {
    const counters = await create(t)
    const one = { key: 'a', limit: { ...month, requests: 500 }, wanted: 3, passed: 0 }
    const answers = await Promise.all(Array.from({ length: 300 }, () => counters.draw([one], november)))
    assert.equal(
      answers.reduce((sum, [answer]) => sum + (answer?.granted ?? 0), 0),
      500,
    )
  })
}
