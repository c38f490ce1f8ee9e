import assert from 'node:assert/strict'
import test from 'node:test'
import { openWorkQueue } from '#app/work-queue.ts'

/** A task that a test ends by hand, and the order in which tasks began. */
function stage() {
  const began: string[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const signals = new Map<string, AbortSignal>()
  const gate = (name: string) => {
    const there = gates.get(name) ?? Promise.withResolvers<void>()
    gates.set(name, there)
    return there
  }
  return {
    began,
    signals,
    task: (name: string) => async (signal: AbortSignal) => {
      began.push(name)
      signals.set(name, signal)
      await gate(name).promise
    },
    end: (name: string) => gate(name).resolve(),
    fail: (name: string) => gate(name).reject(new Error(name)),
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('tasks of a key run one after another; those that wait for the same key are one', async () => {
  const { task, end, began } = stage()
  const queue = openWorkQueue(4)
  const first = queue.run('#1', task('first'))
  const second = queue.run('#1', task('second'))
  const third = queue.run('#1', task('third'))
  await settled()
  assert.deepEqual(began, ['first'])
  end('first')
  await first
  await settled()
  assert.deepEqual(began, ['first', 'second'])
  end('second')
  await Promise.all([second, third, queue.idle()])
  assert.deepEqual(began, ['first', 'second'])
})

test('keys run side by side up to the limit', async () => {
  const { task, end, began } = stage()
  const queue = openWorkQueue(2)
  const all = ['a', 'b', 'c'].map((key) => queue.run(key, task(key)))
  await settled()
  assert.deepEqual(began, ['a', 'b'])
  for (const key of ['b', 'c', 'a']) end(key)
  await Promise.all(all)
  assert.deepEqual(began, ['a', 'b', 'c'])
})

test('a task that supersedes tells the one that runs, and nobody else', async () => {
  const { task, end, signals } = stage()
  const queue = openWorkQueue(4)
  const all = [queue.run('#1', task('old')), queue.run('#2', task('other'))]
  await settled()
  all.push(queue.run('#1', task('looking again')))
  assert.equal(signals.get('old')?.aborted, false)
  all.push(queue.run('#1', task('new'), { supersede: true }))
  assert.equal(signals.get('old')?.reason, 'superseded')
  assert.equal(signals.get('other')?.aborted, false)
  for (const name of ['old', 'other', 'looking again']) end(name)
  await Promise.all(all)
})

test('a task that fails refuses those who asked for it and leaves the key usable', async () => {
  const { task, end, fail } = stage()
  const queue = openWorkQueue(1)
  const first = queue.run('#1', task('first'))
  const second = queue.run('#1', task('second'))
  fail('first')
  await assert.rejects(first, { message: 'first' })
  end('second')
  await second
})

test('closing tells what runs, refuses what waits and waits for the end', async () => {
  const { task, end, signals } = stage()
  const queue = openWorkQueue(1)
  const running = queue.run('#1', task('running'))
  const waiting = assert.rejects(queue.run('#2', task('waiting')), { message: 'closing' })
  await settled()
  const closed = queue.close()
  assert.equal(signals.get('running')?.reason, 'closing')
  end('running')
  await Promise.all([closed, running, waiting])
  await assert.rejects(queue.run('#3', task('late')), { message: 'closing' })
})
