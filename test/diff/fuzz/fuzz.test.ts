import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { oasdiffBinary } from '../oasdiff-binary.ts'
import { classes, explained } from './classes.ts'
import { fuzz } from './fuzz.ts'
import { differences, judge, nameOf } from './judge.ts'
import { idsOf } from './oasdiff.ts'

const binary = oasdiffBinary
const without = binary === null ? 'there is no oasdiff for this machine' : false

test('fuzzing: each class of disagreement has an example on which the two differ as it says', {
  skip: without,
}, async () => {
  assert.ok(binary)
  const knownIds = await idsOf(binary)
  const found = await Promise.all(
    classes.map(async ({ id, example }) => {
      const [judged] = await judge(binary, [example])
      if (judged === undefined) return { id, differences: ['unread'], left: [] }
      const { classes: reasons, left } = explained(judged, knownIds)
      return {
        id: reasons.some((one) => one.id === id) ? id : `${id} (not accounted for)`,
        differences: differences(judged).map(nameOf),
        left: left.map(nameOf),
      }
    }),
  )
  assert.deepEqual(
    found,
    classes.map(({ id, differences }) => ({ id, differences, left: [] })),
  )
})

test('fuzzing: the page about oasdiff has a chapter for each class of disagreement', () => {
  const page = readFileSync(new URL('../../../docs/compared-with-oasdiff.md', import.meta.url), 'utf8')
  const chapters = [...page.matchAll(/^### (.*)$/gm)].map(([, chapter]) => chapter)
  assert.deepEqual(chapters.sort(), classes.map(({ id }) => id).sort())
})

test('fuzzing: 300 pairs, and oasdiff and we agree on each or differ for a known reason', {
  skip: without,
}, async () => {
  assert.ok(binary)
  const { tried, unexplained } = await fuzz(binary, { pairs: 300, seed: 1, shrink: 1 })
  assert.ok(tried > 290, `only ${tried} of 300 pairs could be read`)
  assert.deepEqual(unexplained, [])
})
