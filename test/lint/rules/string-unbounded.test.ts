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
        label: { type: string }`,
      findings: [
        { at: 'openapi.yaml:7:33', message: '`q` may be a text of any length', help },
        { at: 'openapi.yaml:14:9', message: '`label` may be a text of any length', help },
      ],
    },
  },
})
