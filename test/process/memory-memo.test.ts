import assert from 'node:assert/strict'
import test from 'node:test'
import { MemoryMemo } from '#process/memory-memo.ts'

/** Asks with files as they are, and counts how often the answer had to be computed. */
const asker = (memo: MemoryMemo) => {
  let computed = 0
  return {
    ask: (files: Record<string, string>, read: readonly string[], question = 'q') =>
      memo.answer(
        question,
        (path) => files[path],
        async () => ({ answer: `answer ${++computed}`, read }),
      ),
  }
}

test('an answer stands while every file it read, or looked for in vain, is as it was', async () => {
  const { ask } = asker(new MemoryMemo())
  assert.equal(await ask({ a: '1', b: '1' }, ['a', 'gone']), 'answer 1')
  assert.equal(await ask({ a: '1', b: '2' }, ['a', 'gone']), 'answer 1')
  assert.equal(await ask({ a: '2', b: '2' }, ['a', 'gone']), 'answer 2')
  assert.equal(await ask({ a: '1', gone: '1' }, ['a', 'gone']), 'answer 3')
})

test('base and head keep their answers side by side, and questions do not share theirs', async () => {
  const { ask } = asker(new MemoryMemo())
  const base = { a: '1' }
  const head = { a: '2' }
  assert.equal(await ask(base, ['a']), 'answer 1')
  assert.equal(await ask(head, ['a']), 'answer 2')
  assert.equal(await ask(base, ['a']), 'answer 1')
  assert.equal(await ask(head, ['a']), 'answer 2')
  assert.equal(await ask(head, ['a'], 'other'), 'answer 3')
})

test('a computation that throws leaves nothing behind', async () => {
  const memo = new MemoryMemo()
  const failing = async () => {
    throw new Error('down')
  }
  await assert.rejects(
    memo.answer('q', () => '1', failing),
    { message: 'down' },
  )
  assert.equal(await asker(memo).ask({}, []), 'answer 1')
})

test('the least recently used answer is forgotten first', async () => {
  const { ask } = asker(new MemoryMemo(1000))
  for (const question of ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']) await ask({}, [], question)
  assert.equal(await ask({}, [], 'a'), 'answer 13')
  assert.equal(await ask({}, [], 'l'), 'answer 12')
})
