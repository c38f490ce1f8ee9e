/** What fuzzing against oasdiff and against our own laws brought to light, each with the smallest contract that showed it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { changesOf } from './contracts.ts'

const inRequest = (schema: string) => `
paths:
  /pets: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } }`
const inResponse = (schema: string) => `
paths:
  /pets: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } }`
const ids = (base: string, revision: string) => changesOf(base, revision).map(({ impact, rule }) => `${impact} ${rule}`)

// A list without `minItems` has a minimum of 0. Written out it was a warning, and a real one was only dangerous.
test('fuzzing: a minimum of no items is no minimum, and one where there was none breaks', () => {
  assert.deepEqual(ids(inRequest('{ type: array }'), inRequest('{ type: array, minItems: 0 }')), [])
  assert.deepEqual(ids(inRequest('{ type: array }'), inRequest('{ type: array, minItems: 1 }')), [
    'breaking request-body-min-items-increased',
  ])
  assert.deepEqual(ids(inResponse('{ type: array, minItems: 1 }'), inResponse('{ type: array }')), [
    'breaking response-body-min-items-decreased',
  ])
})

// `minContains: 5` alone was called a narrower request, though there is nothing to count.
test('fuzzing: how many items `contains` must find says nothing where there is no `contains`', () => {
  assert.deepEqual(ids(inRequest('{ type: array }'), inRequest('{ type: array, minContains: 5 }')), [])
  assert.deepEqual(
    ids(
      inRequest('{ type: array, contains: { type: string } }'),
      inRequest('{ type: array, contains: { type: string }, minContains: 5 }'),
    ),
    ['breaking request-body-min-contains-increased'],
  )
})

// A server that had its ids become integers was told that it breaks those who send them, though nobody does.
test('fuzzing: what is read-only breaks no request, and what is write-only no response', () => {
  const id = (type: string, audience: string) => `{ type: object, properties: { id: { type: ${type}, ${audience} } } }`
  const [readOnly, writeOnly] = ['readOnly: true', 'writeOnly: true']
  assert.deepEqual(ids(inRequest(id('string', readOnly)), inRequest(id('boolean', readOnly))), [])
  assert.deepEqual(ids(inResponse(id('string', writeOnly)), inResponse(id('boolean', writeOnly))), [])
  assert.deepEqual(ids(inResponse(id('string', readOnly)), inResponse(id('boolean', readOnly))), [
    'breaking response-property-type-changed',
  ])
  // Only properties are one or the other: a body that says so is still sent.
  assert.deepEqual(ids(inRequest('{ type: string, readOnly: true }'), inRequest('{ type: boolean, readOnly: true }')), [
    'breaking request-body-type-changed',
  ])
})

// `boolean or boolean` became `boolean`, and was called wider.
test('fuzzing: a choice between a type and itself is that type', () => {
  assert.deepEqual(
    ids(inResponse('{ anyOf: [{ type: boolean }, { type: boolean }] }'), inResponse('{ type: boolean }')),
    [],
  )
})

// `x-stability-level: soon` on both sides was told as a change, every time.
test('fuzzing: a stability level that is none is told when it comes, not for as long as it stays', () => {
  const operation = (more: string) => `paths: { /pets: { get: { ${more} responses: {} } } }`
  const soon = operation('x-stability-level: soon,')
  assert.deepEqual(ids(operation(''), soon), ['breaking api-invalid-stability-level'])
  assert.deepEqual(ids(soon, soon), [])
})

// The body said that it is write-only, and what it holds was deprecated without a word.
test('fuzzing: a property that is deprecated is told whoever sees what it stands in', () => {
  const body = (more: string) => `{ type: object, writeOnly: true, properties: { a: { type: string${more} } } }`
  assert.deepEqual(ids(inResponse(body('')), inResponse(body(', deprecated: true, x-sunset: soon'))), [
    'breaking response-property-deprecated-sunset-invalid',
  ])
})

// Both branches were compared by themselves, and each was called safe: `"a"` matched one of them before and both now, so it was refused.
test('fuzzing: a wider branch of a `oneOf` breaks requests where it overlaps with another', () => {
  const choice = (second: string) => `{ oneOf: [{ type: string, maxLength: 2 }, ${second}] }`
  const [before, after] = [choice('{ type: integer }'), choice('{}')]
  assert.deepEqual(
    changesOf(inRequest(before), inRequest(after)).map(({ impact, rule, message }) => `${impact} ${rule}: ${message}`),
    [
      'breaking request-body-one-of-overlap: Of the branches of the request body, of which exactly one must match, `schema` changed; `"a"`, accepted before, now matches several branches of a `oneOf`',
      'safe request-property-type-generalized: The type of `oneOf[schema]` of the request body changed from `integer` to `any`',
    ],
  )
  // What stays apart from the others is only wider, and what overlapped before was never meant as "exactly one".
  assert.deepEqual(ids(inRequest(before), inRequest(choice('{ type: number }'))), [
    'safe request-property-type-generalized',
  ])
  assert.deepEqual(ids(inRequest(choice('{ maxLength: 1 }')), inRequest(after)), [
    'safe request-property-max-length-unset',
  ])
  assert.deepEqual(ids(inResponse(after), inResponse(before)), ['safe response-property-type-specialized'])
})

// `application/json; charset=utf-8` was another media type, so that a breaking change hid the changes of its schema.
test('fuzzing: a media type with other parameters is the same one under another name', () => {
  const json = (name: string, type: string) => `
paths:
  /pets:
    post:
      requestBody: { content: { ${name}: { schema: { type: ${type} } } } }
      responses: { '200': { description: ok, content: { ${name}: { schema: { type: ${type} } } } } }`
  const [plain, named] = ['application/json', '"application/JSON; charset=utf-8"']
  assert.deepEqual(ids(json(plain, 'string'), json(named, 'string')), [
    'safe request-body-media-type-name-changed',
    'safe response-media-type-name-changed',
  ])
  assert.deepEqual(ids(json(named, 'string'), json(plain, 'integer')), [
    'breaking request-body-type-changed',
    'breaking response-body-type-changed',
    'safe request-body-media-type-name-changed',
    'safe response-media-type-name-changed',
  ])
  // A version or a profile tells media types apart that have the same type.
  assert.deepEqual(
    ids(json('"application/json; version=1"', 'string'), json('"application/json; version=2"', 'string')),
    ['dangerous request-body-media-type-parameters-changed', 'dangerous response-media-type-parameters-changed'],
  )
  assert.deepEqual(
    ids(json('"text/csv; charset=utf-8"', 'string'), json('"text/csv; charset=\'ISO-8859-1\'"', 'string')),
    ['dangerous request-body-media-type-parameters-changed', 'dangerous response-media-type-parameters-changed'],
  )
  assert.deepEqual(
    ids(
      json('\'application/json; v=1; charset="UTF-8"\'', 'string'),
      json('application/json;charset=utf-8;v=1', 'string'),
    ),
    ['safe request-body-media-type-name-changed', 'safe response-media-type-name-changed'],
  )
  // Another suffix is another media type.
  assert.ok(
    ids(json(plain, 'string'), json('application/problem+json', 'string')).includes(
      'breaking response-media-type-removed',
    ),
  )
})

// `next` was written out at every step on the way, without end: the stack overflowed.
test('fuzzing: a schema that leads back to itself with something beside its `$ref` is compared once', () => {
  const chain = (value: string, beside: string) => `
paths:
  /x: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Node' } } } }, responses: {} } }
components:
  schemas:
    Node: { type: object, properties: { v: { type: integer${value} }, next: { $ref: '#/components/schemas/Node'${beside} } } }`
  const marked = ', deprecated: true, maxProperties: 3'
  assert.deepEqual(ids(chain('', marked), chain(', maximum: 5', marked)), ['dangerous request-property-max-set'])
  assert.deepEqual(ids(chain('', marked), chain('', ', deprecated: true, maxProperties: 2')), [
    'breaking request-property-max-properties-decreased',
  ])
})

// Of a chain of references only the first and what stands beside it was read.
test('fuzzing: what a schema refers to holds, though it refers on and says more beside that', () => {
  const chain = (type: string) => `
paths:
  /x: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A', minLength: 1 } } } }, responses: {} } }
components:
  schemas: { A: { $ref: '#/components/schemas/B', maxLength: 5 }, B: { type: ${type} } }`
  assert.deepEqual(ids(chain('string'), chain('boolean')), ['breaking request-body-type-changed'])
})

// Whether a response keeps to a pattern was nobody's concern: that one went, or another came, was called safe in every case.
test('fuzzing: a response that need not match its pattern any more is dangerous, unless the pattern says nothing', () => {
  const text = (more: string) => `{ type: string${more} }`
  const [matched, other] = [", pattern: '^a'", ", pattern: '^b'"]
  assert.deepEqual(
    changesOf(inResponse(text(matched)), inResponse(text(other))).map(({ impact, message }) => `${impact} ${message}`),
    ['dangerous The pattern of the response `200` changed from `^a` to `^b`; `"b"` may come and could not before'],
  )
  assert.deepEqual(ids(inResponse(text(matched)), inResponse(text(''))), ['dangerous response-body-pattern-removed'])
  assert.deepEqual(ids(inResponse(text('')), inResponse(text(matched))), ['safe response-body-pattern-added'])
  assert.deepEqual(ids(inResponse(`{ enum: [ab, ac]${matched} }`), inResponse('{ enum: [ab, ac] }')), [
    'safe response-body-pattern-removed',
  ])
})

// `type: 'null'` was taken for no type, so that it became anything without a word, and a text was called wider than null alone.
test('fuzzing: null alone is a type', () => {
  const [nothing, text] = ["{ type: 'null' }", '{ type: string }']
  assert.deepEqual(ids(inResponse(nothing), inResponse('{}')), ['breaking response-body-type-changed'])
  assert.deepEqual(ids(inRequest('{}'), inRequest(nothing)), ['breaking request-body-type-changed'])
  assert.deepEqual(ids(inRequest(nothing), inRequest("{ type: [string, 'null'] }")), [
    'safe request-body-type-generalized',
  ])
  assert.deepEqual(ids(inRequest(nothing), inRequest(text)), [
    'breaking request-body-became-not-nullable',
    'breaking request-body-type-changed',
  ])
})

// `oneOf: [it, null]` was read as "it or null" whatever it was: once it let null through itself, null matched both and was refused.
test('fuzzing: what may be null beside null in a `oneOf` may not be null', () => {
  const choice = (type: string) => `{ oneOf: [{ type: ${type} }, { type: 'null' }] }`
  const nullable = "[string, 'null']"
  assert.deepEqual(
    changesOf(inRequest(choice('string')), inRequest(choice(nullable))).map(
      ({ impact, message }) => `${impact} ${message}`,
    ),
    [
      'breaking Of the branches of the request body, of which exactly one must match, `string` changed; `null`, accepted before, now matches several branches of a `oneOf`',
    ],
  )
  assert.deepEqual(ids(inRequest(`{ type: ${nullable} }`), inRequest(choice(nullable))), [
    'breaking request-body-one-of-overlap',
  ])
  // Who wrote it so before never meant it so.
  assert.deepEqual(ids(inRequest(choice(nullable)), inRequest(choice("[integer, string, 'null']"))), [
    'safe request-body-type-generalized',
  ])
  assert.deepEqual(ids(inRequest(choice('string')), inRequest(choice('[string, integer]'))), [
    'safe request-body-type-generalized',
  ])
})

// `required` grew by a name that no property has, and nothing was told: every request was refused from then on.
test('fuzzing: what is required and described nowhere is asked for all the same', () => {
  const [before, after] = ['{ properties: { a: {} } }', '{ properties: { a: {} }, required: [z] }']
  assert.deepEqual(ids(inRequest(before), inRequest(after)), ['dangerous request-undescribed-property-became-required'])
  assert.deepEqual(ids(inResponse(after), inResponse(before)), [
    'dangerous response-undescribed-property-became-optional',
  ])
  assert.deepEqual(ids(inResponse(before), inResponse(after)), ['safe response-undescribed-property-became-required'])
})

// A property that is new was safe wherever it came: in an object that forbids others, and in one that took whatever was sent.
test('fuzzing: a new property is judged by what was said of properties without a name', () => {
  const object = (properties: string, others: string) =>
    `{ properties: { ${properties} }, additionalProperties: ${others} }`
  assert.deepEqual(
    changesOf(inResponse(object('a: {}', 'false')), inResponse(object('a: {}, b: {}', 'false'))).map(
      ({ impact, message }) => `${impact} ${message}`,
    ),
    ['dangerous `b` of the response `200` is new; `"a"` may come and could not before'],
  )
  assert.deepEqual(ids(inRequest(object('a: {}', 'false')), inRequest(object('a: {}, b: {}', 'false'))), [
    'safe new-optional-request-property',
  ])
  const [texts, described] = [object('a: {}', '{ type: string }'), 'a: {}, b: { type: string, maxLength: 5 }']
  assert.deepEqual(ids(inRequest(texts), inRequest(object(described, '{ type: string }'))), [
    'dangerous new-optional-request-property',
  ])
  assert.deepEqual(ids(inResponse(texts), inResponse(object(described, '{ type: string }'))), [
    'safe response-optional-property-added',
  ])
  // Free form until now: who used it has sent something of that name, or not.
  assert.deepEqual(
    ids(inRequest('{ type: object }'), inRequest('{ type: object, properties: { b: { type: integer } } }')),
    ['dangerous new-optional-request-property'],
  )
  // Who names properties and says nothing of others is used with those.
  assert.deepEqual(
    ids(inRequest('{ properties: { a: {} } }'), inRequest('{ properties: { a: {}, b: { type: integer } } }')),
    ['safe new-optional-request-property'],
  )
})

test('fuzzing: a response that invites properties it forbade is dangerous', () => {
  const object = (others: string) => `{ properties: { a: {} }${others} }`
  const closed = object(', additionalProperties: false')
  assert.deepEqual(ids(inResponse(closed), inResponse(object(', additionalProperties: true'))), [
    'dangerous response-body-additional-properties-allowed',
  ])
  assert.deepEqual(ids(inResponse(closed), inResponse(object(''))), [
    'safe response-body-additional-properties-allowed',
  ])
})

// `items` that came without a type were compared with nothing, and nothing was told.
test('fuzzing: what items must be is told where anything was let through before', () => {
  const list = (items: string) => `{ type: array${items} }`
  assert.deepEqual(
    changesOf(inRequest(list('')), inRequest(list(', items: { enum: [1, 2] }'))).map(
      ({ impact, message }) => `${impact} ${message}`,
    ),
    ['breaking `items` of the request body is described by a schema now; `"a"` was accepted and no longer is'],
  )
  assert.deepEqual(ids(inResponse('{ items: { minimum: 1 } }'), inResponse('{}')), [
    'breaking response-property-schema-removed',
  ])
  assert.deepEqual(ids(inResponse('{ items: { title: Anything } }'), inResponse('{}')), [])
})

// A property that comes where anything could come before was told by the rule for those, whoever sees it.
test('fuzzing: a property that nobody of that side sees is told as such where all were undescribed before', () => {
  const object = (audience: string) => `{ properties: { a: { ${audience}: true } } }`
  assert.deepEqual(ids(inResponse('{}'), inResponse(object('writeOnly'))), [
    'safe response-optional-write-only-property-added',
  ])
  assert.deepEqual(ids(inRequest('{}'), inRequest(object('readOnly'))), [])
})

// `oneOf` was told as a whole, and the default that stood in its place went without a word.
test('fuzzing: a default that goes where a choice comes is told beside it', () => {
  const limit = (schema: string) =>
    `paths: { /pets: { get: { parameters: [{ name: limit, in: query, schema: ${schema} }], responses: {} } } }`
  const choice = '{ oneOf: [{ type: integer, minimum: 0 }, { type: string, minLength: 1 }] }'
  assert.deepEqual(ids(limit('{ type: integer, minimum: 1, default: 20 }'), limit(choice)), [
    'breaking request-parameter-default-value-removed',
    'safe request-property-wrapped-in-one-of',
  ])
  assert.deepEqual(ids(limit(choice), limit('{ type: integer, minimum: 1, default: 20 }')), [
    'breaking request-property-unwrapped-from-one-of',
    'breaking request-parameter-default-value-added',
  ])
})

// A text of several lines matches `.*` somewhere, and `^.*$` nowhere; both were called a pattern that lets everything through.
test('fuzzing: a pattern from beginning to end lets less than everything through', () => {
  const text = (pattern: string) => inRequest(`{ type: string, pattern: '${pattern}' }`)
  assert.deepEqual(ids(text('a'), text('.*')), ['safe request-body-pattern-generalized'])
  assert.deepEqual(ids(text('a'), text('^.*$')), ['dangerous request-body-pattern-changed'])
})

// A filter that had to be sent may be left out now, and what happens then was called a break of those who send it.
test('fuzzing: a default is of no interest to who had to send a value, nor to who has to send one now', () => {
  const filter = (text: string) =>
    `paths: { /pets: { get: { parameters: [{ name: kind, in: query, ${text} }], responses: {} } } }`
  const [asked, left] = [filter('required: true, schema: {}'), filter('schema: { default: dog }')]
  assert.deepEqual(ids(asked, left), ['safe request-parameter-became-optional'])
  assert.deepEqual(ids(left, asked), ['breaking request-parameter-became-required'])
})

// `then` alone is never asked for, and what changed in it was told as of a property.
test('fuzzing: what follows from an `if` says nothing where there is none', () => {
  const rabbit = (more: string) => `{ type: object, ${more}properties: { kind: {}, ears: {} } }`
  const follows = (condition: string, then: string) => inResponse(rabbit(`${condition}then: { ${then} }, `))
  assert.deepEqual(ids(follows('', 'required: [ears]'), follows('', '')), [])
  const condition = 'if: { required: [kind] }, '
  assert.deepEqual(ids(follows(condition, 'required: [ears]'), follows(condition, '')), [
    'breaking response-property-became-optional',
  ])
})

// What stood in the only member of a `oneOf` was told as of a property, though it is the body.
test('fuzzing: what a wrapper holds stands where the wrapper stands', () => {
  const wrapped = (minimum: number) =>
    `${inRequest("{ oneOf: [{ $ref: '#/components/schemas/Name' }] }")}
components: { schemas: { Name: { type: string, minLength: ${minimum} } } }`
  assert.deepEqual(ids(wrapped(1), wrapped(2)), ['breaking request-body-min-length-increased'])
  assert.deepEqual(ids(inRequest('{ type: string, minLength: 1 }'), wrapped(2)), [
    'breaking request-body-min-length-increased',
  ])
})

// Of what had had such a level for long nobody was told that it ends.
test('fuzzing: an end is told whether or not the stability level is one', () => {
  const property = (more: string) => inRequest(`{ properties: { a: { x-stability-level: soon${more} } } }`)
  assert.deepEqual(ids(property(''), property(', deprecated: true')), ['safe request-property-deprecated'])
  const path = (more: string) => `paths: { /pets: { get: { x-stability-level: soon, ${more}responses: {} } } }`
  assert.deepEqual(ids(path(''), path('deprecated: true, ')), ['safe endpoint-deprecated'])
})
