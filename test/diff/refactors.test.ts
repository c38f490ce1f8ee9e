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

// Converters write `null` among the values and the choices, which was told as one more of each.
test('diff: null beside the values or the choices of OpenAPI 3.0 is null among those of 3.1', () => {
  const schemas = {
    Cat: { type: 'object', properties: { lives: {} } },
    Dog: { type: 'object', properties: { tail: {} } },
  }
  const pets = (size: Schema, pet: Schema, openapi: string) =>
    contractWith(
      { type: 'object', properties: { size, pet, pets: { type: 'array', items: { not: pet } } } },
      schemas,
      openapi,
    )
  const [size, choices] = [{ type: 'string', enum: ['S', 'L'] }, [ref('Cat'), ref('Dog')]]
  for (const keyword of compositions) {
    const before = pets({ ...size, nullable: true }, { [keyword]: choices, nullable: true }, '3.0.3')
    const choice = { [keyword]: [...choices, { type: 'null' }] }
    assertNoChange(before, pets({ type: ['string', 'null'], enum: ['S', 'L', null] }, choice, '3.1.0'))
    assertNoChange(before, pets({ type: ['string', 'null'], enum: ['S', 'L'] }, choice, '3.1.0'))
  }
  const told = (before: Schema, after: Schema) =>
    changesOf(pets(before, {}, '3.0.3'), pets(after, {}, '3.1.0')).map(({ impact, rule }) => `${impact} ${rule}`)
  assert.deepEqual(told(size, { type: ['string', 'null'], enum: ['S', 'L', null] }), [
    'breaking response-property-became-nullable',
    'dangerous response-property-enum-value-added',
    'safe request-property-became-nullable',
    'safe request-property-enum-value-added',
  ])
})

// Stripe's schemas lead from anywhere to everywhere: 340 choices were told as others when one name had changed in each.
test('diff: a contract whose every component has another name is no change, however far they lead', () => {
  const size = 400
  const named = (name: string) => {
    const choice = (index: number) => ({ anyOf: [{ type: 'string' }, ref(`${name}${index % size}`)] })
    const schema = (index: number) => ({
      type: 'object',
      properties: { next: choice(index + 1), other: choice(index * 7), [`own${index}`]: { type: 'integer' } },
    })
    const schemas = Object.fromEntries(Array.from({ length: size }, (_, index) => [`${name}${index}`, schema(index)]))
    return contractWith(choice(0), schemas)
  }
  assertNoChange(named('Node'), named('Knoten'))
})

// What a closed schema says beside its `allOf` was taken for the whole, which was taken for the same while it was looked at.
test('diff: what a closed schema says beside its `allOf` counts', () => {
  const closed = (type: string) =>
    contractWith({
      not: { additionalProperties: false, properties: { a: { type } }, allOf: [{ properties: { b: {} } }] },
    })
  assert.deepEqual(
    changesOf(closed('string'), closed('integer')).map(({ rule }) => rule),
    ['request-body-not-changed', 'response-body-not-changed'],
  )
})

test('diff: a fixed value is a list of one', () => {
  const kind = (schema: Schema) => contractWith({ type: 'object', properties: { kind: { type: 'string', ...schema } } })
  assertNoChange(kind({ const: 'cat' }), kind({ enum: ['cat'] }))
  assert.deepEqual(told(changesOf(kind({ const: 'cat' }), kind({ enum: ['cat', 'dog'] }))), [
    'dangerous response-property-enum-value-added: `kind` of the response `200` has the new enum value `dog` [POST /orders]',
    'safe request-property-enum-value-added: `kind` of the request body has the new enum value `dog` [POST /orders]',
  ])
})

const kindOf = (kind: string, more: Schema = {}) => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { const: kind }, ...more },
})

test('diff: a choice made of other branches is judged by its values, and a value that is lost is shown', () => {
  const before = contractWith({ oneOf: [ref('Cat'), ref('Dog')] }, { Cat: kindOf('cat'), Dog: kindOf('dog') })
  const pet = { ...kindOf('cat'), properties: { kind: { enum: ['cat', 'dog', 'fish'] } } }
  const after = contractWith({ anyOf: [ref('Pet'), ref('Bird')] }, { Pet: pet, Bird: kindOf('bird') })
  assert.deepEqual(told(changesOf(before, after)), [
    'breaking response-body-any-of-added: The response `200` gained `Pet, Bird` among its `anyOf`; `{"kind":"fish"}` may come and could not before [POST /orders]',
    'safe request-body-any-of-added: The request body gained `Pet, Bird` among its `anyOf` [POST /orders]',
    'safe request-body-one-of-removed: The request body lost `Cat, Dog` among its `oneOf`; everything that was accepted still is [POST /orders]',
    'safe response-body-one-of-removed: The response `200` lost `Cat, Dog` among its `oneOf` [POST /orders]',
  ])
  assert.deepEqual(
    told(changesOf(after, before)).filter((line) => line.startsWith('breaking')),
    [
      'breaking request-body-any-of-removed: The request body lost `Pet, Bird` among its `anyOf`; `{"kind":"fish"}` was accepted and no longer is [POST /orders]',
    ],
  )
})

test('diff: one schema in place of several is safe where it takes all that they took', () => {
  const before = contractWith({ oneOf: [ref('Cat'), ref('Dog')] }, { Cat: kindOf('cat'), Dog: kindOf('dog') })
  const after = contractWith({ ...kindOf(''), properties: { kind: { type: 'string' } } })
  assert.deepEqual(told(changesOf(before, after)), [
    'breaking response-body-unwrapped-from-one-of: The response `200` is now one schema where there were several to choose from; `{"kind":"a"}` may come and could not before [POST /orders]',
    'safe request-body-unwrapped-from-one-of: The request body is now one schema where there were several to choose from; everything that was accepted still is [POST /orders]',
  ])
  assert.deepEqual(told(changesOf(after, before)), [
    'breaking request-body-wrapped-in-one-of: The request body is now one of several schemas; `{"kind":"a"}` was accepted and no longer is [POST /orders]',
    'safe response-body-wrapped-in-one-of: The response `200` is now one of several schemas; nothing comes that could not come before [POST /orders]',
  ])
})

test('diff: what cannot be decided is dangerous and says what it hangs on', () => {
  const code = (...patterns: string[]) =>
    contractWith({ anyOf: patterns.map((pattern) => ({ type: 'string', pattern })) })
  assert.deepEqual(told(changesOf(code('^a$', '^bb$'), code('^[a]$', '^b{2}$'))), [
    'dangerous request-body-any-of-removed: The request body lost `string, string` among its `anyOf`; whether everything that was accepted still is, is open: it hangs on `pattern` [POST /orders]',
    'dangerous response-body-any-of-added: The response `200` gained `string, string` among its `anyOf`; whether only what could come before comes, is open: it hangs on `pattern` [POST /orders]',
    'safe request-body-any-of-added: The request body gained `string, string` among its `anyOf` [POST /orders]',
    'safe response-body-any-of-removed: The response `200` lost `string, string` among its `anyOf` [POST /orders]',
  ])
})

// A choice of one was looked through on one side and not on the other once more stood beside it: all its properties were removed.
test('diff: what comes to stand beside a choice of one is told, and nothing of the choice', () => {
  const [pet, text] = [
    { type: 'object', required: ['name'], properties: { name: {} } },
    { type: 'string', maxLength: 5 },
  ]
  const property = (schema: Schema) => contractWith({ properties: { p: schema } }, { Pet: pet })
  const rules = (before: Schema, after: Schema) =>
    changesOf(property(before), property(after)).map(({ impact, rule }) => `${impact} ${rule}`)
  for (const keyword of compositions) {
    const one = { [keyword]: [ref('Pet')] }
    assertNoChange(property(one), property({ ...one, type: 'object' }))
    assertNoChange(property(pet), property({ ...one, type: 'object' }))
    assert.deepEqual(rules({ [keyword]: [text] }, { [keyword]: [text], minLength: 2 }), [
      'breaking request-property-min-length-increased',
      'safe response-property-min-length-increased',
    ])
  }
  // How FastAPI writes what may be left out.
  const optional = { anyOf: [text, { type: 'null' }] }
  assert.deepEqual(rules(optional, { ...optional, default: null }), [
    'safe request-property-default-value-added',
    'safe response-property-default-value-added',
  ])
  assert.deepEqual(rules({ ...optional, default: null }, { ...optional, default: null, readOnly: true }), [
    'safe request-optional-property-became-read-only',
    'safe response-optional-property-became-read-only',
  ])
  assert.deepEqual(rules(text, { ...optional, default: null }), [
    'breaking response-property-became-nullable',
    'safe request-property-became-nullable',
    'safe request-property-default-value-added',
    'safe response-property-default-value-added',
  ])
  assert.deepEqual(rules(optional, { anyOf: [text, ref('Pet'), { type: 'null' }], default: null }), [
    'breaking response-property-any-of-added',
    'safe request-property-default-value-added',
    'safe request-property-any-of-added',
    'safe response-property-default-value-added',
  ])
})

// "The request body is now one schema where there were several to choose from": there were as many as before.
test('diff: what comes to stand beside a choice of several is told, and nothing of the choice', () => {
  const [cat, dog] = [kindOf('cat'), kindOf('dog')]
  const pet = (schema: Schema) => contractWith(schema, { Cat: cat, Dog: dog })
  for (const keyword of compositions) {
    const choice = { [keyword]: [ref('Cat'), ref('Dog')] }
    assertNoChange(pet(choice), pet({ ...choice, type: 'object' }))
    assert.deepEqual(told(changesOf(pet(choice), pet({ ...choice, default: { kind: 'cat' } }))), [
      'safe request-body-default-value-added: The request body is now `{"kind":"cat"}` when it is not given [POST /orders]',
      'safe response-body-default-value-added: The response `200` is now `{"kind":"cat"}` when it is not given [POST /orders]',
    ])
    const stem = keyword === 'oneOf' ? 'one-of' : 'any-of'
    assert.deepEqual(told(changesOf(pet(cat), pet({ ...choice, type: 'object' }))), [
      `breaking response-body-${stem}-added: The response \`200\` gained \`Dog\` among its \`${keyword}\`; \`{"kind":"dog"}\` may come and could not before [POST /orders]`,
      `safe request-body-${stem}-added: The request body gained \`Dog\` among its \`${keyword}\`; everything that was accepted still is [POST /orders]`,
    ])
  }
})
