import type { DisagreementClass } from './disagreement-class.ts'
import { operation, parameter, path } from './examples.ts'
import type { JsonObject } from './pair.ts'
import { mediaTypesOf, operationsOf, parametersOf, responsesOf } from './places.ts'

/** Operations, parameters, responses and media types; first of all what the binary cannot say. */
export const messageClasses: readonly DisagreementClass[] = [
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
    id: 'stability left unsaid',
    kind: 'newer',
    because:
      'What says no stability level counts as stable in later versions, so that any other level is less, none is less than another, and what else changed was used by somebody.',
    example: operation({}, { 'x-stability-level': 'beta' }),
    differences: ['+ERR api-stability-decreased'],
    accountsFor: ({ sign, id, text, operation }, { ours }) =>
      sign === '-'
        ? id === 'api-stability-decreased' && text.endsWith(' to ``')
        : ours.some(
            ({ id, text, operation: other }) =>
              id === 'api-stability-decreased' && text.includes('it was `stable`') && other === operation,
          ),
  },
  {
    id: 'what is no more than alpha',
    kind: 'ours',
    because: 'It may change as it likes, and become less, unless somebody asks for it with `--stability-level`.',
    example: operation({ 'x-stability-level': 'alpha' }, { 'x-stability-level': 'draft', tags: ['a'] }),
    differences: ['-ERR api-stability-decreased', '-INFO api-tag-added'],
    accountsFor: ({ sign, operation: name }, { pair }) =>
      sign === '-' &&
      [pair.base, pair.revision].every((half) =>
        operationsOf(half).some(
          ({ method, operation }) => name.startsWith(method.toUpperCase()) && isNoMoreThanAlpha(operation),
        ),
      ),
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
      operationsOf(pair.revision).some(({ operation }) => isNoMoreThanAlpha(operation)),
  },
  {
    id: 'a parameter after its end',
    kind: 'theirs',
    because:
      'They do not tell that a parameter is gone whose announced end has come, though they tell it of operations.',
    example: operation({ parameters: [{ name: 'a', in: 'query', deprecated: true, 'x-sunset': '2023-08-02' }] }, {}),
    differences: ['+INFO request-parameter-removed-with-deprecation'],
    accountsFor: ({ sign, id }) => sign === '+' && id === 'request-parameter-removed-with-deprecation',
  },
  {
    id: 'a stability level that is none and stays',
    kind: 'theirs',
    because:
      'What was as unreadable before did not change; they tell it whenever something else does, and nothing of its end.',
    example: operation({ 'x-stability-level': 'ga' }, { 'x-stability-level': 'ga', tags: ['a'] }),
    differences: ['-ERR api-invalid-stability-level'],
    accountsFor: ({ sign, id, operation }, { theirs }) =>
      sign === '-'
        ? id === 'api-invalid-stability-level'
        : /deprecated|sunset/.test(id) &&
          theirs.some((other) => other.id === 'api-invalid-stability-level' && other.operation === operation),
  },
  {
    id: 'a status that is no number',
    kind: 'theirs',
    because:
      'They overlook `default` and ranges such as `4XX`, and that what one of them described another one describes now.',
    example: operation({}, { responses: { default: {} } }),
    differences: ['+INFO response-non-success-status-added'],
    accountsFor: ({ sign, id, text }, { pair }) =>
      sign === '+' &&
      (/status-(added|removed)$/.test(id)
        ? /`(default|\dXX)`/.test(text)
        : id.startsWith('response-') && responsesOf(pair).has('default')),
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
      'They take `application/json` for what `application/problem+json` is, and one version of a media type for another, in requests without a word.',
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
      (/` (of|in) the (\w+ parameter|header) `/.test(text) || /^(request|response)-property-/.test(id)),
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
    id: 'an operation that moved',
    kind: 'ours',
    because:
      'An operation of the same name under a new path is the same one, so that what else changed is told as well.',
    example: {
      openapi: '3.1.0',
      path: '',
      edits: [],
      base: { pathItem: { get: { operationId: 'one' } }, components: {} },
      revision: { pathItem: { put: { operationId: 'one', tags: ['a'] } }, components: {} },
    },
    differences: [
      '+ERR api-operation-moved',
      '+INFO api-tag-added',
      '-ERR api-removed-without-deprecation',
      '-INFO endpoint-added',
    ],
    accountsFor: (_, { ours }) => ours.some(({ id }) => id === 'api-operation-moved'),
  },
  {
    id: 'a path without operations',
    kind: 'theirs',
    because: 'A path whose last operation went is gone, even where its parameters are still written.',
    example: path({ get: {} }, { parameters: [] }),
    differences: ['+ERR api-path-removed-without-deprecation', '-ERR api-removed-without-deprecation'],
    accountsFor: ({ id }, { pair }) => /^api-(path-)?removed-/.test(id) && operationsOf(pair.revision).length === 0,
  },
]

function isNoMoreThanAlpha(operation: JsonObject): boolean {
  return ['draft', 'alpha'].includes(String(operation['x-stability-level']))
}

/** An operation that calls back with a body of this schema. */
function callback(schema: JsonObject): JsonObject {
  const post = { requestBody: { content: { 'application/json': { schema } } } }
  return { callbacks: { done: { '{$request.query.to}': { post } } } }
}
