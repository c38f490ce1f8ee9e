import type { DisagreementClass } from './disagreement-class.ts'
import { operation, request, response } from './examples.ts'
import type { Half, Json, JsonObject, Pair } from './pair.ts'
import { everySchema, isOfOneNamed, mediaTypesOf, reachedThrough, schemasOf } from './places.ts'

const typeWords = /-(list-of-types-(widened|narrowed)|type-(changed|generalized|specialized|compatible))$/
const enumValue = /-enum-value-(added|removed)$/
const enumWhole = /-became-(not-)?enum$/

/** What one schema says of itself and of what is below it. */
export const schemaClasses: readonly DisagreementClass[] = [
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
    because:
      'Later versions call it breaking, too, that a property must be sent, default or not, and that a body lost a value.',
    example: request({ properties: { a: { default: 1 } } }, { properties: { a: { default: 1 } }, required: ['a'] }),
    differences: [
      '+ERR request-property-became-required-with-default',
      '-INFO request-property-became-required-with-default',
    ],
    accountsFor: ({ id, operation, sign }, { all }) =>
      /^request-body-enum-value-removed$|^(new-required|request)-.*property-.*with-default$/.test(id) &&
      all.some((other) => other.sign !== sign && other.id === id && other.operation === operation),
  },
  {
    id: 'null as a value',
    kind: 'theirs',
    because: 'They cannot tell a default or a constant of null from none.',
    example: request({}, { default: null }),
    differences: ['+INFO request-body-default-value-added'],
    accountsFor: ({ id }, { pair }) =>
      /-(default-value|const)-|-became-required(-with-default)?$|^new-required-request-property/.test(id) &&
      everySchema(pair).some(({ default: one, const: other }) => one === null || other === null),
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
      /-became-(not-)?nullable$/.test(id) && everySchema(pair).some((schema) => schema['type'] === undefined),
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
    id: 'a list of one value',
    kind: 'ours',
    because:
      'A constant is a list of one value, so that what came and went is told of values where the other side lists them.',
    example: request({ const: 'a' }, { enum: ['a', 'b'] }),
    differences: [
      '+INFO request-body-enum-value-added',
      '-ERR request-body-became-enum',
      '-INFO request-body-const-removed',
    ],
    accountsFor: ({ id }, { pair }) =>
      /-(const-(added|removed|changed)|enum-value-(added|removed)|became-(not-)?enum)$/.test(id) &&
      ['const', 'enum'].every((key) => everySchema(pair).some((schema) => schema[key] !== undefined)),
  },
  {
    id: 'what comes and need not match',
    kind: 'ours',
    because: 'A response that need not match its pattern any more may hold what nobody was told of.',
    example: response({ properties: { a: { pattern: '^a' } } }, { properties: { a: {} } }),
    differences: ['+WARN response-property-pattern-removed', '-INFO response-property-pattern-removed'],
    accountsFor: ({ id }) => /^response-.*-pattern-(removed|changed)$/.test(id),
  },
  {
    id: 'a property that had no name',
    kind: 'ours',
    because:
      'What an object let in or kept out without a name is no longer that once it has one: who sent it, or never got it, may be surprised.',
    example: response(
      { properties: { a: {} }, additionalProperties: false },
      { properties: { a: {}, b: {} }, additionalProperties: false },
    ),
    differences: ['+WARN response-optional-property-added', '-INFO response-optional-property-added'],
    accountsFor: ({ sign, id, operation }, { all }) =>
      /^new-optional-request-property$|^response-.*(property-added|additional-properties-allowed)$/.test(id) &&
      all.some((other) => other.sign !== sign && other.id === id && other.operation === operation),
  },
  {
    id: 'a form of a text that came or went',
    kind: 'ours',
    because: 'A text of no form in particular is any text: a form that comes narrows, and one that goes widens.',
    example: request({ contentEncoding: 'base64' }, {}),
    differences: ['+INFO request-body-content-encoding-changed', '-ERR request-body-content-encoding-changed'],
    accountsFor: ({ id }) => /-content-(encoding|media-type)-changed$/.test(id),
  },
  {
    id: 'what must be sent by then',
    kind: 'theirs',
    because:
      'Whether a property that became read-only or write-only must be there is a matter of what holds now; they look at what held.',
    example: request({ properties: { a: {} } }, { properties: { a: { writeOnly: true } }, required: ['a'] }),
    differences: [
      '+INFO request-required-property-became-write-only',
      '-INFO request-optional-property-became-write-only',
    ],
    accountsFor: ({ sign, id }, { all }) => {
      const mirrored = id.replace(/required|optional/, (need) => (need === 'required' ? 'optional' : 'required'))
      return /-became-(not-)?(read|write)-only$/.test(id) && all.some((o) => o.sign !== sign && o.id === mirrored)
    },
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
    id: 'text without a type',
    kind: 'theirs',
    because:
      'They take whatever has no type for text wherever everything is text, though it may be an object, null for a text, and text of any format for any text.',
    example: operation(
      { responses: { 200: { content: { 'text/plain': { schema: { items: { type: 'string' } } } } } } },
      { responses: { 200: { content: { 'text/plain': { schema: { items: {} } } } } } },
    ),
    differences: ['+ERR response-property-type-changed'],
    accountsFor: ({ sign, id, operation }, { ours, pair }) =>
      sign === '+' &&
      typeWords.test(id) &&
      hasText(pair) &&
      ours.some(
        (other) => other.id === id && other.operation === operation && /`any|`string \(|`null`/.test(other.text),
      ),
  },
  {
    id: 'said twice',
    kind: 'theirs',
    because:
      'A new property did not become required, a parameter is no property of itself, and a date that cannot be read is one mistake.',
    example: operation(
      { parameters: [{ name: 'a', in: 'header', schema: {} }] },
      { parameters: [{ name: 'a', in: 'header', schema: { enum: ['b'] } }] },
    ),
    differences: ['-ERR request-header-property-became-enum', '-INFO request-parameter-enum-value-added'],
    accountsFor: ({ sign, id, operation }, { theirs }) => {
      const [, before] = twice.find(([again]) => again.test(id)) ?? []
      return sign === '-' && theirs.some((other) => other.operation === operation && before?.test(other.id) === true)
    },
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
    accountsFor: ({ id, text }, { pair }) =>
      /^(request|response|new)-.*property-/.test(id) &&
      [...schemasOf(pair.base), ...schemasOf(pair.revision)].some(
        ({ schema, under, name }) =>
          schema[id.startsWith('response') ? 'writeOnly' : 'readOnly'] === true &&
          (under !== 'properties' || text.includes(name)),
      ),
  },
  {
    id: 'how many items `contains` must find',
    kind: 'theirs',
    because: 'They overlook `minContains` and `maxContains` where the other side does not say them.',
    example: request({ contains: {} }, { contains: {}, minContains: 3 }),
    differences: ['+ERR request-body-min-contains-increased'],
    accountsFor: ({ sign, id }) => sign === '+' && /-(min|max)-contains-/.test(id),
  },
  {
    id: 'below what may be null now',
    kind: 'theirs',
    because: 'Where null came to the types of a whole message, or went, they compare no types below.',
    example: response(
      { type: 'object', properties: { a: { type: 'string' } } },
      { type: ['object', 'null'], properties: { a: { type: 'integer' } } },
    ),
    differences: ['+ERR response-property-type-changed'],
    accountsFor: ({ sign, id, operation }, { ours }) =>
      sign === '+' &&
      typeWords.test(id) &&
      ours.some((other) => /-body-became-(not-)?nullable$/.test(other.id) && other.operation === operation),
  },
  {
    id: 'the end of a property that moved',
    kind: 'theirs',
    because: 'They tell of operations and parameters that their announced end moved, and of properties not.',
    example: request(
      { properties: { a: { deprecated: true, 'x-sunset': '2099-12-31' } } },
      { properties: { a: { deprecated: true, 'x-sunset': '2020-01-01' } } },
    ),
    differences: ['+ERR request-property-sunset-date-too-small'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' && /-property-sunset-date-too-small$/.test(id) && text.includes(' moved from '),
  },
  {
    id: 'a list where everything is text',
    kind: 'ours',
    because: 'Whoever reads one text does not expect several, however they are written.',
    example: operation(
      { responses: { 200: { content: { 'application/xml': { schema: { type: 'string' } } } } } },
      { responses: { 200: { content: { 'application/xml': { schema: { type: 'array' } } } } } },
    ),
    differences: ['+ERR response-body-type-changed'],
    accountsFor: ({ sign, id, text }, { pair }) =>
      sign === '+' && /-type-changed$/.test(id) && /`string` to `array`/.test(text) && hasText(pair),
  },
  {
    id: 'what is said of other properties',
    kind: 'theirs',
    because: 'They overlook what `additionalProperties` says of properties that are not named.',
    example: request({}, { additionalProperties: { type: 'boolean' } }),
    differences: ['+ERR request-property-type-changed'],
    accountsFor: ({ sign, id, text, operation }, { ours, pair }) =>
      sign === '+' &&
      (isOfOthers(text) ||
        isOfOneNamed(text, reachedThrough(pair, 'additionalProperties')) ||
        // What they say of a type was taken for what we say of another one.
        (typeWords.test(id) && ours.some((other) => other.operation === operation && isOfOthers(other.text)))),
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
  {
    id: 'items that came or went whole',
    kind: 'theirs',
    because: 'They overlook that `items` which are not written may be anything.',
    example: response({ type: ['array'], items: { type: 'string' } }, { type: ['array'] }),
    differences: ['+ERR response-property-type-changed'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' && typeWords.test(id) && /items` /.test(text) && /`any`/.test(text),
  },
]

/** What they say again, and of what they have said it. */
const twice: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^request-header-property-became-(enum|required)$/,
    /^(request-parameter-became-enum|new-required-request-header-property)$/,
  ],
  [/^api-path-sunset-parse$/, /^api-deprecated-sunset-parse$/],
]

function isOfOthers(text: string): boolean {
  return /`[^`]*additionalProperties/.test(text)
}

/** True where there is a message of which all values are written as text. */
function hasText(pair: Pair): boolean {
  return mediaTypesOf(pair).some((type) => !/[/+]json\b/.test(type))
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
