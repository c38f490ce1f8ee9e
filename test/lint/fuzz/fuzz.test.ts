import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { classes, explained } from './classes.ts'
import { compare } from './compare.ts'
import { fuzz } from './fuzz.ts'

for (const { id, because, examples } of classes)
  test(`fuzzing: Spectral and we differ as the page on lint says (${id})`, async () => {
    const page = readFileSync(new URL('../../../docs/lint.md', import.meta.url), 'utf8')
    assert.ok(page.replaceAll(/\s+/g, ' ').includes(because), because)
    for (const example of examples) {
      const texts = { 'openapi.yaml': example }
      const comparison = await compare(texts, 'oas')
      assert.ok('disagreements' in comparison, JSON.stringify(comparison))
      const { reasons, left } = explained(comparison.disagreements, texts)
      assert.ok(
        [...reasons].some((reason) => reason.id === id),
        example,
      )
      assert.deepEqual(left, [], example)
    }
  })

test('fuzzing: 25 random contracts, and Spectral and we find the same in each', async () => {
  const { compared, findings, unexplained } = await fuzz({ mutants: 25, seed: 1, shrink: 1 })
  assert.deepEqual(unexplained, [])
  assert.equal(compared, 25)
  assert.ok(findings > 250, `only ${findings} findings`)
})
