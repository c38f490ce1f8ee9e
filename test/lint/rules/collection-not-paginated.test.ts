import { collectionNotPaginated } from '#lint/rules/collection-not-paginated.ts'
import { testRule } from './test-rule.ts'

const get = (path: string, schema: string, more = '') =>
  `paths:\n  ${path}:\n    get: { ${more} responses: { '200': { content: { application/json: { schema: ${schema} } } } } }`

testRule(collectionNotPaginated, {
  accepts: {
    'one thing, and things beside it': get('/pets/{id}', '{ properties: { toys: { type: array } } }'),
    'an object that holds many of something else': get('/owners', '{ properties: { errors: { type: array } } }'),
    'a page, whatever the parameter is called': get(
      '/pets',
      '{ type: array }',
      'parameters: [{ in: query, name: pageToken }],',
    ),
    // `GET /albums?ids=` and `GET /me/tracks/contains` of a public contract.
    'as many as were asked for by name': get(
      '/pets',
      '{ type: array }',
      'parameters: [{ in: query, name: ids, required: true }],',
    ),
    'an answer to a question': get('/pets/contains', '{ type: array }'),
    'what is named in the singular': get('/health', '{ type: array }'),
  },
  rejects: {
    'many wrapped in an object, through references and `allOf`': {
      contract: `${get('/pets', '{ $ref: "#/components/schemas/Pets" }')}
components:
  schemas:
    Pets: { allOf: [{ $ref: "#/components/schemas/Many" }] }
    Many: { type: object, properties: { data: { type: [array, 'null'] } } }`,
      findings: [
        {
          at: 'openapi.yaml:5:5',
          message: '`GET /pets` gives all there are at once',
          help: 'Take a `limit` and a `cursor`, and tell the next one.',
        },
      ],
    },
  },
})
