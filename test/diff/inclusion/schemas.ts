import assert from 'node:assert/strict'
import fc from 'fast-check'
import { child, type Node, rootOf } from '#diff/node.ts'
import { contractOf } from '../contracts.ts'

export type Schema = Readonly<Record<string, unknown>>

/** The schema `Root` of a contract with other components beside it. */
export function nodeOf(Root: unknown, more: Readonly<Record<string, unknown>> = {}, openapi = '3.1.0'): Node {
  const info = { title: 'Random', version: '1.0.0' }
  const contract = contractOf(JSON.stringify({ openapi, info, paths: {}, components: { schemas: { Root, ...more } } }))
  let node: Node | null = rootOf(contract)
  for (const key of ['components', 'schemas', 'Root']) node = node === null ? null : child(node, key)
  assert.ok(node)
  return node
}

const names = ['a', 'b', 'c', 'constructor']
const name = fc.constantFrom(...names)
const few = fc.constantFrom<unknown>('x', 'yy', '', 0, 1, 2, 7, null, true)
const types = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array']

/** Schemas out of few names and values, so that two of them have to do with each other. */
export const { schema } = fc.letrec<{ schema: unknown; object: unknown; choice: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>({}, { type: 'string' }, { type: 'integer' }, true, false, {
      $ref: '#/components/schemas/Root',
    }),
    fc.record(
      {
        type: fc.oneof(fc.constantFrom(...types), fc.subarray(types, { minLength: 1 })),
        enum: fc.uniqueArray(few, { minLength: 1 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ const: few }),
    fc.record(
      {
        type: fc.constantFrom('string', ['string', 'null'], ['integer', 'string']),
        minLength: fc.nat(3),
        maxLength: fc.nat(3),
        pattern: fc.constantFrom('^x', 'y$', '^[a-z]*$', '.', '(?=x)'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.integer({ min: -3, max: 3 }),
        maximum: fc.integer({ min: -3, max: 3 }),
        exclusiveMinimum: fc.integer({ min: -3, max: 3 }),
        exclusiveMaximum: fc.integer({ min: -3, max: 3 }),
        multipleOf: fc.constantFrom(1, 2, 3, 0.5),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        minItems: fc.nat(2),
        maxItems: fc.nat(3),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    // Beside `prefixItems`, or where anything matches, ajv lets an empty list pass `contains`.
    fc.record(
      {
        type: fc.constant('array'),
        contains: fc.constantFrom<unknown>({ type: 'string' }, { const: 1 }, { type: ['integer', 'null'] }),
        minContains: fc.nat(2),
        maxContains: fc.nat(2),
        items: tie('schema'),
      },
      { requiredKeys: ['type', 'contains'] },
    ),
    tie('object'),
    tie('choice'),
    tie('object'),
    tie('choice'),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: tie('schema'),
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'b', '^c$'), tie('schema'), { maxKeys: 1 }),
      propertyNames: tie('schema'),
      minProperties: fc.nat(2),
      maxProperties: fc.nat(3),
      dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
      dependentSchemas: fc.dictionary(name, tie('schema'), { maxKeys: 1 }),
    },
    { requiredKeys: ['type'] },
  ),
  choice: fc.record(
    {
      type: fc.constantFrom(...types),
      oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
      not: tie('schema'),
      if: tie('schema'),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: tie('schema'),
      else: tie('schema'),
      required: fc.uniqueArray(name, { maxLength: 1 }),
    },
    { requiredKeys: [] },
  ),
}))

/** Values out of the same names and values. */
export const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    few,
    fc.constantFrom<unknown>(-1, 0.5, 3, 'xy', 'X'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, 'other'), tie('value'), { maxKeys: 4 }),
  ),
})).value
