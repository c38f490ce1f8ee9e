import assert from 'node:assert/strict'
import test from 'node:test'
import type { Json, JsonObject } from '#contract/contract.ts'
import { lowerTo30, type Unions } from '#sdk/lower.ts'

const documentOf = (schemas: JsonObject): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'x', version: '1.0.0' },
  components: { schemas },
})
const schemasOf = (document: JsonObject) => (document['components'] as JsonObject)['schemas'] as JsonObject
const lowered = (schema: Json, unions: Unions = 'as-written') =>
  schemasOf(lowerTo30(documentOf({ S: schema }), unions))['S']

const ref = { $ref: '#/components/schemas/Other' }
const cases: Readonly<Record<string, readonly [written: Json, lowered: Json]>> = {
  'a type or null is nullable': [{ type: ['string', 'null'] }, { type: 'string', nullable: true }],
  'null in an enum is nullable': [
    { type: ['string', 'null'], enum: ['a', null] },
    { type: 'string', nullable: true, enum: ['a'] },
  ],
  'a schema or null is nullable': [
    { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }], description: 'd' },
    { type: 'string', maxLength: 3, nullable: true, description: 'd' },
  ],
  'a reference or null is nullable beside an allOf, where 3.0 looks': [
    { oneOf: [ref, { type: 'null' }] },
    { nullable: true, allOf: [ref] },
  ],
  'one of several or null keeps the several': [
    { anyOf: [ref, { type: 'integer' }, { const: null }] },
    { nullable: true, anyOf: [ref, { type: 'integer' }] },
  ],
  'several types become branches with their own keywords': [
    { type: ['string', 'array', 'null'], maxLength: 5, items: { type: ['integer', 'null'] }, title: 't' },
    {
      title: 't',
      nullable: true,
      anyOf: [
        { type: 'string', maxLength: 5 },
        { type: 'array', items: { type: 'integer', nullable: true } },
      ],
    },
  ],
  'an enum of several types is split among them': [
    { type: ['string', 'integer'], enum: ['auto', 1, 2] },
    {
      anyOf: [
        { type: 'string', enum: ['auto'] },
        { type: 'integer', enum: [1, 2] },
      ],
    },
  ],
  'a constant is an enum of one and tells its type, zero and false too': [
    { allOf: [{ const: 'a' }, { const: 0 }, { const: false }, { const: 1.5, type: 'number' }] },
    {
      allOf: [
        { type: 'string', enum: ['a'] },
        { type: 'integer', enum: [0] },
        { type: 'boolean', enum: [false] },
        { type: 'number', enum: [1.5] },
      ],
    },
  ],
  'explained constants are an enum': [
    { oneOf: [{ const: 'a', description: 'first' }, { const: 'b' }, { const: null }] },
    { nullable: true, type: 'string', enum: ['a', 'b'] },
  ],
  'exclusive bounds are flags, and of two bounds the stricter holds': [
    { type: 'number', exclusiveMinimum: 0, minimum: -1, exclusiveMaximum: 10, maximum: 9 },
    { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9 },
  ],
  'the first example is the example': [
    { type: 'string', examples: ['a', 'b'] },
    { type: 'string', example: 'a' },
  ],
  'base64 and files have their formats': [
    {
      type: 'object',
      properties: {
        a: { type: 'string', contentEncoding: 'base64' },
        b: { type: 'string', contentMediaType: 'application/octet-stream' },
        c: { type: 'string', contentMediaType: 'application/json' },
      },
    },
    {
      type: 'object',
      properties: {
        a: { type: 'string', format: 'byte' },
        b: { type: 'string', format: 'binary' },
        c: { type: 'string' },
      },
    },
  ],
  'a closed tuple is a list of any of its items, an open one of anything': [
    {
      allOf: [
        { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
        { type: 'array', prefixItems: [{ type: 'string' }] },
        { type: 'array' },
      ],
    },
    {
      allOf: [
        { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] }, maxItems: 2 },
        { type: 'array', items: {} },
        { type: 'array', items: {} },
      ],
    },
  ],
  'properties by pattern are additional ones where all others are forbidden': [
    { type: 'object', patternProperties: { '^x': { type: ['string', 'null'] } }, additionalProperties: false },
    { type: 'object', additionalProperties: { type: 'string', nullable: true } },
  ],
  'anything and nothing are schemas': [
    { type: 'object', properties: { any: true, never: false }, additionalProperties: false },
    { type: 'object', properties: { any: {}, never: { not: {} } }, additionalProperties: false },
  ],
  'texts beside a reference go, keywords stay': [
    { type: 'object', properties: { a: { ...ref, description: 'd' }, b: { ...ref, readOnly: true } } },
    { type: 'object', properties: { a: ref, b: { allOf: [ref], readOnly: true } } },
  ],
  'what 3.0 cannot say is dropped': [
    { $id: 'a', $comment: 'c', type: 'object', if: { required: ['a'] }, else: false, unevaluatedProperties: false },
    { type: 'object' },
  ],
  'properties named like keywords stay properties': [
    {
      type: 'object',
      properties: { const: { type: 'string' }, $id: { const: 1 }, examples: { type: ['integer', 'null'] }, type: true },
    },
    {
      type: 'object',
      properties: {
        const: { type: 'string' },
        $id: { type: 'integer', enum: [1] },
        examples: { type: 'integer', nullable: true },
        type: {},
      },
    },
  ],
  'data is left alone': [
    { type: 'object', default: { const: 1, type: ['a', 'b'] }, example: { $ref: 'x' } },
    { type: 'object', default: { const: 1, type: ['a', 'b'] }, example: { $ref: 'x' } },
  ],
}

for (const [name, [written, expected]] of Object.entries(cases)) {
  test(`OpenAPI 3.1 in the words of 3.0: ${name}`, () => {
    assert.deepEqual(lowered(written), expected)
  })
}

test('unions are written as oneOf for generators that know only that', () => {
  assert.deepEqual(lowered({ type: ['string', 'integer'] }, 'oneOf'), {
    oneOf: [{ type: 'string' }, { type: 'integer' }],
  })
})

test('a property called __proto__ is a property', () => {
  const schema = JSON.parse('{ "properties": { "__proto__": { "type": ["string", "null"] } } }')
  assert.equal(JSON.stringify(lowered(schema)), '{"properties":{"__proto__":{"nullable":true,"type":"string"}}}')
})

test('a schema that stands where 3.0 cannot point to gets a name, once, and recursion ends', () => {
  const tree: JsonObject = {
    type: 'object',
    properties: {
      left: { $ref: '#/components/schemas/Tree/$defs/Node' },
      right: { $ref: '#/components/schemas/Tree/$defs/Node' },
    },
    $defs: {
      Node: { type: ['object', 'null'], properties: { next: { $ref: '#/components/schemas/Tree/$defs/Node' } } },
    },
  }
  const node = { $ref: '#/components/schemas/Node2' }
  assert.deepEqual(schemasOf(lowerTo30(documentOf({ Tree: tree, Node: { type: 'string' } }), 'as-written')), {
    Tree: { type: 'object', properties: { left: node, right: node } },
    Node: { type: 'string' },
    Node2: { type: 'object', nullable: true, properties: { next: node } },
  })
})

test('around the schemas: shared path items are put in place, webhooks go, a file body is binary', () => {
  const schema = { const: 'a' }
  const document: JsonObject = {
    openapi: '3.1.0',
    info: { title: 'x', version: '1.0.0' },
    webhooks: { gone: {} },
    paths: { '/a': { $ref: '#/components/pathItems/A' } },
    components: {
      pathItems: {
        A: {
          get: {
            parameters: [{ name: 'schema', in: 'query', schema, example: { const: 1 } }],
            responses: {
              200: {
                description: '',
                headers: { content: { schema } },
                content: { 'application/pdf': {}, 'application/json': { schema } },
              },
              404: { $ref: '#/components/responses/Gone', description: 'Gone.' },
            },
          },
        },
      },
    },
  }
  const constant = { enum: ['a'], type: 'string' }
  assert.deepEqual(lowerTo30(document, 'as-written'), {
    openapi: '3.0.3',
    info: { title: 'x', version: '1.0.0' },
    paths: {
      '/a': {
        get: {
          parameters: [{ name: 'schema', in: 'query', schema: constant, example: { const: 1 } }],
          responses: {
            200: {
              description: '',
              headers: { content: { schema: constant } },
              content: {
                'application/pdf': { schema: { type: 'string', format: 'binary' } },
                'application/json': { schema: constant },
              },
            },
            404: { $ref: '#/components/responses/Gone' },
          },
        },
      },
    },
    components: {},
  })
})
