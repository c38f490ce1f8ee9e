/** What stands in the documentation of a rule is true: each example is judged by all rules of ours. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { editText } from '#base/edit-text.ts'
import { lintByHouseRules } from '#lint/house.ts'
import { rules } from '#lint/rules/index.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { wholeExample } from './whole-example.ts'

const found = (rule: (typeof rules)[number], text: string) =>
  lintByHouseRules(contractOf({ 'openapi.yaml': text }), [{ rule, severity: rule.severity }])

for (const rule of rules) {
  const bad = wholeExample(rule.example.bad)

  test(`${rule.id}: its bad example breaks it, its good one keeps it`, () => {
    assert.notDeepEqual(found(rule, bad), [])
    assert.deepEqual(found(rule, wholeExample(rule.example.good)), [])
  })

  const offers = found(rule, bad).flatMap(({ fix }) => fix ?? [])
  if (offers.length > 0)
    test(`${rule.id}: each fix it offers does away with a finding`, () => {
      for (const { edits } of offers) {
        const { text, left } = editText('openapi.yaml', bad, edits)
        assert.deepEqual(left, [])
        assert.equal(found(rule, text).length, found(rule, bad).length - 1)
      }
    })
}

test('rules are listed by their names, each under a name of its own', () => {
  const ids = rules.map(({ id }) => id)
  assert.deepEqual(ids, [...new Set(ids)].toSorted())
})
