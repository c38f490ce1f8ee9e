/**
 * Where oasdiff 1.15 and we differ for a known reason. Each class says which differences it accounts for, as narrowly as it can, and
 * why ours stands, and shows the smallest pair on which the two disagree: `fuzz.test.ts` asks both about every example, so that a
 * class that has nothing left to account for fails. Schemas made of schemas have classes of their own, in `composition-classes.ts`.
 */
import { compositionClasses } from './composition-classes.ts'
import type { Context, DisagreementClass } from './disagreement-class.ts'
import { operation, parameter, path, request, response } from './examples.ts'
import { differences, type Judged } from './judge.ts'
import { type Half, isObject, type Json, type JsonObject, type Pair } from './pair.ts'
import { contentsOf, operationsOf, schemasOf } from './places.ts'

const typeWords = /-(list-of-types-(widened|narrowed)|type-(changed|generalized|specialized|compatible))$/
const enumValue = /-enum-value-(added|removed)$/
const enumWhole = /-became-(not-)?enum$/

const plainClasses: readonly DisagreementClass[] = [
  {
    id: 'a rule the binary lacks',
    kind: 'newer',
    because:
      'It is a rule of a later version, or one of ours, such as those for headers, `multipleOf` and `uniqueItems`.',
    example: operation(
      { responses: { 200: {} } },
      { responses: { 200: { headers: { 'X-Rate': { schema: { type: 'integer' } } } } } },
    ),
    differences: ['+INFO response-header-added'],
    accountsFor: ({ sign, id }, { knownIds }) => sign === '+' && !knownIds.has(id),
  },
  {
    id: 'a type that is wider or narrower',
    kind: 'newer',
    because: 'To the binary most types only changed; later versions say which side accepts more, as we do.',
    example: response({}, { type: 'number' }),
    differences: ['+INFO response-body-type-specialized', '-ERR response-body-type-changed'],
    accountsFor: ({ sign, id, operation }, { all }) =>
      typeWords.test(id) &&
      all.some(
        (other) =>
          other.sign !== sign &&
          other.operation === operation &&
          typeWords.test(other.id) &&
          other.id.replace(typeWords, '') === id.replace(typeWords, ''),
      ),
  },
  {
    id: 'a level that was raised',
    kind: 'newer',
    because: 'Later versions call it breaking too that a property must be sent, default or not.',
    example: request({ properties: { a: { default: 1 } } }, { properties: { a: { default: 1 } }, required: ['a'] }),
    differences: [
      '+ERR request-property-became-required-with-default',
      '-INFO request-property-became-required-with-default',
    ],
    accountsFor: ({ id, operation, sign }, { all }) =>
      /^(new-required-request-property-with-default|request-property-became-required-with-default)$/.test(id) &&
      all.some((other) => other.sign !== sign && other.id === id && other.operation === operation),
  },
  {
    id: 'stability left unsaid',
    kind: 'newer',
    because: 'What says no stability level counts as stable in later versions, so that any other level is less.',
    example: operation({}, { 'x-stability-level': 'beta' }),
    differences: ['+ERR api-stability-decreased'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' && id === 'api-stability-decreased' && text.includes('it was `stable`'),
  },
  {
    id: 'the end of what is a draft now',
    kind: 'ours',
    because: 'That an operation is deprecated is worth knowing whatever its stability.',
    example: operation({ 'x-stability-level': 'draft' }, { 'x-stability-level': 'draft', deprecated: true }),
    differences: ['+INFO endpoint-deprecated'],
    accountsFor: ({ sign, id }, { pair }) =>
      sign === '+' &&
      /^(endpoint|api)-(deprecated|reactivated|sunset)/.test(id) &&
      operationsOf(pair.revision).some(({ operation }) =>
        ['draft', 'alpha'].includes(String(operation['x-stability-level'])),
      ),
  },
  {
    id: 'a status that is no number',
    kind: 'theirs',
    because: 'They overlook `default` and ranges such as `4XX`.',
    example: operation({}, { responses: { default: {} } }),
    differences: ['+INFO response-non-success-status-added'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' && /status-(added|removed)$/.test(id) && /`(default|\dXX)`/.test(text),
  },
  {
    id: 'a status within a range',
    kind: 'ours',
    because: 'A range speaks for its statuses that are not written themselves (OpenAPI 3.1, 4.8.16).',
    example: operation({ responses: { 200: {} } }, { responses: { '2XX': {} } }),
    differences: ['+INFO response-success-status-added', '-ERR response-success-status-removed'],
    accountsFor: ({ id, text }, { pair }) => {
      const [, first] = /`(\d)(?:\d\d|XX)`/.exec(text) ?? []
      return id.includes('response') && first !== undefined && responsesOf(pair).has(`${first}XX`)
    },
  },
  {
    id: 'a media type within a range',
    kind: 'ours',
    because: 'A range such as `application/*` speaks for what is not written itself (OpenAPI 3.1, 4.8.13).',
    example: operation(
      { requestBody: { content: { 'application/json': {} } } },
      { requestBody: { content: { 'application/*': {} } } },
    ),
    differences: ['-ERR request-body-media-type-removed'],
    accountsFor: ({ id }, { pair }) =>
      /^(new-.*request|request|response)-/.test(id) && mediaTypesOf(pair).some((type) => type.endsWith('*')),
  },
  {
    id: 'a media type with parameters or a suffix',
    kind: 'theirs',
    because:
      'They take `application/json` for what `application/problem+json` is, in requests without a word. Parameters of media types we do not tell apart yet.',
    example: operation(
      { requestBody: { content: { 'application/json': {} } } },
      { requestBody: { content: { 'application/problem+json': {} } } },
    ),
    differences: ['+ERR request-body-media-type-removed', '+INFO request-body-media-type-added'],
    accountsFor: ({ id }, { pair }) =>
      /^(new-.*request|request|response)-/.test(id) &&
      mediaTypesOf(pair).some((type) => type.includes('+') || type.includes(';')),
  },
  {
    id: 'null as a value',
    kind: 'theirs',
    because: 'They cannot tell a default or a constant of null from none.',
    example: request({}, { default: null }),
    differences: ['+INFO request-body-default-value-added'],
    accountsFor: ({ id }, { pair }) =>
      /-(default-value|const)-/.test(id) &&
      everySchema(pair).some(({ default: one, const: other }) => one === null || other === null),
  },
  {
    id: 'a parameter of the path',
    kind: 'theirs',
    because: 'They look into no parameter that is declared for all operations of a path.',
    example: path(
      { get: {}, parameters: [{ name: 'a', in: 'query', schema: { type: 'string' } }] },
      { get: {}, parameters: [{ name: 'a', in: 'query', schema: { type: 'integer' } }] },
    ),
    differences: ['+ERR request-parameter-type-changed'],
    accountsFor: ({ sign, id, text }, { pair }) =>
      (sign === '+' ? / parameter `/.test(text) : /parameter/.test(id)) &&
      /^(request|new)-/.test(id) &&
      [pair.base, pair.revision].some(({ pathItem }) => Array.isArray(pathItem['parameters'])),
  },
  {
    id: 'what a callback carries',
    kind: 'theirs',
    because: 'They have no rules for callbacks.',
    example: operation(callback({}), callback({ properties: { a: {} } })),
    differences: ['+INFO response-optional-property-added'],
    accountsFor: ({ sign, text }) => sign === '+' && / the callback `/.test(text),
  },
  {
    id: 'the schema of a parameter or a header',
    kind: 'theirs',
    because: 'They have few rules for what stands in it, and none for most of what stands below.',
    example: parameter({ items: {} }, { items: { maximum: 5 } }),
    differences: ['+WARN request-parameter-max-set'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' &&
      / ?the (\w+ parameter|header) `/i.test(text) &&
      (/` of the (\w+ parameter|header) `/.test(text) || /^(request|response)-property-/.test(id)),
  },
  {
    id: 'exclusive as a flag',
    kind: 'theirs',
    because:
      '`exclusiveMaximum: true` alone bounds nothing, and beside a `maximum` it is that which is exclusive (OpenAPI 3.0).',
    example: request({}, { exclusiveMaximum: true }, '3.0.3'),
    differences: ['-WARN request-body-exclusive-max-set'],
    accountsFor: ({ id }, { pair }) =>
      pair.openapi === '3.0.3' &&
      /-(max|min)-(set|unset|increased|decreased)$/.test(id) &&
      everySchema(pair).some(
        ({ exclusiveMaximum, exclusiveMinimum }) => exclusiveMaximum === true || exclusiveMinimum === true,
      ),
  },
  {
    id: 'nullable without a type',
    kind: 'theirs',
    because: 'A schema without a type lets null through, whatever `nullable` says (OpenAPI 3.0.3, 4.7.24.1).',
    example: response({}, { nullable: true }, '3.0.3'),
    differences: ['-ERR response-body-became-nullable'],
    accountsFor: ({ id }, { pair }) =>
      /-became-(not-)?nullable$/.test(id) &&
      everySchema(pair).some((schema) => isObject(schema) && schema['type'] === undefined),
  },
  {
    id: 'a list of values that came or went whole',
    kind: 'ours',
    because: 'Who names no values allows all: a list that comes narrows, and one that goes widens, whatever was in it.',
    example: request({ enum: ['a'] }, {}),
    differences: ['+INFO request-body-became-not-enum', '-INFO request-body-enum-value-removed'],
    accountsFor: ({ sign, id, operation }, { ours, theirs }) => {
      const other = sign === '-' ? ours.filter((o) => enumWhole.test(o.id)) : theirs.filter((o) => enumValue.test(o.id))
      return (sign === '-' ? enumValue : enumWhole).test(id) && other.some((o) => o.operation === operation)
    },
  },
  {
    id: 'two parameters of one name',
    kind: 'theirs',
    because: 'They take a header for a cookie of the same name.',
    example: operation(
      {},
      {
        parameters: [
          { name: 'page', in: 'header' },
          { name: 'page', in: 'cookie', required: true },
        ],
      },
    ),
    differences: ['+ERR new-required-request-parameter', '-INFO new-optional-request-parameter'],
    accountsFor: ({ id }, { pair }) =>
      /request-parameter/.test(id) &&
      [pair.base, pair.revision].some((half) => {
        const names = parametersOf(half).map(({ name }) => name)
        return new Set(names).size < names.length
      }),
  },
  {
    id: 'one cause, told once',
    kind: 'ours',
    because: 'A shared schema that changed is one change of an operation, however often the operation uses it.',
    example: {
      openapi: '3.1.0',
      path: '',
      edits: [],
      base: shared({}),
      revision: shared({ maximum: 4 }),
    },
    differences: ['-WARN request-property-max-set'],
    accountsFor: ({ sign, id, level, operation }, { ours, pair }) =>
      sign === '-' &&
      everySchema(pair).some((schema) => '$ref' in schema) &&
      ours.some((other) => other.id === id && other.level === level && other.operation === operation),
  },
  {
    id: 'a path without operations',
    kind: 'theirs',
    because: 'A path whose last operation went is gone, even where its parameters are still written.',
    example: path({ get: {} }, { parameters: [] }),
    differences: ['+ERR api-path-removed-without-deprecation', '-ERR api-removed-without-deprecation'],
    accountsFor: ({ id }, { pair }) => /^api-(path-)?removed-/.test(id) && operationsOf(pair.revision).length === 0,
  },
  {
    id: 'text without a type',
    kind: 'theirs',
    because: 'They take whatever has no type for text wherever everything is text, though it may be an object.',
    example: operation(
      { responses: { 200: { content: { 'text/plain': { schema: { items: { type: 'string' } } } } } } },
      { responses: { 200: { content: { 'text/plain': { schema: { items: {} } } } } } },
    ),
    differences: ['+ERR response-property-type-changed'],
    accountsFor: ({ sign, id, text }, { pair }) =>
      sign === '+' &&
      typeWords.test(id) &&
      /`any/.test(text) &&
      mediaTypesOf(pair).some((type) => !/[/+]json\b/.test(type)),
  },
  {
    id: 'said twice',
    kind: 'theirs',
    because: 'A new property did not become required, and a parameter is no property of itself.',
    example: operation(
      { parameters: [{ name: 'a', in: 'header', schema: {} }] },
      { parameters: [{ name: 'a', in: 'header', schema: { enum: ['b'] } }] },
    ),
    differences: ['-ERR request-header-property-became-enum', '-INFO request-parameter-enum-value-added'],
    accountsFor: ({ sign, id, operation }, { theirs }) =>
      sign === '-' &&
      /^request-header-property-became-(enum|required)$/.test(id) &&
      theirs.some(
        (other) =>
          other.operation === operation &&
          /^(request-parameter-became-enum|new-required-request-header-property)$/.test(other.id),
      ),
  },
  {
    id: 'items taken for a property',
    kind: 'theirs',
    because: 'What is deprecated are properties, parameters and operations; items have no end of their own.',
    example: response({ items: {} }, { items: { deprecated: true } }),
    differences: ['-INFO response-property-deprecated'],
    accountsFor: ({ sign, id, text }) =>
      sign === '-' && /-property-(deprecated|sunset|reactivated)/.test(id) && /\/`/.test(text),
  },
  {
    id: 'a property its audience never sees',
    kind: 'ours',
    because:
      'What is read-only is in no request, and what is write-only in no response; they remember it in some rules only.',
    example: request(
      { properties: { a: { readOnly: true, minLength: 1 } } },
      { properties: { a: { readOnly: true, minLength: 2 } } },
    ),
    differences: ['-ERR request-property-min-length-increased'],
    accountsFor: ({ id }, { pair }) =>
      /^(request|response|new)-.*property-/.test(id) &&
      everySchema(pair).some(({ readOnly, writeOnly }) => (id.startsWith('response') ? writeOnly : readOnly) === true),
  },
  {
    id: 'what is said of other properties',
    kind: 'theirs',
    because: 'They overlook what `additionalProperties` says of properties that are not named.',
    example: request({}, { additionalProperties: { type: 'boolean' } }),
    differences: ['+ERR request-property-type-changed'],
    accountsFor: ({ sign, text }) => sign === '+' && /`[^`]*additionalProperties/.test(text),
  },
  {
    id: 'the stability of a property',
    kind: 'theirs',
    because: 'They read the stability of operations alone.',
    example: request({ properties: { a: {} } }, { properties: { a: { 'x-stability-level': 'soon' } } }),
    differences: ['+ERR api-invalid-stability-level'],
    accountsFor: ({ sign, id, text }) => sign === '+' && id === 'api-invalid-stability-level' && text.startsWith('`'),
  },
  {
    id: 'a number that is an integer now',
    kind: 'ours',
    because: '`float` promises that a value fits in 32 bits, and an integer without a format promises nothing.',
    example: response({ type: 'number', format: 'float' }, { type: 'integer' }),
    differences: ['+ERR response-body-type-changed'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' && /-type-changed$/.test(id) && /`number \(\w+\)` to `integer/.test(text),
  },
  {
    id: 'a schema that leads back to itself',
    kind: 'theirs',
    because: 'They stop where a schema meets itself, and do not tell that what leads back became read-only.',
    example: {
      openapi: '3.0.3',
      path: '',
      edits: [],
      base: recursive({}),
      revision: recursive({ readOnly: true }),
    },
    differences: ['+INFO response-optional-property-became-read-only'],
    accountsFor: ({ sign }, { pair }) => sign === '+' && isRecursive(pair),
  },
]

/** An operation that calls back with a body of this schema. */
function callback(schema: JsonObject): JsonObject {
  const post = { requestBody: { content: { 'application/json': { schema } } } }
  return { callbacks: { done: { '{$request.query.to}': { post } } } }
}

/** A request with two properties of the same schema. */
function shared(schema: JsonObject): Half {
  const $ref = '#/components/schemas/A'
  const whole = { properties: { a: { $ref }, b: { $ref } } }
  return {
    pathItem: { post: { requestBody: { content: { 'application/json': { schema: whole } } } } },
    components: { schemas: { A: schema } },
  }
}

/** A response of a schema that has itself as a property. */
function recursive(more: JsonObject): Half {
  const schema = { $ref: '#/components/schemas/A' }
  return {
    pathItem: { get: { responses: { 200: { content: { 'application/json': { schema } } } } } },
    components: { schemas: { A: { properties: { of: schema }, ...more } } },
  }
}

export const classes: readonly DisagreementClass[] = [...plainClasses, ...compositionClasses]

/** Which classes account for what the two say differently of a pair, and which differences none does. */
export function explained(judged: Judged, knownIds: ReadonlySet<string>) {
  const all = differences(judged)
  const context: Context = { ...judged, all, knownIds }
  const found = new Set<DisagreementClass>()
  const left = all.filter((difference) => {
    const reason = classes.find((one) => one.accountsFor(difference, context))
    if (reason !== undefined) found.add(reason)
    return reason === undefined
  })
  return { classes: [...found], left }
}

function everySchema({ base, revision }: Pair) {
  return [base, revision].flatMap((half) => schemasOf(half).map(({ schema }) => schema))
}

function mediaTypesOf({ base, revision }: Pair): readonly string[] {
  return [base, revision].flatMap((half) => contentsOf(half).flatMap((content) => Object.keys(content)))
}

function responsesOf({ base, revision }: Pair): ReadonlySet<string> {
  return new Set(
    [base, revision].flatMap((half) =>
      operationsOf(half).flatMap(({ operation: { responses } }) => (isObject(responses) ? Object.keys(responses) : [])),
    ),
  )
}

function parametersOf(half: Half) {
  const lists: (Json | undefined)[] = operationsOf(half).map(({ operation }) => operation['parameters'])
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []))
}

/** True where a component schema reaches itself. */
function isRecursive({ base, revision }: Pair): boolean {
  return [base, revision].some(({ components }) => {
    const schemas = components['schemas'] ?? {}
    const reaches = (from: Json | undefined, name: string, seen: Set<string>): boolean =>
      [...JSON.stringify(from ?? null).matchAll(/"#\/components\/schemas\/([^"/]+)"/g)].some(([, next = '']) => {
        if (next === name) return true
        if (seen.has(next)) return false
        seen.add(next)
        return reaches(schemas[next], name, seen)
      })
    return Object.keys(schemas).some((name) => reaches(schemas[name], name, new Set()))
  })
}
