/** Every id that oasdiff knows and we take over is told of something: an id that nothing leads to is a promise nobody keeps. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import type { Change } from '#diff/change.ts'
import { diff } from '#diff/diff.ts'
import { ruleIds } from '#diff/rules/verdict.ts'
import { contractOf, options } from '../contracts.ts'
import { casesOf, changesIn, corpus } from '../corpus.ts'

/** Schemas before and after, both ways round. */
const schemas: readonly (readonly [string, string])[] = [
  ...[
    'maximum',
    'minimum',
    'exclusiveMaximum',
    'exclusiveMinimum',
    'maxLength',
    'minLength',
    'maxItems',
    'minItems',
  ].flatMap((key): [string, string][] => [
    [`{ ${key}: 3 }`, `{ ${key}: 5 }`],
    ['{}', `{ ${key}: 3 }`],
    [`{ readOnly: true, ${key}: 3 }`, `{ readOnly: true, ${key}: 5 }`],
  ]),
  ['{ enum: [a] }', '{ enum: [a, b] }'],
  ['{ enum: [a], readOnly: true }', '{ enum: [a, b], readOnly: true }'],
  ['{}', '{ enum: [a] }'],
  ['{ x-extensible-enum: [a] }', '{ x-extensible-enum: [a, b] }'],
  ['{ const: a }', '{ const: b }'],
  ['{}', '{ const: a }'],
  ['{ default: a }', '{ default: b }'],
  ['{}', '{ default: a }'],
  ["{ pattern: '^a' }", "{ pattern: '.*' }"],
  ['{ type: number }', '{ type: string }'],
  ['{ type: integer }', '{ type: [integer, boolean] }'],
  ['{ oneOf: [{ type: integer }, { type: boolean }] }', '{ type: integer }'],
  ['{ type: object, properties: { a: {} } }', '{ oneOf: [{ type: object, properties: { b: {} } }, { type: string }] }'],
  ['{ type: boolean }', '{ type: integer }'],
  [
    '{ allOf: [{ type: object }, { maxProperties: 1 }, { title: a }] }',
    '{ allOf: [{ type: object }, { maxProperties: 1 }] }',
  ],
  ...['kind', 'sort'].map((name): [string, string] => [
    "{ oneOf: [{ $ref: '#/components/schemas/A' }], discriminator: { propertyName: kind, mapping: { a: '#/components/schemas/A' } } }",
    `{ oneOf: [{ $ref: '#/components/schemas/A' }], discriminator: { propertyName: ${name}, mapping: { a: '#/components/schemas/B' } } }`,
  ]),
  ...['if', 'then', 'else', 'contains', 'unevaluatedItems', 'unevaluatedProperties'].map((key): [string, string] => [
    '{ title: a }',
    `{ title: a, ${key}: { type: integer } }`,
  ]),
  ['{ properties: { a: {} }, required: [a] }', '{ properties: { a: { readOnly: true } }, required: [a] }'],
  ['{}', '{ properties: { a: { default: 1 } }, required: [a] }'],
  ...['', ", x-sunset: '2026-11-22'", ', x-sunset: soon'].map((end): [string, string] => [
    '{ properties: { a: {} } }',
    `{ properties: { a: { deprecated: true${end} } } }`,
  ]),
]

const media = (schema: string, type = 'application/json') => `content: { ${type}: { schema: ${schema} } }`
const parameter = (place: string, schema: string) =>
  `parameters: [{ name: q, in: ${place}, schema: ${schema} }], responses: {}`
const answering = (answer: string) => `responses: { '200': { description: ok, ${answer} } }`
/** Where a schema may stand in an operation. */
const places: readonly ((schema: string) => string)[] = [
  (schema) => `requestBody: { ${media(schema)} }, responses: {}`,
  (schema) => `requestBody: { ${media(`{ properties: { p: ${schema} } }`)} }, responses: {}`,
  (schema) => `requestBody: { ${media(`{ properties: { p: ${schema} } }`, 'text/plain')} }, responses: {}`,
  (schema) => answering(media(schema)),
  (schema) => answering(media(`{ properties: { p: ${schema} } }`)),
  (schema) => answering(media(`{ properties: { p: ${schema} } }`, 'text/plain')),
  (schema) => parameter('query', schema),
  (schema) => parameter('query', `{ type: object, properties: { p: ${schema} } }`),
  (schema) => parameter('header', `{ type: object, properties: { p: ${schema} } }`),
]

/** What is said of operations, before and after. */
const operations: readonly (readonly [string, string])[] = [
  [
    `requestBody: { content: { application/json: {} } }, responses: {}`,
    `requestBody: { ${media('{}')} }, responses: {}`,
  ],
  [answering('content: { application/json: {} }'), answering(media('{}'))],
  [answering(media('{}')), answering(media('{}', '"application/json; charset=utf-8"'))],
  [answering('headers: { X-A: { schema: {} } }'), answering('')],
  ["parameters: [{ name: q, in: query, deprecated: true, x-sunset: '2026-12-30' }], responses: {}", 'responses: {}'],
  [
    'parameters: [{ name: q, in: query }], responses: {}',
    "parameters: [{ name: q, in: query, deprecated: true, x-sunset: '2026-11-22' }], responses: {}",
  ],
  ["deprecated: true, x-sunset: '2027-12-30', responses: {}", 'deprecated: true, responses: {}'],
  [
    "deprecated: true, x-sunset: '2027-12-30', responses: {}",
    "deprecated: true, x-sunset: '2026-11-22', responses: {}",
  ],
]

function contract(side: 0 | 1, more: string): string {
  const paths = [
    ...schemas.flatMap((pair) => places.map((place) => place(pair[side]))),
    ...operations.map((pair) => pair[side]),
  ]
  const components = 'components: { schemas: { A: { type: object }, B: { type: object } } }'
  return `paths:\n${paths.map((text, index) => `  /p${index}: { post: { ${text} } }`).join('\n')}\n${more}${components}\n`
}

/** A list without `minItems` has a minimum of 0, so that none is ever set or unset; it has not been told in the field, either. */
const neverTold = ['request-parameter', 'request-body', 'request-property']
  .map((where) => `${where}-min-items-set`)
  .concat(['response-body', 'response-property'].map((where) => `${where}-min-items-unset`))

/** What the corpus shows, and what it would show the other way round. */
function everyCase(): readonly Change[] {
  return casesOf().flatMap((one) => [one, { ...one, base: one.revision, revision: one.base }].flatMap(changesIn))
}

const registry = `${corpus}/diff/rules.json`
// The corpus is no part of the product: where nobody has put it there is nothing to compare with.
if (existsSync(registry)) {
  test('rules: every id of the field that is ours as well is told of some change', () => {
    const hook = 'webhooks: { done: { post: { responses: {} } } }\n'
    const gone = '  /gone: { get: { deprecated: true, responses: {} } }\n'
    const [one, other] = [contractOf(contract(0, gone)), contractOf(contract(1, hook))]
    const strict = { ...options, deprecationDaysBeta: 10, deprecationDaysStable: 10 }
    const told = new Set(
      [...diff(one, other, strict).changes, ...diff(other, one, strict).changes, ...everyCase()].map(
        ({ rule }) => rule,
      ),
    )
    const field: readonly { id: string }[] = JSON.parse(readFileSync(registry, 'utf8'))
    assert.deepEqual(
      field.map(({ id }) => id).filter((id) => ruleIds.has(id) && !told.has(id)),
      neverTold,
    )
  })
}
