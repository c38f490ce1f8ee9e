import assert from 'node:assert/strict'
import test from 'node:test'
import { BlobReader } from '#git/blob-reader.ts'
import { gitEnv, scratchRepository } from './scratch.ts'

test('many reads at once each get their own blob, also empty ones and those larger than a pipe holds', async (t) => {
  const origin = scratchRepository(t)
  const texts = Array.from({ length: 300 }, (_, n) => `${n}\n`.repeat(n === 150 ? 500_000 : n))
  origin.commit(Object.fromEntries(texts.map((text, n) => [`${n}.txt`, text])))
  const reader = new BlobReader(origin.dir, gitEnv)
  t.after(() => reader.close())
  const ids = texts.map((_, n) => `HEAD:${n}.txt`)
  const blobs = origin.git('rev-parse', ...ids).split('\n')
  const contents = await Promise.all(blobs.map((id) => reader.read(id)))
  assert.deepEqual(
    contents.map((content) => content.toString()),
    texts,
  )
})

test('a blob that is missing, or no blob, or no id, refuses that read alone', async (t) => {
  const origin = scratchRepository(t)
  const commit = origin.commit({ 'a.txt': 'a' })
  const blob = origin.git('rev-parse', 'HEAD:a.txt')
  const reader = new BlobReader(origin.dir, gitEnv)
  t.after(() => reader.close())
  const settled = await Promise.allSettled(
    ['0'.repeat(40), commit, `HEAD:a.txt\n${blob}`, blob].map((id) => reader.read(id)),
  )
  assert.deepEqual(
    settled.map((result) => (result.status === 'fulfilled' ? result.value.toString() : result.reason.code)),
    ['APIGOV_GIT_FAILED', 'APIGOV_GIT_FAILED', 'APIGOV_GIT_FAILED', 'a'],
  )
})

test('a child that cannot start refuses the read instead of hanging', async (t) => {
  const reader = new BlobReader('/nonexistent', gitEnv)
  t.after(() => reader.close())
  await assert.rejects(reader.read('0'.repeat(40)), { code: 'APIGOV_GIT_FAILED' })
})
