import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from '#snapshot/canonical.ts'

test('keys are sorted at every depth and there is no white space', () => {
  assert.equal(
    canonicalJson({ b: [1, { d: null, c: 'x y' }], a: true, left: undefined }),
    '{"a":true,"b":[1,{"c":"x y","d":null}]}',
  )
})

test('the order in which keys were written does not matter, and the text reads back as the value', () => {
  const backwards = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(backwards)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, field]) => [key, backwards(field)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(canonicalJson(backwards(value)), canonicalJson(value))
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('what JSON does not have is refused, not written as something else', () => {
  for (const value of [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    () => 0,
    new Date(0),
    new Map([['a', 1]]),
    [undefined],
  ])
    assert.throws(() => canonicalJson({ value: [value] }), TypeError)
})
