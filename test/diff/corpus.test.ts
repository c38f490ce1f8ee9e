import assert from 'node:assert/strict'
import test from 'node:test'
import { casesOf, changesIn, disagreement } from './corpus.ts'
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

  test('corpus: at most 3 % of the verdicts rest on what could not be decided', (t) => {
    const changes = cases.flatMap(changesIn)
    const open = changes.filter(({ message }) => message.includes(', is open: '))
    t.diagnostic(`${open.length} of ${changes.length} verdicts rest on what could not be decided`)
    assert.ok(open.length <= 0.03 * changes.length)
  })

  test('corpus: every intended difference names a case', () => {
    const names = new Set(cases.map(({ name }) => name))
    assert.deepEqual(
      [...intended.keys()].filter((name) => !names.has(name)),
      [],
    )
  })
}
