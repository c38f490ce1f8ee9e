import assert from 'node:assert/strict'
import test from 'node:test'
import { changesOf, told } from './contracts.ts'

const ok = "responses: { '200': { description: ok } }"

test('diff: an operation with the same operationId at another place has moved, and is compared with itself', () => {
  const at = (path: string, method: string, limit: string) =>
    `paths: { ${path}: { ${method}: { operationId: listPets, parameters: [{ name: limit, in: query, schema: { type: ${limit} } }], ${ok} } } }`
  assert.deepEqual(told(changesOf(at('/pets', 'get', 'integer'), at('/animals', 'get', 'boolean'))), [
    'breaking api-operation-moved: The operation moved from `GET /pets` to `GET /animals` [GET /pets]',
    'breaking request-parameter-type-changed: The type of the query parameter `limit` changed from `integer` to `boolean` [GET /pets]',
  ])
  assert.deepEqual(told(changesOf(at('/pets', 'get', 'integer'), at('/pets', 'query', 'integer'))), [
    'breaking api-operation-moved: The operation moved from `GET /pets` to `QUERY /pets` [GET /pets]',
  ])
})

test('diff: a deprecated operation whose name comes back elsewhere was removed, as announced', () => {
  const was = `paths: { /pets: { get: { operationId: listPets, deprecated: true, ${ok} } } }`
  const is = `paths: { /animals: { get: { operationId: listPets, ${ok} } } }`
  assert.deepEqual(told(changesOf(was, is)), [
    'safe api-path-removed-with-deprecation: The operation was removed [GET /pets]',
    'safe endpoint-added: The operation is new [GET /animals]',
  ])
})

test('diff: a new path takes the requests of a template that it fits', () => {
  const template = (schema: string) =>
    `'/pets/{id}': { get: { parameters: [{ name: id, in: path, required: true, schema: ${schema} }], ${ok} } }`
  const with_ = (...paths: string[]) => `paths: { ${paths.join(', ')} }`
  const mine = `/pets/mine: { get: { ${ok} } }`
  assert.deepEqual(told(changesOf(with_(template('{ type: string }')), with_(template('{ type: string }'), mine))), [
    'dangerous api-operation-shadowed: Requests that fit the new `GET /pets/mine` reached this operation before [GET /pets/{id}]',
    'safe endpoint-added: The operation is new [GET /pets/mine]',
  ])
  for (const schema of ['{ type: integer }', '{ type: string, format: uuid }', '{ enum: [a, b] }'])
    assert.deepEqual(told(changesOf(with_(template(schema)), with_(template(schema), mine))), [
      'safe endpoint-added: The operation is new [GET /pets/mine]',
    ])
  const other = `/pets/mine: { post: { ${ok} } }`
  assert.equal(changesOf(with_(template('{ type: string }')), with_(template('{ type: string }'), other)).length, 1)
})

test('diff: a path that differs from another in the name of a parameter only cannot be told from it', () => {
  const path = (name: string) =>
    `'/pets/{${name}}': { get: { parameters: [{ name: ${name}, in: path, required: true, schema: { type: string } }], ${ok} } }`
  assert.deepEqual(told(changesOf(`paths: { ${path('id')} }`, `paths: { ${path('id')}, ${path('name')} }`)), [
    'dangerous api-operation-ambiguous: The new operation cannot be told from `GET /pets/{id}`: their paths differ in a name only [GET /pets/{name}]',
  ])
})

// Whichever was written first was taken for the one template, so that another order made one operation of the other.
test('diff: paths that differ in the name of a parameter only are matched as they are spelled, in whatever order', () => {
  const order = `'/{seller}/orders': { get: { operationId: sold, ${ok} } }`
  const other = `'/{buyer}/orders': { get: { operationId: bought, ${ok} } }`
  const [one, turned] = [`paths: { ${order}, ${other} }`, `paths: { ${other}, ${order} }`]
  assert.deepEqual(told(changesOf(one, turned)), [])
  assert.deepEqual(told(changesOf(one, `paths: { ${other} }`)), [
    'breaking api-removed-without-deprecation: The operation was removed [GET /{seller}/orders]',
  ])
})

test('diff: methods without a key of their own are operations like any other', () => {
  const copy = (type: string) => `openapi: 3.2.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: ${type} } }]
    query: { ${ok} }
    additionalOperations: { COPY: { ${ok} } }
`
  assert.deepEqual(told(changesOf(copy('string'), copy('integer'))), [
    'breaking request-parameter-type-changed: The type of the path parameter `id` changed from `string` to `integer` [QUERY /pets/{id}, COPY /pets/{id}]',
  ])
  assert.deepEqual(told(changesOf(copy('string'), copy('string').replace('COPY', 'MOVE'))), [
    'breaking api-removed-without-deprecation: The operation was removed [COPY /pets/{id}]',
    'safe endpoint-added: The operation is new [MOVE /pets/{id}]',
  ])
})

test('diff: addresses are compared, however they are spelled', () => {
  const at = (servers: string, own = '') => `servers: ${servers}\npaths: { /pets: { get: { ${own} ${ok} } } }`
  const regions = (values: string, byDefault = 'eu', name = 'region') =>
    `[{ url: 'https://{${name}}.acme.example/', variables: { ${name}: { enum: ${values}, default: ${byDefault} } } }]`
  const two = '[{ url: https://eu.acme.example }, { url: https://us.acme.example, name: america }]'
  assert.deepEqual(told(changesOf(at(regions('[eu, us]')), at(two))), [])
  assert.deepEqual(told(changesOf(at(regions('[eu, us]')), at(regions('[us, eu]', 'eu', 'place')))), [])
  assert.deepEqual(told(changesOf(at(regions('[eu, us]')), at(regions('[eu]')))), [
    'dangerous api-server-removed: The API is no longer said to be at `https://us.acme.example/` []',
  ])
  assert.deepEqual(told(changesOf(at(regions('[eu, us]')), at(regions('[eu, us]', 'us')))), [
    'dangerous api-server-variable-default-changed: The variable `region` of the server is `us` by default; it was `eu` []',
  ])
  assert.deepEqual(told(changesOf(at(two), at(two, 'servers: [{ url: https://files.acme.example }],'))), [
    'dangerous api-server-removed: The operation is no longer said to be at `https://eu.acme.example` [GET /pets]',
    'dangerous api-server-removed: The operation is no longer said to be at `https://us.acme.example` [GET /pets]',
    'safe api-server-added: The operation is at `https://files.acme.example`, too [GET /pets]',
  ])
})

test('diff: a security scheme is what it asks for, not what it is called', () => {
  const secured = (name: string, scheme: string, flows = 'implicit') => `
security: [{ ${name}: [] }]
paths: {}
components: { securitySchemes: { ${name}: ${scheme}, login: { type: oauth2, flows: { ${flows}: { scopes: {} } } } } }
`
  const key = '{ type: apiKey, in: header, name: X-Key }'
  assert.deepEqual(
    told(changesOf(secured('key', key), secured('token', '{ type: apiKey, in: header, name: X-Key, description: k }'))),
    [],
  )
  assert.deepEqual(told(changesOf(secured('key', key), secured('key', '{ type: apiKey, in: query, name: key }'))), [
    'breaking api-security-component-changed: `in` of the security scheme `key` changed from `header` to `query` []',
    'breaking api-security-component-changed: `name` of the security scheme `key` changed from `X-Key` to `key` []',
  ])
  assert.deepEqual(told(changesOf(secured('key', key), secured('key', key, 'password'))), [
    'breaking api-security-component-oauth-flow-removed: The security scheme `login` no longer offers the flow `implicit` []',
    'safe api-security-component-oauth-flow-added: The security scheme `login` offers the new flow `password` []',
  ])
})

test('diff: another dialect of JSON Schema may read the same words otherwise', () => {
  const said = (dialect: string) => `openapi: 3.1.0\ninfo: { title: P, version: 1.0.0 }\n${dialect}\npaths: {}`
  const usual = said('jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base')
  assert.deepEqual(told(changesOf(said(''), usual)), [])
  assert.deepEqual(told(changesOf(usual, said('jsonSchemaDialect: https://acme.example/dialect'))), [
    'dangerous api-schema-dialect-changed: Schemas are written in `https://acme.example/dialect` now; it was `JSON Schema 2020-12` []',
  ])
})
