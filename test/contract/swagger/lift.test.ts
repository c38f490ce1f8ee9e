import assert from 'node:assert/strict'
import test from 'node:test'
import { bundle } from '#contract/bundle.ts'
import { readContract } from '#contract/read.ts'
import { summarise } from '#contract/summarise.ts'
import { contractOf, sourceOf } from '../contract-source.ts'

const head = "swagger: '2.0'\ninfo: { title: Pets, version: 1.0.0 }\n"

/** What a contract of Swagger 2.0 means in OpenAPI 3.0, without what all of them have in common. */
function lifted(yaml: string, files: Readonly<Record<string, string>> = {}): unknown {
  const contract = contractOf({ 'swagger.yaml': head + yaml, ...files })
  const { openapi: _, info: __, ...rest } = JSON.parse(String(bundle(contract).content))
  return rest
}

test('swagger: host, basePath and schemes are servers, of an operation where it has schemes of its own', () => {
  assert.deepEqual(
    lifted(`host: api.acme.example
basePath: /v1
schemes: [https, http]
paths: { /pets: { get: { schemes: [wss], responses: {} } } }
`),
    {
      servers: [{ url: 'https://api.acme.example/v1' }, { url: 'http://api.acme.example/v1' }],
      paths: { '/pets': { get: { servers: [{ url: 'wss://api.acme.example/v1' }], responses: {} } } },
    },
  )
})

test('swagger: a parameter says what its value is in a schema, and how a list is written in style and explode', () => {
  const list = (place: string, format: string) =>
    `{ name: a, in: ${place}, type: array, items: { type: string, collectionFormat: ssv }, collectionFormat: ${format} }`
  const parameters = (...written: string[]) =>
    (lifted(`paths: { /a: { parameters: [${written.join(', ')}] } }`) as Paths).paths['/a']?.parameters
  const schema = { type: 'array', items: { type: 'string' } }
  assert.deepEqual(
    parameters(
      list('query', 'csv'),
      list('query', 'multi'),
      list('query', 'pipes'),
      list('query', 'tsv'),
      list('header', 'csv'),
      '{ name: b, in: query, type: integer, format: int32, default: 1, allowEmptyValue: true, x-nullable: true }',
    ),
    [
      { name: 'a', in: 'query', style: 'form', explode: false, schema },
      { name: 'a', in: 'query', style: 'form', explode: true, schema },
      { name: 'a', in: 'query', style: 'pipeDelimited', explode: false, schema },
      { name: 'a', in: 'query', 'x-collectionFormat': 'tsv', schema },
      { name: 'a', in: 'header', style: 'simple', explode: false, schema },
      {
        name: 'b',
        in: 'query',
        allowEmptyValue: true,
        schema: { type: 'integer', format: 'int32', default: 1, nullable: true },
      },
    ],
  )
})

interface Paths {
  readonly paths: Readonly<Record<string, { readonly parameters?: unknown }>>
}

test('swagger: fields of a form are one request body, in parts where there is a file', () => {
  assert.deepEqual(
    lifted(`paths:
  /photos:
    post:
      parameters:
        - { name: photo, in: formData, type: file, required: true, description: a picture }
        - { name: tags, in: formData, type: array, items: { type: string }, collectionFormat: multi }
      produces: [image/png]
      responses: { '200': { description: ok, schema: { type: file } } }
`),
    {
      paths: {
        '/photos': {
          post: {
            requestBody: {
              required: true,
              content: {
                'multipart/form-data': {
                  schema: {
                    type: 'object',
                    required: ['photo'],
                    properties: {
                      photo: { type: 'string', format: 'binary', description: 'a picture' },
                      tags: { type: 'array', items: { type: 'string' } },
                    },
                  },
                  encoding: { tags: { style: 'form', explode: true } },
                },
              },
            },
            responses: {
              '200': {
                description: 'ok',
                content: { 'image/png': { schema: { type: 'string', format: 'binary' } } },
              },
            },
          },
        },
      },
    },
  )
})

const shared = `
consumes: [application/json]
produces: [application/json]
paths:
  /pets:
    post:
      parameters: [{ $ref: '#/parameters/NewPet' }]
      responses: { '201': { $ref: '#/responses/Made' } }
    patch:
      consumes: [application/merge-patch+json]
      produces: [application/xml]
      parameters: [{ $ref: '#/parameters/NewPet' }]
      responses: { '200': { $ref: '#/responses/Made' } }
parameters:
  NewPet: { name: pet, in: body, required: true, schema: { $ref: '#/definitions/Pet' } }
responses:
  Made: { description: made, schema: { $ref: '#/definitions/Pet' }, examples: { application/json: { kind: cat } } }
definitions:
  Pet: { type: object, discriminator: kind, properties: { kind: { type: string, x-nullable: true } } }
`

test('swagger: what is shared stays shared, but for an operation with media types of its own', () => {
  const schema = { $ref: '#/components/schemas/Pet' }
  assert.deepEqual(lifted(shared), {
    paths: {
      '/pets': {
        post: {
          requestBody: { $ref: '#/components/requestBodies/NewPet' },
          responses: { '201': { $ref: '#/components/responses/Made' } },
        },
        patch: {
          requestBody: { required: true, content: { 'application/merge-patch+json': { schema } } },
          responses: { '200': { description: 'made', content: { 'application/xml': { schema } } } },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: 'object',
          discriminator: { propertyName: 'kind' },
          properties: { kind: { type: 'string', nullable: true } },
        },
      },
      responses: {
        Made: { description: 'made', content: { 'application/json': { schema, example: { kind: 'cat' } } } },
      },
      requestBodies: { NewPet: { required: true, content: { 'application/json': { schema } } } },
    },
  })
})

test('swagger: parts of other files are lifted where they stand', () => {
  assert.deepEqual(
    lifted(`paths: { /pets: { $ref: paths.yaml#/pets } }\ndefinitions: { Pet: { $ref: pet.yaml } }\n`, {
      'paths.yaml':
        "pets: { get: { parameters: [{ $ref: '#/limit' }], responses: { '200': { description: ok, schema: { $ref: 'swagger.yaml#/definitions/Pet' } } } } }\nlimit: { name: limit, in: query, type: integer }\n",
      'pet.yaml': 'type: object\nproperties: { born: { type: string, x-nullable: true } }\n',
    }),
    {
      paths: {
        '/pets': {
          get: {
            parameters: [{ $ref: '#/components/parameters/limit' }],
            responses: {
              '200': {
                description: 'ok',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
              },
            },
          },
        },
      },
      components: {
        schemas: { Pet: { type: 'object', properties: { born: { type: 'string', nullable: true } } } },
        parameters: { limit: { name: 'limit', in: 'query', schema: { type: 'integer' } } },
      },
    },
  )
})

test('swagger: who is let in is said in the words of OpenAPI 3.0', () => {
  assert.deepEqual(
    lifted(`securityDefinitions:
  plain: { type: basic }
  key: { type: apiKey, in: header, name: X-Key }
  login: { type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example', tokenUrl: 'https://t.example', scopes: { read: all } }
paths: {}
`),
    {
      paths: {},
      components: {
        securitySchemes: {
          plain: { type: 'http', scheme: 'basic' },
          key: { type: 'apiKey', in: 'header', name: 'X-Key' },
          login: {
            type: 'oauth2',
            flows: {
              authorizationCode: {
                authorizationUrl: 'https://a.example',
                tokenUrl: 'https://t.example',
                scopes: { read: 'all' },
              },
            },
          },
        },
      },
    },
  )
})

test('swagger: a lifted part stands where it was written', () => {
  const file = contractOf({ 'swagger.yaml': head + shared }).files.get('swagger.yaml')
  const places = [
    '/paths/~1pets/patch/requestBody/content/application~1merge-patch+json',
    '/paths/~1pets/patch/requestBody/content/application~1merge-patch+json/schema',
    '/paths/~1pets/patch/responses/200/content/application~1xml/schema',
    '/components/responses/Made/content/application~1json/example/kind',
    '/components/schemas/Pet/properties/kind/nullable',
  ]
  assert.deepEqual(
    places.map((pointer) => file?.place(pointer)).map((place) => `${place?.line}:${place?.column}`),
    ['12:18', '17:50', '19:30', '19:101', '21:81'],
  )
})

test('swagger: a reference that leads nowhere is told in the words it was written in', () => {
  const { contract, findings } = readContract(
    sourceOf({ 'swagger.yaml': `${head}paths: {}\ndefinitions:\n  Pet: {}\n  Cat: { $ref: '#/definitions/Pat' }\n` }),
  )
  assert.equal(contract, null)
  assert.deepEqual(
    findings.map(({ message, help, place }) => [message, help, place?.line]),
    [['`#/definitions/Pat` leads nowhere in `swagger.yaml`', 'Did you mean `#/definitions/Pet`?', 6]],
  )
})

test('swagger: names like those of every object are names like any other, and odd shapes are not there', () => {
  const odd = `paths:
  /a: { parameters: 3, get: { parameters: [null, { $ref: '#/parameters/constructor' }], responses: [] } }
  /b: nonsense
parameters: { constructor: { name: toString, in: query, type: string } }
definitions: { __proto__: { type: object, properties: [] } }
securityDefinitions: { a: 3, b: { type: oauth2, flow: toString } }
responses: []
`
  const { operations } = summarise(contractOf({ 'swagger.yaml': head + odd }))
  assert.deepEqual(
    operations.map(({ method, path }) => `${method} ${path}`),
    ['GET /a'],
  )
  assert.ok(Object.hasOwn((lifted(odd) as { components: { schemas: object } }).components.schemas, '__proto__'))
})

test('swagger: a contract whose schemas would be repeated without end is refused', () => {
  const types = Array.from({ length: 2_000 }, (_, n) => `a/${n}`)
  const properties = Object.fromEntries(types.map((name) => [name, {}]))
  const swagger = {
    swagger: '2.0',
    info: { title: 'Pets', version: '1.0.0' },
    produces: types,
    paths: { '/a': { get: { responses: { '200': { description: 'ok', schema: { properties } } } } } },
  }
  const { contract, findings } = readContract(sourceOf({ 'swagger.json': JSON.stringify(swagger) }))
  assert.equal(contract, null)
  assert.deepEqual(
    findings.map(({ message }) => message),
    ['The contract repeats its schemas more often than can be read'],
  )
})
