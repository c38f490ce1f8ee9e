import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCounters } from '#gateway/limits/kept-counters.ts'
import type { RateLimit } from '#snapshot/snapshot.ts'
import { scratchFolder } from '../../git/scratch.ts'

const daily: RateLimit = { requests: 10, per: 'day', burst: 10 }
const noon = Date.parse('2026-11-21T12:00Z')
const midnight = Date.parse('2026-11-22T00:00Z')

async function opened(t: TestContext, path: string, now = noon) {
  const lines: string[] = []
  const counters = await openCounters(path, { now: () => now }, (line) => lines.push(line))
  const close = () => counters.close()
  t.after(close)
  return { lines, close, counters, left: (key: string) => counters.counterOf(key, daily, now).left }
}

test('what was used of quotas is there after a restart, until their period is over', async (t) => {
  const path = join(scratchFolder(t), 'data', 'quotas.ndjson')
  const first = await opened(t, path)
  first.counters.counterOf('a', daily, noon).spend(4)
  first.counters.counterOf('b', daily, noon).spend(1)
  first.counters.counterOf('b', daily, noon).spend(1)
  await first.close()
  assert.equal(readFileSync(path, 'utf8'), `{"format":1}\n["a",${midnight},4]\n["b",${midnight},2]\n`)
  const second = await opened(t, path)
  assert.deepEqual([second.left('a'), second.left('c')], [6, 10])
  await second.close()
  // `b` was not asked for meanwhile.
  const third = await opened(t, path)
  assert.deepEqual([third.left('a'), third.left('b')], [6, 8])
  await third.close()
  assert.deepEqual(
    [(await opened(t, path, midnight - 1)).left('a'), (await opened(t, path, midnight)).left('a')],
    [6, 10],
  )
  assert.deepEqual([...first.lines, ...second.lines, ...third.lines], [])
})

test('a process that is killed loses what was counted in the last five seconds', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const path = join(scratchFolder(t), 'quotas.ndjson')
  const killed = await opened(t, path)
  killed.counters.counterOf('a', daily, noon).spend(3)
  t.mock.timers.tick(5_000)
  await written(path, 3)
  killed.counters.counterOf('a', daily, noon).spend(1)
  t.mock.timers.tick(5_000)
  await written(path, 4)
  killed.counters.counterOf('a', daily, noon).spend(5)
  assert.equal((await opened(t, path)).left('a'), 6)
})

/** Waits until the last line says so. */
async function written(path: string, requests: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      if (readFileSync(path, 'utf8').endsWith(`,${requests}]\n`)) return
    } catch {
      // Not there yet.
    }
    await sleep(5)
  }
  assert.fail(`${requests} is not written`)
}

test('half a line that a crash left is passed over, and nothing is added to it', async (t) => {
  const path = join(scratchFolder(t), 'quotas.ndjson')
  writeFileSync(path, `{"format":1}\n["a",${midnight},4]\n["a",${midnight},5]\n["a",${midnight}`)
  const after = await opened(t, path)
  assert.equal(after.left('a'), 5)
  after.counters.counterOf('b', daily, noon).spend(1)
  await after.close()
  assert.equal(readFileSync(path, 'utf8'), `{"format":1}\n["a",${midnight},5]\n["b",${midnight},1]\n`)
  assert.deepEqual(after.lines, [])
})

test('what cannot be read is told, and those quotas begin anew', async (t) => {
  const path = join(scratchFolder(t), 'quotas.ndjson')
  writeFileSync(path, `{"format":1}\n["a",${midnight},4]\n["b",${midnight},"many"]\n`)
  const some = await opened(t, path)
  assert.deepEqual([some.left('a'), some.left('b')], [6, 10])
  assert.deepEqual(some.lines, [`1 lines of \`${path}\` cannot be read: what they say of quotas does not count`])
  writeFileSync(path, `{"format":2}\n["a",${midnight},4]\n`)
  const newer = await opened(t, path)
  assert.equal(newer.left('a'), 10)
  assert.match(newer.lines.join(), /^2 lines of /)
})

test('a file that has grown long is written anew with a line for each quota', async (t) => {
  const path = join(scratchFolder(t), 'quotas.ndjson')
  const line = `["a",${midnight},4]\n`
  writeFileSync(path, `{"format":1}\n${line.repeat(10_003)}`)
  const { counters, close } = await opened(t, path)
  counters.counterOf('a', daily, noon).spend(1)
  await close()
  assert.equal(readFileSync(path, 'utf8'), `{"format":1}\n["a",${midnight},5]\n`)
})

test('a file that cannot be written is told once, and written whole when it can be', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const folder = scratchFolder(t)
  const path = join(folder, 'data', 'quotas.ndjson')
  writeFileSync(join(folder, 'data'), 'a file where a folder should be')
  const { counters, close, lines } = await opened(t, path)
  for (const key of ['a', 'b']) {
    counters.counterOf(key, daily, noon).spend(1)
    t.mock.timers.tick(5_000)
    await sleep(20)
  }
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['what was used of quotas cannot be read, they begin anew', 'what is used of quotas cannot be kept'],
  )
  rmSync(join(folder, 'data'))
  await close()
  assert.equal(readFileSync(path, 'utf8'), `{"format":1}\n["a",${midnight},1]\n["b",${midnight},1]\n`)
})
