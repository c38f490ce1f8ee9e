import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { changesOf } from './contracts.ts'

const name = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'x/y')
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>({ $ref: '#/components/schemas/Root' }, true, false, {}, { type: 'null' }),
    fc.record(
      {
        type: fc.constantFrom('string', 'integer', 'object', 'array', ['string', 'null'], 7),
        format: fc.constantFrom('int32', 'int64', 'date'),
        enum: fc.array(fc.constantFrom('x', 1, null), { maxLength: 3 }),
        maximum: fc.integer(),
        minLength: fc.nat(),
        pattern: fc.constantFrom('', '^a$', '.*'),
        required: fc.uniqueArray(name),
        readOnly: fc.boolean(),
        default: fc.constantFrom('x', null),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
        items: tie('schema'),
        additionalProperties: tie('schema'),
        allOf: fc.array(tie('schema'), { maxLength: 2 }),
        oneOf: fc.array(tie('schema'), { maxLength: 2 }),
        anyOf: fc.array(tie('schema'), { maxLength: 2 }),
        not: tie('schema'),
      },
      { requiredKeys: [] },
    ),
  ),
}))

const contractWith = (root: unknown) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Random', version: '1.0.0' },
    paths: {
      '/x': {
        post: {
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } } },
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } },
            },
          },
        },
      },
    },
    components: { schemas: { Root: { allOf: [{ properties: { p: root } }, root] } } },
  })

test('diff: whatever a schema says, it does not differ from itself, and comparing two of them ends', () => {
  fc.assert(
    fc.property(schema, schema, (one, other) => {
      const [a, b] = [contractWith(one), contractWith(other)]
      assert.deepEqual(changesOf(a, a), [])
      changesOf(a, b)
    }),
    { numRuns: 300 },
  )
})
