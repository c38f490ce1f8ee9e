import assert from 'node:assert/strict'
import test from 'node:test'
import { diff } from '#diff/diff.ts'
import { changesOf, contractOf, options, told } from './contracts.ts'

const swagger = (pet: string, limit: string) => `swagger: '2.0'
info: { title: Pets, version: 1.0.0 }
host: api.acme.example
basePath: /v1
schemes: [https]
produces: [application/json, application/xml]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - { name: id, in: path, required: true, type: string }
        - { name: tags, in: query, type: array, items: { type: string }, collectionFormat: pipes }
        - ${limit}
      responses:
        '200': { description: ok, headers: { X-Total: { type: integer } }, schema: { $ref: '#/definitions/Pet' } }
        default: { $ref: '#/responses/Problem' }
    put:
      consumes: [application/json]
      parameters:
        - { name: id, in: path, required: true, type: string }
        - { name: pet, in: body, required: true, schema: { $ref: '#/definitions/Pet' } }
      responses: { '204': { description: done } }
  /photos:
    post:
      consumes: [multipart/form-data]
      parameters:
        - { name: photo, in: formData, type: file, required: true }
        - { name: tags, in: formData, type: array, items: { type: string }, collectionFormat: multi }
      responses: { '204': { description: done } }
responses:
  Problem: { description: no, schema: { type: object, properties: { title: { type: string, x-nullable: true } } } }
definitions:
  Pet:
    ${pet}
securityDefinitions:
  login: { type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example', tokenUrl: 'https://t.example', scopes: { read: all } }
  plain: { type: basic }
security: [{ plain: [] }]
`

const openapi = (pet: string) => `openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
servers: [{ url: 'https://api.acme.example/v1' }]
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getPet
      parameters:
        - { name: tags, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string } } }
        - { name: limit, in: query, schema: { type: integer, maximum: 100 } }
      responses:
        '200':
          description: ok
          headers: { X-Total: { schema: { type: integer } } }
          content:
            application/json: { schema: { $ref: '#/components/schemas/Pet' } }
            application/xml: { schema: { $ref: '#/components/schemas/Pet' } }
        default: { $ref: '#/components/responses/Problem' }
    put:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '204': { description: done } }
  /photos:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, required: [photo], properties: { photo: { type: string, format: binary }, tags: { type: array, items: { type: string } } } }
      responses: { '204': { description: done } }
components:
  responses:
    Problem:
      description: no
      content:
        application/json: { schema: { $ref: '#/components/schemas/Problem' } }
        application/xml: { schema: { $ref: '#/components/schemas/Problem' } }
  schemas:
    Problem: { type: object, properties: { title: { type: string, nullable: true } } }
    Pet:
      ${pet}
  securitySchemes:
    login: { type: oauth2, flows: { authorizationCode: { authorizationUrl: 'https://a.example', tokenUrl: 'https://t.example', scopes: { read: all } } } }
    plain: { type: http, scheme: basic }
security: [{ plain: [] }]
`

const limit = '{ name: limit, in: query, type: integer, maximum: 100 }'
const pet = '{ type: object, properties: { name: { type: string }, age: { type: integer } } }'
const nameless = '{ type: object, properties: { age: { type: integer } } }'

test('diff: Swagger 2.0 written again in OpenAPI 3.0 is no change, either way', () => {
  assert.deepEqual(told(changesOf(swagger(pet, limit), openapi(pet))), [])
  assert.deepEqual(told(changesOf(openapi(pet), swagger(pet, limit))), [])
})

test('diff: what changed on the way from Swagger 2.0 to OpenAPI 3.0 is told, and keeps its fingerprint', () => {
  const [moved] = changesOf(swagger(pet, limit), openapi(nameless))
  const [stayed] = changesOf(openapi(pet), openapi(nameless))
  assert.equal(moved?.message, '`name` of the response `200` as `application/json` was removed')
  assert.equal(moved?.fingerprint, stayed?.fingerprint)
})

test('diff: changes of a Swagger 2.0 contract stand on the lines of its file, each once', () => {
  const required = '{ name: limit, in: query, type: integer, maximum: 50, required: true }'
  const base = contractOf(swagger(pet, limit))
  const revision = contractOf(
    swagger(pet, required).replace('x-nullable: true', 'maxLength: 9').replace(', application/xml]', ']'),
  )
  assert.deepEqual(
    diff(base, revision, options).changes.map(
      ({ rule, affects, base, revision }) =>
        `${rule} ${base?.line}:${base?.column} ${revision?.line}:${revision?.column} ${affects.length}`,
    ),
    [
      'request-parameter-became-required 14:11 14:65 1',
      'response-media-type-removed 6:30 undefined:undefined 1',
      'request-parameter-max-decreased 14:52 14:52 1',
      'response-property-became-not-nullable 32:92 32:69 1',
      'response-property-max-length-set 32:69 32:92 1',
    ],
  )
})
