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
        unevaluatedItems: tie('schema'),
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
      unevaluatedProperties: tie('schema'),
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
      unevaluatedProperties: tie('schema'),
      unevaluatedItems: tie('schema'),
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

/** A reference that leads straight back to itself says nothing, and ajv does not end there. */
export function endless(Root: unknown): boolean {
  const straight = (one: unknown, depth = 0): boolean => {
    if (depth > 20 || typeof one !== 'object' || one === null) return false
    const said = one as Record<string, unknown>
    if (said['$ref'] !== undefined) return true
    const lists = ['oneOf', 'anyOf', 'allOf'].flatMap((key) => (said[key] as unknown[] | undefined) ?? [])
    const dependents = Object.values((said['dependentSchemas'] as object | undefined) ?? {})
    const singles = ['not', 'if', 'then', 'else'].map((key) => said[key])
    return [...lists, ...dependents, ...singles].some((below) => straight(below, depth + 1))
  }
  return straight(Root)
}

const inLists = ['oneOf', 'anyOf', 'allOf', 'prefixItems']
const inMaps = ['properties', 'patternProperties', 'dependentSchemas']

/** A schema, and the same with one of the schemas in it, itself among them, written otherwise. */
export const edited: fc.Arbitrary<readonly [unknown, unknown]> = fc
  .tuple(
    schema,
    fc.nat(),
    fc.constantFrom('replace', 'take from', 'add to', 'mix', 'one more', 'one more'),
    schema,
    fc.nat(),
  )
  .map(([before, at, how, other, which]) => {
    const places = placesIn(before)
    const target = places[at % places.length]
    const change = (one: unknown): unknown => {
      if (how === 'replace' || !isRecord(one) || !isRecord(other)) return other
      if (how === 'add to') return { ...other, ...one }
      if (how === 'mix') return { ...one, ...other }
      if (how === 'one more') {
        const [key, value] = Object.entries(other)[which % Math.max(1, Object.keys(other).length)] ?? ['title', '']
        // What is a map grows by what the other one has.
        const both = isRecord(one[key]) && isRecord(value) && inMaps.includes(key) ? { ...one[key], ...value } : value
        return { ...one, [key]: both }
      }
      const keys = Object.keys(one)
      const { [keys[which % keys.length] ?? '']: _, ...rest } = one
      return rest
    }
    const put = (one: unknown): unknown => {
      if (one === target) return change(one)
      if (!isRecord(one)) return one
      return Object.fromEntries(
        Object.entries(one).map(([key, inner]) => {
          if (inLists.includes(key)) return [key, (inner as unknown[]).map(put)]
          if (inMaps.includes(key))
            return [key, Object.fromEntries(Object.entries(inner as object).map(([name, one]) => [name, put(one)]))]
          return [key, isRecord(inner) ? put(inner) : inner]
        }),
      )
    }
    return [before, put(before)] as const
  })

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** All schemas in a schema that are written as objects, itself first. */
function placesIn(one: unknown): readonly unknown[] {
  if (!isRecord(one)) return [one]
  const inner = Object.entries(one).flatMap(([key, value]) => {
    if (inLists.includes(key)) return value as unknown[]
    if (inMaps.includes(key)) return Object.values(value as object)
    return isRecord(value) && key !== 'dependentRequired' ? [value] : []
  })
  return [one, ...inner.flatMap(placesIn)]
}
