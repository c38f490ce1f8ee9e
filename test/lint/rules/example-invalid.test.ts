import { exampleInvalid } from '#lint/rules/example-invalid.ts'
import { testRule } from './test-rule.ts'

const help = 'Correct it, or the schema.'
const schema = (text: string) => `components:\n  schemas:\n    Pet: ${text}`

testRule(exampleInvalid, {
  accepts: {
    'what only one side sends': schema(
      '{ required: [id], properties: { id: { readOnly: true }, name: {} }, example: { name: Rex } }',
    ),
    'one branch of several, and a part that is closed': schema(
      '{ oneOf: [{ type: string }, { type: integer }], allOf: [{ enum: [4, x] }], example: 4 }',
    ),
    'a recursive schema': schema(
      "{ properties: { parent: { $ref: '#/components/schemas/Pet' } }, example: { parent: { parent: {} } } }",
    ),
    'bodies that are no JSON': `paths:
  /pets: { get: { responses: { '200': { description: d, content: { application/xml: { schema: { type: object }, example: <pet/> } } } } } }`,
    'null where OpenAPI 3.0 allows it': {
      'o.yaml': `openapi: 3.0.3
info: { title: T, version: 1.0.0 }
paths: {}
components: { schemas: { Pet: { type: string, enum: [a], nullable: true, minimum: 1, exclusiveMinimum: true, example: null } } }
`,
    },
  },
  rejects: {
    'values of the wrong type, size or look, deep inside': {
      contract: schema(`
      type: object
      properties:
        age: { type: integer, maximum: 30, default: 31 }
        tags: { type: array, items: { type: string, maxLength: 3 } }
        born: { type: string, format: date-time }
      examples:
        - { tags: [cat, horse] }
        - { born: 2027-01-31 }
        - { age: four }`),
      findings: [
        { at: 'openapi.yaml:8:44', message: 'The default does not fit its schema: it is above 30', help },
        { at: 'openapi.yaml:12:25', message: 'The example does not fit its schema: `tags.1` is longer than 3', help },
        { at: 'openapi.yaml:13:13', message: 'The example does not fit its schema: `born` is no `date-time`', help },
        {
          at: 'openapi.yaml:14:13',
          message: 'The example does not fit its schema: `age` is a text, not an integer',
          help,
        },
      ],
    },
    'members that lack or have no room, in a named example kept elsewhere': {
      contract: `paths:
  /pets:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: { allOf: [{ $ref: '#/components/schemas/Pet' }] }
              examples: { rex: { $ref: '#/components/examples/Rex' }, tom: { value: { name: Tom, age: 3 } } }
components:
  examples: { Rex: { value: {} } }
  schemas: { Pet: { required: [name], properties: { name: {} }, additionalProperties: false } }`,
      findings: [
        {
          at: 'openapi.yaml:12:78',
          message: 'The example does not fit its schema: it has no room for `age`',
          help,
        },
        { at: 'openapi.yaml:14:22', message: 'The example does not fit its schema: it lacks `name`', help },
      ],
    },
    'a year without quotes, which YAML takes for a number; a default may be sent, so it is left to people': {
      contract: schema('{ type: string, example: 2027, default: 2027 }'),
      findings: [
        {
          at: 'openapi.yaml:5:26',
          message: 'The example does not fit its schema: it is a number, not a text',
          help,
          fix: 'Write `"2027"`.',
        },
        { at: 'openapi.yaml:5:41', message: 'The default does not fit its schema: it is a number, not a text', help },
      ],
    },
    // Found by trying fixes on random contracts: each run of `--fix` took back what the one before had written.
    'an example that can be put right for one half of its schema only': {
      contract: schema('{ type: integer, example: "4", anyOf: [{ type: string }] }'),
      findings: [
        { at: 'openapi.yaml:5:27', message: 'The example does not fit its schema: it is a text, not an integer', help },
      ],
    },
    'messages of AsyncAPI': {
      contract: {
        'asyncapi.yaml': `asyncapi: 3.0.0
info: { title: T, version: 1.0.0 }
components:
  messages:
    placed:
      payload: { properties: { total: { type: number } } }
      examples:
        - payload: { total: "4" }
`,
      },
      findings: [
        {
          at: 'asyncapi.yaml:8:22',
          message: 'The example does not fit its schema: `total` is a text, not a number',
          help,
          fix: 'Write `4`.',
        },
      ],
    },
  },
})
