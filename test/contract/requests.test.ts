import assert from 'node:assert/strict'
import test from 'node:test'
import { answersOf, requestsOf } from '#contract/requests.ts'
import { contractOf } from './contract-source.ts'

const requests = (version: string, rest: string, files: Record<string, string> = {}) =>
  requestsOf(
    contractOf({ 'a/o.yaml': `openapi: ${version}\ninfo: { title: Pets, version: 1.0.0 }\n${rest}`, ...files }),
  )

test('an operation’s parameters and body, with the schemas they reach under their own names', () => {
  const { definitions, operations } = requests(
    '3.0.3',
    `paths:
  /pets/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
      - { name: tags, in: query, schema: { type: array, items: { type: string } } }
    post:
      parameters:
        - { name: tags, in: query, explode: false, required: true, schema: { type: array, items: { type: number } } }
        - { name: X-Trace, in: header, schema: { $ref: '#/components/schemas/Id' } }
        - { name: Authorization, in: header, schema: { type: string } }
        - { name: filter, in: query, content: { application/json: { schema: { type: object } } } }
        - { name: deep, in: query, style: deepObject, schema: { type: object } }
      requestBody:
        required: true
        content:
          Application/JSON; charset=utf-8: { schema: { $ref: '#/components/schemas/Pet' } }
          text/csv: { schema: { type: string } }
      responses: { '200': { description: ok } }
components:
  schemas:
    Id: { type: string }
    Pet: { $ref: ../shared/pet.yaml }
    Unused: { type: string }
`,
    { 'shared/pet.yaml': "type: object\nproperties: { friend: { $ref: '#' } }\n" },
  )
  const tags = { in: 'query', name: 'tags', required: true, as: { separator: ',' }, types: ['number'] }
  assert.deepEqual(operations, {
    'POST /pets/{id}': {
      parameters: [
        { in: 'path', name: 'id', required: true, as: 'text', types: ['integer'], schema: 'POST /pets/{id} path id' },
        { ...tags, schema: 'POST /pets/{id} query tags' },
        {
          in: 'header',
          name: 'x-trace',
          required: false,
          as: 'text',
          types: ['string'],
          schema: 'POST /pets/{id} header x-trace',
        },
        { in: 'query', name: 'filter', required: false, as: 'json', types: [], schema: 'POST /pets/{id} query filter' },
        { in: 'query', name: 'deep', required: false, as: 'opaque', types: [], schema: 'POST /pets/{id} query deep' },
      ],
      body: {
        required: true,
        content: { 'application/json': 'POST /pets/{id} application/json', 'text/csv': null },
      },
    },
  })
  assert.deepEqual(definitions['POST /pets/{id} application/json'], { $ref: '#/$defs/Pet' })
  assert.deepEqual(definitions['Pet'], { type: 'object', properties: { friend: { $ref: '#/$defs/Pet' } } })
  assert.equal('Unused' in definitions, false)
})

test('what 3.0 says in its own words is said in those of JSON Schema', () => {
  const { definitions } = requests(
    '3.0.3',
    `paths:
  /pets:
    put:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              title: Pet
              required: [id, name, example]
              properties:
                id: { type: string, readOnly: true }
                name: { type: string, nullable: true, enum: [a, b], description: words, x-more: 1 }
                age: { minimum: 0, exclusiveMinimum: true, maximum: 99, exclusiveMaximum: false }
                example: { example: 1, not: { nullable: true, type: string } }
                other: { $ref: '#/components/schemas/Id', maxLength: 3 }
      responses: { '200': { description: ok } }
components: { schemas: { Id: { type: string } } }
`,
  )
  assert.deepEqual(definitions['PUT /pets application/json'], {
    type: 'object',
    required: ['name', 'example'],
    properties: {
      id: { type: 'string' },
      name: { type: ['string', 'null'], enum: ['a', 'b', null] },
      age: { exclusiveMinimum: 0, maximum: 99 },
      example: { not: { type: ['string', 'null'] } },
      other: { $ref: '#/$defs/Id' },
    },
  })
})

test('since 3.1 what stands beside a reference counts, and parts anywhere may be referred to', () => {
  const { definitions } = requests(
    '3.1.0',
    `paths:
  /pets:
    post:
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Pet/properties/a~1b', maxLength: 3 } }
      responses: { '200': { description: ok } }
components: { schemas: { Pet: { properties: { a/b: { type: [string, 'null'] } } } } }
`,
  )
  assert.deepEqual(definitions, {
    'POST /pets application/json': { $ref: '#/$defs/~1components~1schemas~1Pet~1properties~1a~01b', maxLength: 3 },
    '/components/schemas/Pet/properties/a~1b': { type: ['string', 'null'] },
  })
})

test('answers by status, with what is read-only required in them and what is write-only not', () => {
  const contract = contractOf({
    'a/o.yaml': `openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      responses:
        200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
        4xx: { $ref: '#/components/responses/Wrong' }
        default: { description: else, content: { text/plain: {} } }
components:
  responses: { Wrong: { description: wrong } }
  schemas:
    Pet:
      type: object
      required: [id, secret]
      properties: { id: { type: integer, readOnly: true }, secret: { type: string, writeOnly: true } }
`,
  })
  assert.deepEqual(answersOf(contract), {
    definitions: {
      'GET /pets 200 application/json': { $ref: '#/$defs/Pet' },
      Pet: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, secret: { type: 'string' } } },
    },
    operations: {
      'GET /pets': {
        200: { 'application/json': 'GET /pets 200 application/json' },
        '4XX': {},
        default: { 'text/plain': null },
      },
    },
  })
})
