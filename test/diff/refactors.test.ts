import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { changesOf, told } from './contracts.ts'

type Schema = Readonly<Record<string, unknown>>

/** A contract that sends and takes `Root`, with other components beside it. */
function contractWith(Root: Schema, schemas: Readonly<Record<string, Schema>> = {}, openapi = '3.1.0'): string {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } }
  const post = { requestBody: { content }, responses: { 200: { description: 'ok', content } } }
  return JSON.stringify({
    openapi,
    info: { title: 'Shop', version: '1.0.0' },
    paths: { '/orders': { post } },
    components: { schemas: { Root, ...schemas } },
  })
}

function assertNoChange(one: string, other: string): void {
  assert.deepEqual(told(changesOf(one, other)), [])
  assert.deepEqual(told(changesOf(other, one)), [])
}

const leaf = fc.oneof(
  fc.record(
    { type: fc.constant('string'), maxLength: fc.nat(50), description: fc.string() },
    { requiredKeys: ['type'] },
  ),
  fc.record({ type: fc.constant('integer'), minimum: fc.integer(), maximum: fc.integer() }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('string'), enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }) }),
  fc.constant({ type: 'array', items: { type: 'number' } }),
  fc.constant({ $ref: '#/components/schemas/Root' }),
)
const names = ['id', 'name', 'total', 'lines', 'constructor']
const object = fc
  .record({
    properties: fc.dictionary(fc.constantFrom(...names), leaf, { minKeys: 2, maxKeys: 5 }),
    required: fc.subarray(names),
  })
  .map(({ properties, required }) => ({
    type: 'object',
    properties,
    required: required.filter((name) => Object.hasOwn(properties, name)),
  }))
type Shape = { type: string; properties: Readonly<Record<string, Schema>>; required: readonly string[] }

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The object in two halves, of which each declares something; what is required goes with what is declared. */
function split({ type, properties, required }: Shape, share: number): readonly [Schema, Schema] {
  const declared = Object.entries(properties)
  const at = 1 + (share % (declared.length - 1))
  const half = (own: typeof declared) => ({
    type,
    properties: Object.fromEntries(own),
    required: required.filter((name) => own.some(([key]) => key === name)),
  })
  return [half(declared.slice(0, at)), half(declared.slice(at))]
}

const splits: Readonly<Record<string, (one: Schema, other: Schema) => string>> = {
  'into two inline members': (one, other) => contractWith({ allOf: [one, other] }),
  'into a component and the rest': (one, other) => contractWith({ allOf: [ref('Half'), other] }, { Half: one }),
  'into a component beside which the rest stands': (one, other) =>
    contractWith({ ...other, allOf: [ref('Half')] }, { Half: one }),
  'into two components, the second through the first': (one, other) =>
    contractWith({ allOf: [ref('Low')] }, { Low: { allOf: [ref('High'), one] }, High: other }),
  'into a member that leads back to the whole': (one, other) =>
    contractWith({ allOf: [one, other, ref('Again')] }, { Again: { allOf: [ref('Root')] } }),
}

for (const [how, splitUp] of Object.entries(splits))
  test(`diff: an object split ${how} is no change`, () => {
    fc.assert(
      fc.property(object, fc.nat(), (whole, share) => {
        assertNoChange(contractWith(whole), splitUp(...split(whole, share)))
      }),
    )
  })

test('diff: a property that moves from one member of `allOf` to another is no change, and one that changes on the way is', () => {
  const pet = (base: Schema, more: Schema) =>
    contractWith({ allOf: [ref('Base'), ref('More')] }, { Base: base, More: more })
  const properties = (...given: readonly (readonly [string, string])[]) => ({
    properties: Object.fromEntries(given.map(([name, type]) => [name, { type }])),
  })
  const before = pet(properties(['id', 'string'], ['name', 'string']), properties(['age', 'integer']))
  assertNoChange(before, pet(properties(['id', 'string']), properties(['age', 'integer'], ['name', 'string'])))
  assert.deepEqual(
    told(changesOf(before, pet(properties(['id', 'string']), properties(['age', 'integer'], ['name', 'integer'])))),
    [
      'breaking request-property-type-changed: The type of `name` of the request body changed from `string` to `integer` [POST /orders]',
      'breaking response-property-type-changed: The type of `name` of the response `200` changed from `string` to `integer` [POST /orders]',
    ],
  )
})

test('diff: an object that closes itself in one member only is not the same as one that is closed whole', () => {
  const properties = { a: { type: 'string' }, b: { type: 'string' } }
  const whole = contractWith({ type: 'object', properties, additionalProperties: false })
  const halves = contractWith({
    allOf: [
      { type: 'object', properties: { a: properties.a }, additionalProperties: false },
      { properties: { b: properties.b } },
    ],
  })
  assert.notDeepEqual(changesOf(whole, halves), [])
})

const compositions = ['oneOf', 'anyOf'] as const

test('diff: branches that are inlined, extracted, renamed or reordered are no change', () => {
  fc.assert(
    fc.property(object, object, fc.constantFrom(...compositions), (one, other, keyword) => {
      const named = contractWith({ [keyword]: [ref('One'), ref('Other')] }, { One: one, Other: other })
      const renamed = contractWith({ [keyword]: [ref('Zweites'), ref('Erstes')] }, { Erstes: one, Zweites: other })
      const inlined = contractWith({ [keyword]: [other, one] })
      assertNoChange(named, renamed)
      assertNoChange(named, inlined)
      assertNoChange(inlined, contractWith({ [keyword]: [one, ref('Other')] }, { Other: other }))
    }),
  )
})

test('diff: a renamed branch whose discriminator value stays is no change', () => {
  const cat = { type: 'object', properties: { kind: { type: 'string' }, lives: { type: 'integer' } } }
  const dog = { type: 'object', properties: { kind: { type: 'string' }, tricks: { type: 'array', items: {} } } }
  const pet = (catName: string) =>
    contractWith(
      {
        oneOf: [ref(catName), ref('Dog')],
        discriminator: { propertyName: 'kind', mapping: { cat: ref(catName).$ref, dog: ref('Dog').$ref } },
      },
      { [catName]: cat, Dog: dog },
    )
  assertNoChange(pet('Cat'), pet('Feline'))
})

test('diff: a contract moved from OpenAPI 3.0 to 3.1 is no change', () => {
  const before = contractWith(
    {
      type: 'object',
      properties: {
        name: { type: 'string', nullable: true, example: 'Rex' },
        size: { type: 'string', nullable: true, enum: ['S', 'L', null] },
        weight: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
        owner: { nullable: true, allOf: [ref('Owner')] },
      },
    },
    { Owner: { type: 'object', properties: { id: { type: 'string' } } } },
    '3.0.3',
  )
  const after = (owner: Schema) =>
    contractWith(
      {
        type: 'object',
        properties: {
          name: { type: ['string', 'null'], examples: ['Rex'] },
          size: { type: ['null', 'string'], enum: [null, 'L', 'S'] },
          weight: { type: 'number', exclusiveMinimum: 0, maximum: 9 },
          owner,
        },
      },
      { Owner: { type: 'object', properties: { id: { type: 'string' } } } },
    )
  assertNoChange(before, after({ oneOf: [ref('Owner'), { type: 'null' }] }))
  assertNoChange(before, after({ anyOf: [{ type: 'null' }, ref('Owner')] }))
})
