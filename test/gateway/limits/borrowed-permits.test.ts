import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { BorrowedPermits } from '#gateway/limits/borrowed-permits.ts'
import { LocalPermits } from '#gateway/limits/permits.ts'

/** Two workers that borrow from one process. */
function twoWorkers(t: TestContext) {
  const first = new LocalPermits()
  let asked = 0
  const workers = [1, 2].map(() => {
    const { draw, end } = first.lend()
    const permits = new BorrowedPermits(async (draws) => {
      asked += 1
      return draw(draws)
    })
    t.after(() => permits.close())
    return { permits, end }
  })
  const acquire = async (worker: number, most: number) => workers[worker]?.permits.acquire('a', most)
  const release = (worker: number) => workers[worker]?.permits.release('a')
  return { acquire, release, end: (worker: number) => workers[worker]?.end(), asked: () => asked }
}

test('two workers together have as many permits as there are', async (t) => {
  const { acquire, release } = twoWorkers(t)
  const all = await Promise.all(Array.from({ length: 40 }, (_, n) => acquire(n % 2, 10)))
  assert.equal(all.filter(Boolean).length, 10)
  release(0)
  await sleep(5)
  assert.deepEqual([await acquire(1, 10), await acquire(0, 10)], [true, false])
})

test('the only permit goes from worker to worker at once', async (t) => {
  const { acquire, release } = twoWorkers(t)
  for (let n = 0; n < 10; n++) {
    assert.equal(await acquire(n % 2, 1), true)
    assert.equal(await acquire((n + 1) % 2, 1), false)
    release(n % 2)
    await sleep(1)
  }
})

test('far from the limit a worker seldom asks, and what it does not need is there for others in a moment', async (t) => {
  const { acquire, release, asked } = twoWorkers(t)
  for (let n = 0; n < 1000; n++) {
    assert.equal(await acquire(0, 10), true)
    release(0)
  }
  assert(asked() <= 5, `asked ${asked()} times`)
  await sleep(300)
  for (let n = 0; n < 10; n++) assert.equal(await acquire(1, 10), true)
})

test('what a worker had when it ended is there again', async (t) => {
  const { acquire, end } = twoWorkers(t)
  for (let n = 0; n < 3; n++) await acquire(0, 3)
  assert.equal(await acquire(1, 3), false)
  end(0)
  assert.equal(await acquire(1, 3), true)
})
