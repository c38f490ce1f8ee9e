import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { FolderMemo } from '#process/folder-memo.ts'

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'apigov-memo-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'apigov')
}

/** One run of a command: it asks each question with the files as they are, and says which had to be computed. */
async function run(folder: string, files: Record<string, string>, questions: readonly string[], maxBytes?: number) {
  const memo = new FolderMemo(folder, maxBytes)
  const computed: string[] = []
  for (const question of questions) {
    const answer = await memo.answer(
      question,
      (path) => files[path],
      async () => {
        computed.push(question)
        return { answer: `${question} of ${files['a']}`, read: ['a', 'gone'] }
      },
    )
    assert.equal(answer, `${question} of ${files['a']}`)
  }
  await memo.save()
  return computed
}

test('the next run answers from the folder what is unchanged, and computes the rest', async (t) => {
  const folder = scratch(t)
  assert.deepEqual(await run(folder, { a: '1' }, ['p', 'q']), ['p', 'q'])
  assert.deepEqual(await run(folder, { a: '1' }, ['p', 'q', 'r']), ['r'])
  assert.deepEqual(await run(folder, { a: '2' }, ['p']), ['p'])
  assert.deepEqual(await run(folder, { a: '1', gone: 'back' }, ['q']), ['q'])
})

test('a folder that was deleted, damaged or cannot be written costs only time', async (t) => {
  const folder = scratch(t)
  await run(folder, { a: '1' }, ['p'])
  const [file = ''] = readdirSync(folder)
  for (const damage of ['', 'nonsense', '["p",[{"answer":"wrong"}]]', '{"__proto__":1}']) {
    writeFileSync(join(folder, file), damage)
    assert.deepEqual(await run(folder, { a: '1' }, ['p']), ['p'])
    assert.deepEqual(await run(folder, { a: '1' }, ['p']), [])
  }
  rmSync(folder, { recursive: true })
  assert.deepEqual(await run(folder, { a: '1' }, ['p']), ['p'])
  assert.deepEqual(await run('/dev/null/apigov', { a: '1' }, ['p']), ['p'])
})

test('the folder is for its owner only, holds one file, and that stays small', async (t) => {
  const folder = scratch(t)
  const questions = Array.from({ length: 200 }, (_, index) => `question ${index}`)
  await run(folder, { a: '1' }, questions, 2000)
  const [file = '', ...others] = readdirSync(folder)
  assert.deepEqual(others, [])
  const { size, mode } = statSync(join(folder, file))
  assert.ok(size <= 2000)
  assert.equal(mode & 0o077, 0)
  assert.deepEqual(await run(folder, { a: '1' }, ['question 199', 'question 0'], 2000), ['question 0'])
})
