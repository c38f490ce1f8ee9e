import assert from 'node:assert/strict'
import test from 'node:test'
import { diff, expand } from '#diff/diff.ts'
import { changesOf, contractOf, options, told } from './contracts.ts'

const pets = (schema: string, more = '') => `
paths:
  /pets:
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '201': { description: made } }
  /pets/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
${more}
components:
  schemas:
    Pet: ${schema}
`

test('diff: a changed shared schema is one change per direction, with every operation it reaches', () => {
  const changes = changesOf(
    pets('{ type: object, required: [name], properties: { name: { type: string }, age: { type: integer } } }'),
    pets('{ type: object, required: [name], properties: { name: { type: string } } }'),
  )
  assert.deepEqual(told(changes), [
    'dangerous response-optional-property-removed: `age` of `Pet` in the response `200` was removed [GET /pets, GET /pets/{id}]',
    'dangerous request-property-removed: `age` of the request body was removed [POST /pets]',
  ])
})

test('diff: a change says where it stood, where it stands, and nothing of a side where it is not', () => {
  const [change] = changesOf(
    pets('{ type: object, properties: { name: { type: string }, age: { type: integer } } }'),
    pets('{ type: object, properties: { name: { type: string } } }'),
  )
  assert.deepEqual(change?.base, { file: 'openapi.yaml', line: 17, column: 64 })
  assert.equal(change?.revision, null)
})

test('diff: one per operation is what `expand` gives', () => {
  const compared = diff(
    contractOf(pets('{ type: object, properties: { name: { type: string } } }')),
    contractOf(pets('{ type: object }')),
    options,
  )
  assert.deepEqual(
    expand(compared).changes.map(({ rule, subject }) => [
      rule,
      subject.kind === 'operation' && `${subject.method} ${subject.path}`,
    ]),
    [
      ['response-optional-property-removed', 'GET /pets'],
      ['response-optional-property-removed', 'GET /pets/{id}'],
      ['request-property-removed', 'POST /pets'],
    ],
  )
})

test('diff: schemas that refer to themselves and to each other end', () => {
  const tree = (leaf: string) =>
    pets(`{ type: object, properties: { parent: { $ref: '#/components/schemas/Pet' }, owner: { $ref: '#/components/schemas/Owner' } } }
    Owner: { type: object, properties: { pets: { type: array, items: { $ref: '#/components/schemas/Pet' } }, leaf: { type: ${leaf} } } }`)
  assert.deepEqual(told(changesOf(tree('string'), tree('integer'))), [
    'breaking response-property-type-changed: The type of `leaf` of `Owner` in the response `200` changed from `string` to `integer` [GET /pets, GET /pets/{id}]',
    'breaking request-property-type-changed: The type of `leaf` of `Owner` in the request body changed from `string` to `integer` [POST /pets]',
  ])
})

test('diff: a schema that refers to itself ends where the other side says nothing', () => {
  const tree = "{ type: object, additionalProperties: { $ref: '#/components/schemas/Pet' } }"
  assert.deepEqual(
    changesOf(pets(tree), pets('{ type: object }')).map(({ rule }) => rule),
    ['response-property-type-changed', 'request-property-type-generalized'],
  )
})

test('diff: the number of pairs compared grows with the schemas, not with the ways through them', () => {
  // 40 schemas, each with two properties that lead to the next: 2^40 ways from the first to the last.
  const ladder = (leaf: string) =>
    pets(
      `{ $ref: '#/components/schemas/S0' }\n${Array.from({ length: 40 }, (_, n) => `    S${n}: { type: object, properties: { a: { $ref: '#/components/schemas/S${n + 1}' }, b: { $ref: '#/components/schemas/S${n + 1}' } } }`).join('\n')}\n    S40: { type: ${leaf} }`,
    )
  assert.deepEqual(
    changesOf(ladder('string'), ladder('integer')).map(({ rule, affects }) => [rule, affects.length]),
    [
      ['response-property-type-changed', 2],
      ['request-property-type-changed', 1],
    ],
  )
})

test('diff: a chain of references longer than the stack is deep is followed to its end', () => {
  const links = 5_000
  const chain = (leaf: string) =>
    pets(
      `{ $ref: '#/components/schemas/S0' }\n${Array.from({ length: links }, (_, n) => `    S${n}: { properties: { a: { $ref: '#/components/schemas/S${n + 1}' } } }`).join('\n')}\n    S${links}: { type: ${leaf} }`,
    )
  assert.equal(changesOf(chain('string'), chain('integer')).length, 2)
})

test('diff: a fingerprint survives reordering, another file and another name of a path parameter', () => {
  const before = pets('{ type: object, properties: { name: { type: string } } }')
  const [plain] = changesOf(before, pets('{ type: object }'))
  const moved = contractOf(
    `
paths:
  /pets/{petId}:
    get:
      parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'schemas.yaml#/Pet' } } } } }
  /pets:
    post:
      requestBody: { content: { application/json: { schema: { $ref: 'schemas.yaml#/Pet' } } } }
      responses: { '201': { description: made } }
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: 'schemas.yaml#/Pet' } } } } } } }
`,
    { 'schemas.yaml': 'Pet:\n  type: object\n  properties:\n    name: { type: string }\n' },
  )
  const again = diff(moved, contractOf(pets('{ type: object }')), options).changes
  assert.equal(again.find(({ rule }) => rule === plain?.rule)?.fingerprint, plain?.fingerprint)
})

test('diff: a fingerprint of what stands in a list survives another order', () => {
  const listed = (parameters: string, type: string) => `
paths:
  /pets/{id}:
    get:
      parameters:
        ${parameters.replaceAll('TYPE', type)}
      responses: { '200': { description: ok } }
`
  const first = '- { name: q, in: query, schema: { type: TYPE } }'
  const second = '- { name: id, in: path, required: true, schema: { type: string } }'
  const prints = (parameters: string) =>
    changesOf(listed(parameters, 'string'), listed(parameters, 'object')).map(({ fingerprint }) => fingerprint)
  const [one] = prints(`${first}\n        ${second}`)
  assert.ok(one)
  assert.deepEqual(prints(`${second}\n        ${first}`), [one])
})

test('diff: a renamed path parameter is no change, and the operation keeps the name it had', () => {
  const path = (name: string, type: string) => `
paths:
  /pets/{${name}}:
    get:
      parameters: [{ name: ${name}, in: path, required: true, schema: { type: ${type} } }]
      responses: { '200': { description: ok } }
`
  assert.deepEqual(changesOf(path('id', 'string'), path('petId', 'string')), [])
  assert.deepEqual(told(changesOf(path('id', 'string'), path('petId', 'integer'))), [
    'breaking request-parameter-type-changed: The type of the path parameter `id` changed from `string` to `integer` [GET /pets/{id}]',
  ])
})

test('diff: the bump is major for what breaks, minor for what is new, patch for the rest', () => {
  const operation = (more: string) => `paths: { /pets: { get: { ${more} responses: { '200': { description: ok } } } } }`
  const bumpOf = (base: string, revision: string) => diff(contractOf(base), contractOf(revision), options).bump
  const parameter = (required: boolean) =>
    `parameters: [{ name: q, in: query, required: ${required}, schema: { type: string } }],`
  assert.equal(bumpOf(operation(''), operation('')), 'none')
  assert.equal(bumpOf(operation('operationId: a,'), operation('operationId: b,')), 'patch')
  assert.equal(bumpOf(operation(''), operation(parameter(false))), 'minor')
  assert.equal(bumpOf(operation(''), operation(parameter(true))), 'major')
})

test('diff: names like those of every object are names like any other', () => {
  const hostile = (type: string) =>
    pets(
      `{ type: object, required: [constructor], properties: { __proto__: { type: ${type} }, constructor: { type: ${type} }, toString: { type: ${type} } } }`,
    )
  assert.deepEqual(
    changesOf(hostile('string'), hostile('integer')).map(({ rule, message }) => `${rule} ${message.split('`')[1]}`),
    [
      'response-property-type-changed __proto__',
      'response-property-type-changed constructor',
      'response-property-type-changed toString',
      'request-property-type-changed __proto__',
      'request-property-type-changed constructor',
      'request-property-type-changed toString',
    ],
  )
})

test('diff: what has the wrong shape is not there, and is not thrown over', () => {
  const odd = `
paths:
  /pets:
    parameters: nonsense
    get: { parameters: [null, 7, { name: 3, in: query }], requestBody: [], responses: [] }
    post: { responses: { '200': { description: ok, content: { application/json: { schema: { type: [1, null], enum: x, required: { a: b }, properties: [], allOf: 3, discriminator: 4, dependentRequired: [] } } } } } }
`
  assert.deepEqual(changesOf(odd, odd), [])
  assert.ok(changesOf(odd, pets('{ type: object }')).length > 0)
})

test('diff: what only wraps a schema is looked through', () => {
  const wrapped = (schema: string) =>
    pets(`{ type: object, properties: { owner: ${schema} } }
    Owner: { type: object, properties: { name: { type: string } } }`)
  const plain = wrapped("{ $ref: '#/components/schemas/Owner' }")
  assert.deepEqual(
    changesOf(plain, wrapped("{ description: who, allOf: [{ $ref: '#/components/schemas/Owner' }] }")),
    [],
  )
  assert.deepEqual(
    told(changesOf(plain, wrapped("{ oneOf: [{ $ref: '#/components/schemas/Owner' }, { type: 'null' }] }"))),
    [
      'breaking response-property-became-nullable: `owner` of `Pet` in the response `200` may now be null [GET /pets, GET /pets/{id}]',
      'safe request-property-became-nullable: `owner` of the request body may now be null [POST /pets]',
    ],
  )
})

test('diff: a choice is safe to offer in a request where the old schema is among it, and breaks where it is not', () => {
  const owner = (schema: string) =>
    pets(`{ type: object, properties: { owner: ${schema} } }
    Person: { type: object, properties: { name: { type: string } } }
    Shop: { type: object, properties: { address: { type: string } } }`)
  const rules = (base: string, revision: string) =>
    changesOf(base, revision).map(({ impact, rule }) => `${impact} ${rule}`)
  const person = owner("{ $ref: '#/components/schemas/Person' }")
  const either = "[{ $ref: '#/components/schemas/Person' }, { $ref: '#/components/schemas/Shop' }]"
  assert.deepEqual(rules(person, owner(`{ anyOf: ${either} }`)), [
    'safe response-property-any-of-added',
    'safe request-property-any-of-added',
  ])
  // Whoever is a person and might be a shop as well is neither to `oneOf`; a discriminator tells them apart.
  assert.deepEqual(rules(person, owner(`{ oneOf: ${either} }`)), [
    'breaking response-property-one-of-added',
    'breaking request-property-one-of-added',
  ])
  assert.deepEqual(rules(person, owner(`{ oneOf: ${either}, discriminator: { propertyName: kind } }`)), [
    'breaking response-property-one-of-added',
    'safe response-property-discriminator-added',
    'safe request-property-discriminator-added',
    'safe request-property-one-of-added',
  ])
  assert.deepEqual(rules(person, owner("{ oneOf: [{ type: string }, { $ref: '#/components/schemas/Shop' }] }")), [
    'breaking response-property-wrapped-in-one-of',
    'dangerous request-property-wrapped-in-one-of',
  ])
})

test('diff: what was left open and no longer is counts, as does what is required beside the schema that declares it', () => {
  const rules = (base: string, revision: string) =>
    changesOf(pets(base), pets(revision)).map(
      ({ impact, rule, message }) => `${impact} ${rule} ${message.split('`')[1]}`,
    )
  assert.deepEqual(rules('{ type: array }', '{ type: array, items: { type: string } }'), [
    'breaking request-property-type-changed items',
    'safe response-property-type-specialized items',
  ])
  assert.deepEqual(rules('{ type: object, additionalProperties: { type: string } }', '{ type: object }'), [
    'breaking response-property-type-changed additionalProperties',
    'safe request-property-type-generalized additionalProperties',
  ])
  const named = (required: string) =>
    `{ allOf: [{ $ref: '#/components/schemas/Named' }, { required: ${required} }] }\n    Named: { properties: { name: { type: string } } }`
  assert.deepEqual(rules(named('[]'), named('[name]')), [
    'breaking request-property-became-required name',
    'safe response-property-became-required name',
  ])
})

test('diff: a schema that is extended by `allOf` is still itself, and a choice where none was narrows', () => {
  const rules = (base: string, revision: string) =>
    changesOf(pets(base), pets(revision)).map(({ impact, rule }) => `${impact} ${rule}`)
  const more =
    '\n    Named: { type: object, properties: { name: { type: string } } }\n    Aged: { type: object, properties: { age: { type: integer } } }'
  assert.deepEqual(
    rules(
      `{ properties: { owner: { $ref: '#/components/schemas/Named' } } }${more}`,
      `{ properties: { owner: { allOf: [{ $ref: '#/components/schemas/Named' }, { $ref: '#/components/schemas/Aged' }] } } }${more}`,
    ),
    ['breaking request-property-all-of-added', 'safe response-property-all-of-added'],
  )
  assert.deepEqual(
    rules(
      '{ type: object }',
      `{ type: object, anyOf: [{ $ref: '#/components/schemas/Named' }, { $ref: '#/components/schemas/Aged' }] }${more}`,
    ),
    ['dangerous request-body-any-of-added', 'safe response-property-any-of-added', 'safe response-body-any-of-added'],
  )
})

test('diff: a parameter that is written otherwise is another parameter', () => {
  const list = (more: string) =>
    `paths: { /pets: { get: { parameters: [{ name: ids, in: query, ${more} schema: { type: array, items: { type: string } } }], responses: { '200': { description: ok } } } } }`
  assert.deepEqual(changesOf(list(''), list('style: form, explode: true,')), [])
  assert.deepEqual(told(changesOf(list(''), list('style: pipeDelimited,'))), [
    'breaking request-parameter-serialization-changed: The query parameter `ids` is written otherwise: `pipeDelimited`; it was `form, explode` [GET /pets]',
  ])
})

test('diff: the calls an API makes are not passed over', () => {
  const hook = (name: string, type: string, description: string) => `
webhooks:
  ${name}: { post: { description: ${description}, requestBody: { content: { application/json: { schema: { type: ${type} } } } } } }
`
  assert.deepEqual(changesOf(hook('sold', 'string', 'a'), hook('sold', 'string', 'b')), [])
  assert.deepEqual(told(changesOf(hook('sold', 'string', 'a'), hook('sold', 'integer', 'a'))), [
    'breaking response-body-type-changed: The type of what the webhook `sold` sends changed from `string` to `integer` []',
  ])
  const callback = (address: string, sent: string, answered: string) => `
paths:
  /orders:
    post:
      responses: { '200': { description: ok } }
      callbacks:
        paid:
          '${address}':
            post:
              requestBody: { content: { application/json: { schema: { type: object, required: [${sent}], properties: { ${sent}: {} } } } } }
              responses: { '200': { description: ok, content: { application/json: { schema: { type: ${answered} } } } } }
`
  const was = callback('{$request.body#/url}', 'total', 'string')
  assert.deepEqual(told(changesOf(was, callback('{$request.body#/url}', 'sum', 'integer'))), [
    'breaking response-required-property-removed: `total` of what the callback `paid` sends was removed [POST /orders]',
    'breaking request-body-type-changed: The type of the answer `200` to the callback `paid` changed from `string` to `integer` [POST /orders]',
    'safe response-required-property-added: `sum` of what the callback `paid` sends is new [POST /orders]',
  ])
  assert.deepEqual(told(changesOf(was, callback('{$request.body#/address}', 'total', 'string'))), [
    'dangerous api-callback-changed: The callback `paid` changed: where it goes [POST /orders]',
  ])
  assert.deepEqual(told(changesOf(hook('sold', 'string', 'a'), hook('bought', 'string', 'a'))), [
    'breaking webhook-removed: The webhook `sold` was removed []',
    'safe webhook-added: The webhook `bought` is new []',
  ])
})

test('diff: security is judged by who is shut out', () => {
  const secured = (security: string) => `
security: ${security}
paths: { /pets: { get: { responses: { '200': { description: ok } } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: k }, token: { type: http, scheme: bearer } } }
`
  const impacts = (base: string, revision: string) =>
    changesOf(secured(base), secured(revision)).map(({ impact, rule }) => `${impact} ${rule}`)
  assert.deepEqual(impacts('[]', '[{ key: [] }]'), ['breaking api-global-security-added'])
  assert.deepEqual(impacts('[{ key: [] }]', '[{ key: [] }, { token: [] }]'), ['safe api-global-security-added'])
  assert.deepEqual(impacts('[{ key: [] }, { token: [] }]', '[{ key: [] }]'), ['breaking api-global-security-removed'])
  assert.deepEqual(impacts('[{ key: [] }]', '[]'), ['safe api-global-security-removed'])
  assert.deepEqual(impacts('[{}, { key: [] }]', '[{ key: [] }]'), ['breaking api-global-security-removed'])
  assert.deepEqual(impacts('[{ key: [] }]', '[{ key: [], token: [] }]'), [
    'breaking api-global-security-added',
    'breaking api-global-security-removed',
  ])
})

test('diff: a range of statuses or media types speaks for those it holds', () => {
  const answer = (status: string, mediaType: string, type: string) => `
paths: { /pets: { get: { responses: { '${status}': { description: ok, content: { '${mediaType}': { schema: { type: ${type} } } } } } } } }
`
  const was = answer('200', 'text/plain', 'string')
  assert.deepEqual(told(changesOf(was, answer('2XX', 'text/plain', 'string'))), [
    'safe response-success-status-added: The response `2XX` is new [GET /pets]',
  ])
  assert.deepEqual(told(changesOf(answer('2XX', 'text/*', 'string'), answer('2XX', 'text/plain', 'string'))), [
    'breaking response-media-type-removed: The response `2XX` as `text/*` was removed [GET /pets]',
  ])
})

test('diff: one more way in, by the same scheme with other scopes, shuts nobody out', () => {
  const ways = (...scopes: string[]) => `
security: [${scopes.map((scope) => `{ login: [${scope}] }`).join(', ')}]
paths: {}
`
  assert.deepEqual(told(changesOf(ways('read'), ways('read', 'admin'))), [
    'safe api-global-security-added: `login` lets callers in, too []',
  ])
  assert.deepEqual(told(changesOf(ways('read', 'admin'), ways('admin'))), [
    'breaking api-global-security-removed: `login` no longer lets callers in []',
  ])
})
