import assert from 'node:assert/strict'
import test from 'node:test'
import { changesOf, told } from './contracts.ts'

const parameter = (written: string) =>
  `paths: { /pets: { get: { parameters: [{ name: ids, ${written} }], responses: { '200': { description: ok } } } } }`
const list = 'schema: { type: array, items: { type: string } }'

const sameSerialization: readonly (readonly [string, string])[] = [
  [`in: query, ${list}`, `in: query, style: form, explode: true, ${list}`],
  ['in: query, schema: { type: string }', 'in: query, explode: false, schema: { type: string }'],
  [`in: header, ${list}`, `in: header, style: simple, explode: false, ${list}`],
  [`in: cookie, ${list}`, `in: cookie, style: form, ${list}`],
  ['in: query, schema: { type: string }', 'in: query, allowReserved: false, schema: { type: string }'],
]
for (const [was, is] of sameSerialization)
  test(`diff: \`${was}\` is written as \`${is}\` is`, () => {
    assert.deepEqual(told(changesOf(parameter(was), parameter(is))), [])
  })

test('diff: how a parameter is written is part of the promise', () => {
  const changes = (was: string, is: string) => told(changesOf(parameter(was), parameter(is)))
  assert.deepEqual(changes(`in: query, ${list}`, `in: query, explode: false, ${list}`), [
    'breaking request-parameter-serialization-changed: The query parameter `ids` is written otherwise: `form`; it was `form, explode` [GET /pets]',
  ])
  assert.deepEqual(changes(`in: query, ${list}`, `in: query, content: { application/json: { ${list} } }`), [
    'breaking request-parameter-serialization-changed: The query parameter `ids` is written otherwise: `application/json`; it was `form, explode` [GET /pets]',
  ])
  const reserved = (allowed: boolean) => `in: query, allowReserved: ${allowed}, allowEmptyValue: ${allowed}, ${list}`
  assert.deepEqual(changes(reserved(true), reserved(false)), [
    'breaking request-parameter-reserved-forbidden: The query parameter `ids` may no longer hold reserved characters as they are [GET /pets]',
    'breaking request-parameter-empty-value-forbidden: The query parameter `ids` may no longer be sent without a value [GET /pets]',
  ])
  assert.deepEqual(changes(reserved(false), reserved(true)), [
    'safe request-parameter-reserved-allowed: The query parameter `ids` may hold reserved characters as they are [GET /pets]',
    'safe request-parameter-empty-value-allowed: The query parameter `ids` may be sent without a value [GET /pets]',
  ])
})

const answers = (responses: string) => `paths: { /pets: { get: { responses: { ${responses} } } } }`
const json = (type: string) => `{ description: ok, content: { application/json: { schema: { type: ${type} } } } }`

test('diff: a range that is divided gives no more than it did, and its parts are held to what it promised', () => {
  assert.deepEqual(
    told(
      changesOf(answers(`'2XX': ${json('string')}`), answers(`'201': ${json('string')}, '202': ${json('integer')}`)),
    ),
    [
      'breaking response-body-type-changed: The type of the response `202` changed from `string` to `integer` [GET /pets]',
      'safe response-success-status-range-narrowed: The response `2XX` is only `201, 202` now [GET /pets]',
    ],
  )
})

test('diff: an error described for the first time is held to what `default` said of it', () => {
  const success = `'200': ${json('string')}`
  assert.deepEqual(
    told(
      changesOf(
        answers(`${success}, default: ${json('object')}`),
        answers(`${success}, '201': ${json('string')}, '404': ${json('string')}, default: ${json('object')}`),
      ),
    ),
    [
      'breaking response-body-type-changed: The type of the response `404` changed from `object` to `string` [GET /pets]',
      'safe response-success-status-added: The response `201` is new [GET /pets]',
      'safe response-non-success-status-added: The response `404` is new [GET /pets]',
    ],
  )
})

test('diff: a header is written as its style and media type say', () => {
  const header = (more: string) => answers(`'200': { description: ok, headers: { X-Tags: { ${more} } } }`)
  const object = 'schema: { type: object }'
  assert.deepEqual(told(changesOf(header(object), header(`style: simple, explode: false, ${object}`))), [])
  assert.deepEqual(told(changesOf(header(object), header(`explode: true, ${object}`))), [
    'breaking response-header-serialization-changed: The header `X-Tags` of the response `200` is written otherwise: `simple, explode`; it was `simple` [GET /pets]',
  ])
})

test('diff: a link is where it leads and what it hands over, not how its target is named', () => {
  const linked = (link: string, id = 'getPet') => `
paths:
  /pets: { post: { responses: { '201': { description: made, links: { ${link} } } } } }
  '/pets/{id}': { get: { operationId: ${id}, responses: { '200': { description: ok } } } }
`
  const self = linked("self: { operationId: getPet, parameters: { id: '$response.body#/id' } }")
  assert.deepEqual(
    told(
      changesOf(
        self,
        linked(
          "self: { operationRef: '#/paths/~1pets~1{id}/get', parameters: { id: '$response.body#/id' }, description: it }",
        ),
      ),
    ),
    [],
  )
  assert.deepEqual(
    told(changesOf(self, linked("self: { operationId: getPet, parameters: { id: '$request.query.id' } }"))),
    [
      'dangerous response-link-changed: The link `self` of the response `201` leads elsewhere: `GET /pets/{} with {"id":"$request.query.id"}`; it was `GET /pets/{} with {"id":"$response.body#/id"}` [POST /pets]',
    ],
  )
  assert.deepEqual(told(changesOf(self, linked('other: { operationId: getPet }'))), [
    'dangerous response-link-removed: The response `201` no longer has the link `self` [POST /pets]',
    'safe response-link-added: The response `201` has the new link `other` [POST /pets]',
  ])
})

test('diff: fields of a form travel as their encodings say', () => {
  const form = (encoding: string, type = 'multipart/form-data') => `
paths: { /photos: { post: { requestBody: { content: { ${type}: {
  schema: { type: object, properties: { photo: { type: string, format: binary }, tags: { type: array, items: { type: string } } } },
  encoding: { ${encoding} } } } }, responses: { '200': { description: ok } } } } }
`
  const usual = 'photo: { contentType: application/octet-stream }, tags: { contentType: text/plain, style: form }'
  assert.deepEqual(told(changesOf(form(''), form(usual))), [])
  assert.deepEqual(
    told(
      changesOf(
        form('photo: { contentType: "image/png, image/jpeg" }'),
        form('photo: { contentType: "image/png, image/webp" }, tags: { explode: false }'),
      ),
    ),
    [
      'breaking request-body-encoding-content-type-removed: The field `photo` of the request body as `multipart/form-data` is no longer sent as `image/jpeg` [POST /photos]',
      'breaking request-body-encoding-changed: The field `tags` of the request body as `multipart/form-data` is written otherwise: `form`; it was `form, explode` [POST /photos]',
      'safe request-body-encoding-content-type-added: The field `photo` of the request body as `multipart/form-data` may be sent as `image/webp` [POST /photos]',
    ],
  )
  assert.deepEqual(
    told(changesOf(form('tags: { explode: false }', 'application/json'), form('', 'application/json'))),
    [],
  )
})

test('diff: parts of a form have headers, and parts without a name a place', () => {
  const form = (encoding: string) => `openapi: 3.2.0
info: { title: Photos, version: 1.0.0 }
paths: { /photos: { post: { requestBody: { content: { multipart/mixed: {
  schema: { type: array, prefixItems: [{ type: object }], items: { type: string } }, ${encoding} } } }, responses: {} } } }
`
  const [plain, changed] = [
    'prefixEncoding: [{ headers: { X-Id: { required: true, schema: { type: integer } } } }], itemEncoding: { contentType: image/png }',
    `prefixEncoding: [{ contentType: application/xml, headers: { X-Id: { schema: { type: boolean } }, X-Sum: { required: true, schema: { type: string } } } }],
     itemEncoding: { contentType: image/webp }`,
  ]
  assert.deepEqual(told(changesOf(form(plain), form(changed))), [
    'breaking request-body-encoding-content-type-removed: Part 1 of the request body as `multipart/mixed` is no longer sent as `application/json` [POST /photos]',
    'breaking new-required-request-part-header: The header `X-Sum` of part 1 of the request body as `multipart/mixed` is new [POST /photos]',
    'breaking request-body-encoding-content-type-removed: Each part of the request body as `multipart/mixed` is no longer sent as `image/png` [POST /photos]',
    'breaking request-property-type-changed: The type of the header `X-Id` of part 1 of the request body as `multipart/mixed` changed from `integer` to `boolean` [POST /photos]',
    'safe request-body-encoding-content-type-added: Part 1 of the request body as `multipart/mixed` may be sent as `application/xml` [POST /photos]',
    'safe request-part-header-became-optional: The header `X-Id` of part 1 of the request body as `multipart/mixed` became optional [POST /photos]',
    'safe request-body-encoding-content-type-added: Each part of the request body as `multipart/mixed` may be sent as `image/webp` [POST /photos]',
  ])
})

test('diff: a form within a form has encodings of its own', () => {
  const form = (type: string) => `openapi: 3.2.0
info: { title: Photos, version: 1.0.0 }
paths: { /photos: { post: { requestBody: { content: { multipart/form-data: {
  schema: { type: object, properties: { set: { type: object, properties: { photo: { type: string } } } } },
  encoding: { set: { contentType: multipart/mixed, encoding: { photo: { contentType: ${type} } } } } } } }, responses: {} } } }
`
  assert.deepEqual(told(changesOf(form('image/png'), form('"image/png, image/webp"'))), [
    'safe request-body-encoding-content-type-added: The field `photo` of the field `set` of the request body as `multipart/form-data` may be sent as `image/webp` [POST /photos]',
  ])
})

const stream = (version: string, media: string, more = '') => `openapi: ${version}
info: { title: Pets, version: 1.0.0 }
paths: { /events: { get: { responses: { '200': { description: ok, content: { application/jsonl: ${media} } } } } } }
${more}
`
const items = (type: string) => `{ itemSchema: { type: object, properties: { id: { type: ${type} } } } }`

test('diff: a stream is compared item by item, however it is described', () => {
  assert.deepEqual(told(changesOf(stream('3.2.0', items('string')), stream('3.2.0', items('integer')))), [
    'breaking response-property-type-changed: The type of `id` of each item of the response `200` changed from `string` to `integer` [GET /events]',
  ])
  const asList = '{ schema: { type: array, items: { type: object, properties: { id: { type: string } } } } }'
  assert.deepEqual(told(changesOf(stream('3.1.0', asList), stream('3.2.0', items('string')))), [])
  const named = stream(
    '3.2.0',
    "{ $ref: '#/components/mediaTypes/Events' }",
    `components: { mediaTypes: { Events: ${items('string')} } }`,
  )
  assert.deepEqual(told(changesOf(stream('3.2.0', items('string')), named)), [])
})

test('diff: a contract that goes from OpenAPI 3.1 to 3.2 and uses its new words for what it was is unchanged', () => {
  const said = (
    version: string,
    extra: { top: string; tag: string; response: string; example: string },
  ) => `openapi: ${version}
${extra.top}
info: { title: Pets, version: 1.0.0 }
servers: [{ url: https://api.acme.example${version === '3.2.0' ? ', name: prod' : ''} }]
tags: [{ name: animals }, { name: pets${extra.tag} }]
paths:
  /pets:
    get:
      tags: [pets]
      responses:
        '200':
          ${extra.response}
          content: { application/json: { schema: { type: string }, examples: { cat: ${extra.example} } } }
`
  assert.deepEqual(
    told(
      changesOf(
        said('3.1.1', { top: '', tag: '', response: 'description: ok', example: '{ value: cat }' }),
        said('3.2.0', {
          top: '$self: https://acme.example/pets.yaml',
          tag: ', parent: animals, kind: nav',
          response: 'summary: ok',
          example: '{ dataValue: cat, serializedValue: "\\"cat\\"" }',
        }),
      ),
    ),
    [],
  )
})

test('diff: the whole query string as one value is a parameter of its own kind', () => {
  const query = (type: string) =>
    `openapi: 3.2.0\ninfo: { title: P, version: 1.0.0 }\npaths: { /pets: { get: { parameters: [{ name: q, in: querystring, content: { application/json: { schema: { type: ${type} } } } }], responses: {} } } }`
  assert.deepEqual(told(changesOf(query('object'), query('array'))), [
    'breaking request-parameter-type-changed: The type of the querystring parameter `q` changed from `object` to `array` [GET /pets]',
  ])
})

test('diff: what consumers may answer to a webhook is held to ranges, and what else changed is named', () => {
  const hook = (answers: string, more = '') => `
webhooks:
  sold: { post: { ${more} responses: { ${answers} } } }
`
  const ok = (status: string) => `'${status}': { description: ok }`
  assert.deepEqual(told(changesOf(hook(ok('200')), hook(ok('2XX')))), [
    'safe webhook-response-added: The answer `2XX` to the webhook `sold` is understood, too []',
  ])
  assert.deepEqual(told(changesOf(hook(`${ok('200')}, ${ok('410')}`), hook(`${ok('200')}, ${ok('202')}`))), [
    'breaking webhook-response-removed: The answer `410` to the webhook `sold` is no longer described []',
    'safe webhook-response-added: The answer `202` to the webhook `sold` is understood, too []',
  ])
  const signed = 'parameters: [{ name: X-Signature, in: header, schema: { type: string } }],'
  assert.deepEqual(told(changesOf(hook(ok('200')), hook(ok('200'), signed))), [
    'dangerous webhook-changed: The webhook `sold` changed: its parameters []',
  ])
})
