/** What stands in the documentation of a rule is true: each example is judged by the rule. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { editText } from '#base/edit-text.ts'
import { rules } from '#lint/rules/index.ts'
import { judged } from './judged.ts'
import { wholeContract } from './whole-example.ts'

for (const rule of rules) {
  const bad = wholeContract(rule, rule.example.bad)

  test(`${rule.id}: its bad example breaks it, its good one keeps it`, async () => {
    const broken = await judged(rule, bad)
    assert.deepEqual([...new Set(broken.map(({ rule: id }) => id))], [rule.id])
    assert.deepEqual(await judged(rule, wholeContract(rule, rule.example.good)), [])
  })

  test(`${rule.id}: each fix it offers does away with a finding`, async () => {
    const [[file, text] = ['', '']] = Object.entries(bad)
    const before = await judged(rule, bad)
    if (before.some(({ fix }) => fix)) assert.ok(rule.fixes, 'its `fixes` says what the fix does')
    for (const { edits } of before.flatMap(({ fix }) => fix ?? [])) {
      const fixed = editText(file, text, edits)
      assert.deepEqual(fixed.left, [])
      assert.equal((await judged(rule, { [file]: fixed.text })).length, before.length - 1)
    }
  })
}

test('rules are listed by their names, each under a name of its own', () => {
  const ids = rules.map(({ id }) => id)
  assert.deepEqual(ids, [...new Set(ids)].toSorted())
})
