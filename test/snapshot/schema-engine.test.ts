import assert from 'node:assert/strict'
import test from 'node:test'
import { unusableSchemas } from '#snapshot/schema-engine.ts'

test('a schema that does not compile is told with why, and one that is only odd is not', () => {
  const fine = { type: 'object', properties: { a: { $ref: '#/$defs/odd' } }, pattern: '(?<=a)b', format: 'made-up' }
  const found = unusableSchemas({
    fine,
    odd: { required: ['a', 'a'], minLength: -1 },
    'a type': { properties: { a: { type: 'strin' } } },
    'a bound': { minimum: '1' },
    'a part of another': { $ref: '#/$defs/fine/properties/a' },
    'nothing there': { properties: { a: { $ref: '#/$defs/gone' } } },
    elsewhere: { $ref: 'https://example.com/schema' },
    'no choice': { items: { enum: [] } },
    'of an old draft/~': { items: [{ type: 'string' }], exclusiveMinimum: true },
  })
  assert.deepEqual(
    found.map(({ name, why }) => `${name}: ${why}`),
    [
      'a type: type must be JSONType or JSONType[]: strin',
      'a bound: minimum value must be ["number"]',
      "nothing there: can't resolve reference #/$defs/gone from id contract",
      "elsewhere: can't resolve reference https://example.com/schema from id contract",
      'no choice: enum must have non-empty array',
      'of an old draft/~: exclusiveMinimum value must be ["number"]',
    ],
  )
})
