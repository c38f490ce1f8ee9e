import { stringUnbounded } from '#lint/rules/string-unbounded.ts'
import { testRule } from './test-rule.ts'

const help = 'Give it `maxLength`, `enum`, or a format of fixed length such as `uuid`.'

testRule(stringUnbounded, {
  accepts: {
    'what only answers hold': `paths:
  /a: { get: { responses: { '200': { content: { application/json: { schema: { type: string } } } } } } }`,
    'formats that are short by what they are': `paths:
  /a: { get: { parameters: [{ name: id, in: query, schema: { type: string, format: uuid } }] } }`,
  },
  rejects: {
    // A public contract writes `dryRun` out for each of 210 operations.
    'a parameter of many operations, once, however often it is written': {
      contract: `paths:
  /a:
    get: { parameters: [{ name: q, in: query, schema: { type: string } }] }
    put: { parameters: [{ name: q, in: query, schema: { type: string } }, { name: id, in: query, schema: { type: string, maxLength: 9 } }] }`,
      findings: [
        { at: 'openapi.yaml:5:47', message: '`q` may be a text of any length; so it is in 1 other place', help },
      ],
    },
    'all texts, where none has bounds, as one decision': {
      contract: `paths:
  /a:
    get: { parameters: [{ name: q, in: query, schema: { type: string } }, { name: r, in: query, schema: { type: string } }] }`,
      findings: [
        { at: 'openapi.yaml:3:1', message: 'None of the 2 texts that callers send has a longest length', help },
      ],
    },
    'parameters, and what a body leads to, in circles too': {
      contract: `paths:
  /a:
    post:
      parameters:
        - { name: q, in: query, schema: { type: string } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Node' } } } }
components:
  schemas:
    Node:
      properties:
        next: { $ref: '#/components/schemas/Node' }
        label: { type: string }
        code: { type: string, pattern: ^a$ }`,
      findings: [
        { at: 'openapi.yaml:7:33', message: '`q` may be a text of any length', help },
        { at: 'openapi.yaml:14:9', message: '`label` may be a text of any length', help },
      ],
    },
  },
})
