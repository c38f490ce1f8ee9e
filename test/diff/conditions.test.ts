/** Keywords of JSON Schema 2020-12, judged by which values they let through. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { changesOf } from './contracts.ts'

const both = (schema: string) => `
paths:
  /x:
    post:
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } }`
const told = (base: string, revision: string) =>
  changesOf(both(base), both(revision)).map(({ impact, message }) => `${impact}: ${message}`)

test('unevaluated properties: what a member of `allOf` names is evaluated, what nobody names is not', () => {
  const named = 'allOf: [{ properties: { a: { type: string } } }]'
  assert.deepEqual(told(`{ ${named} }`, `{ ${named}, unevaluatedProperties: false }`), [
    'breaking: The request body now restricts properties that nothing else describes; `{"other":"a"}` was accepted and no longer is',
    'safe: The response `200` now restricts properties that nothing else describes; nothing comes that could not come before',
  ])
  assert.deepEqual(told(`{ ${named} }`, `{ ${named}, unevaluatedProperties: true }`), [
    'safe: The request body now restricts properties that nothing else describes; everything that was accepted still is',
    'safe: The response `200` now restricts properties that nothing else describes; nothing comes that could not come before',
  ])
})

test('unevaluated items: nothing is left where `items` describes all', () => {
  assert.deepEqual(
    told('{ prefixItems: [{ type: string }] }', '{ prefixItems: [{ type: string }], unevaluatedItems: false }'),
    [
      'breaking: The request body now restricts items that nothing else describes; `["a","a"]` was accepted and no longer is',
      'safe: The response `200` now restricts items that nothing else describes; nothing comes that could not come before',
    ],
  )
  assert.deepEqual(
    told('{ items: { type: string }, unevaluatedItems: false }', '{ items: { type: string } }').filter((line) =>
      line.startsWith('breaking'),
    ),
    [],
  )
})

test('dependent required: a request that needs less is safe, and one that needs more is shown', () => {
  const needing = (names: string) => `{ properties: { a: {}, b: {}, c: {} }, dependentRequired: { a: [${names}] } }`
  assert.deepEqual(told(needing('b, c'), needing('b')), [
    'breaking: What the response `200` needs when it has `a` changed from `["b","c"]` to `["b"]`',
    'safe: What the request body needs when it has `a` changed from `["b","c"]` to `["b"]`; everything that was accepted still is',
  ])
  assert.equal(
    told(needing('b'), needing('b, c'))[0],
    'breaking: What the request body needs when it has `a` changed from `["b"]` to `["b","c"]`; `{"a":"a","b":"a"}` was accepted and no longer is',
  )
})

test('content: a form that comes narrows a text, one that goes widens it, and another one is neither', () => {
  const impacts = (base: string, revision: string) => told(base, revision).map((line) => line.split(': ')[0])
  const [plain, encoded, other] = ['', ', contentEncoding: base64', ', contentEncoding: base32'].map(
    (more) => `{ type: string${more} }`,
  ) as [string, string, string]
  assert.deepEqual(told(plain, encoded), [
    'breaking: The encoding inside the request body is now `base64`',
    'safe: The encoding inside the response `200` is now `base64`',
  ])
  assert.deepEqual(told(encoded, plain), [
    'breaking: The encoding inside the response `200` is no longer said; it was `base64`',
    'safe: The encoding inside the request body is no longer said; it was `base64`',
  ])
  assert.deepEqual(impacts(encoded, other), ['breaking', 'breaking'])
})

test('content: what a text holds is judged as what it would be outside', () => {
  const holding = (schema: string) => `{ type: string, contentMediaType: application/json${schema} }`
  assert.deepEqual(told(holding(''), holding(', contentSchema: { type: integer }')), [
    'breaking: The request body now restricts what its text contains; `"a"` was accepted and no longer is',
    'safe: The response `200` now restricts what its text contains; nothing comes that could not come before',
  ])
  assert.deepEqual(told(holding(''), holding(', contentSchema: { title: Anything }')), [
    'safe: The request body now restricts what its text contains; everything that was accepted still is',
    'safe: The response `200` now restricts what its text contains; nothing comes that could not come before',
  ])
})

// `["a"]` for a list that wants a number first: the list is described more closely, and its first item is another one.
test('prefix items: each item is compared with what described it before', () => {
  const [texts, tuple] = [
    '{ type: array, items: { type: string } }',
    '{ type: array, items: { type: string }, prefixItems: [{ type: integer }] }',
  ]
  const ofRequest = changesOf(both(texts), both(tuple)).filter(({ direction }) => direction === 'request')
  assert.deepEqual(
    ofRequest.map(({ impact, rule, message }) => `${impact} ${rule}: ${message}`),
    [
      'breaking request-property-type-changed: The type of `prefixItems[0]` of the request body changed from `string` to `integer`',
      'safe request-body-prefix-items-added: The request body now describes its first items one by one: `1` of them; what changed for an item is told by itself',
    ],
  )
})
