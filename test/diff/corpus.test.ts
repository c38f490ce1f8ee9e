import assert from 'node:assert/strict'
import test from 'node:test'
import { casesOf, disagreement } from './corpus.ts'
import { intended } from './intended-differences.ts'

const cases = casesOf()

// The corpus is no part of the product: where nobody has put it there is nothing to measure against.
if (cases.length > 0) {
  test(`corpus: each of ${cases.length} cases is met, or differs as intended`, () => {
    const surprises = cases
      .map((one) => ({ name: one.name, found: disagreement(one), wanted: intended.get(one.name)?.difference ?? '' }))
      .filter(({ found, wanted }) => found !== wanted)
    assert.deepEqual(surprises, [])
  })

  test('corpus: every intended difference names a case', () => {
    const names = new Set(cases.map(({ name }) => name))
    assert.deepEqual(
      [...intended.keys()].filter((name) => !names.has(name)),
      [],
    )
  })
}
