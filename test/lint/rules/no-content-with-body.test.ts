import { noContentWithBody } from '#lint/rules/no-content-with-body.ts'
import { testRule } from './test-rule.ts'

testRule(noContentWithBody, {
  accepts: { 'no media types at all': "paths: { /a: { delete: { responses: { '204': { content: {} } } } } }" },
  rejects: {
    // Found by trying fixes on random contracts: with the body gone the reference led nowhere, and the contract was none.
    'a body that something else refers to, which is not for us to delete': {
      contract: `paths:
  /a:
    delete: { responses: { '204': { description: none, content: { a/b: { schema: { type: string } } } } } }
    get: { responses: { '204': { description: none, content: { a/c: { schema: { type: string } } } } } }
    put: { requestBody: { content: { a/b: { schema: { $ref: '#/paths/~1a/delete/responses/204/content/a~1b/schema' } } } } }`,
      findings: [
        {
          at: 'openapi.yaml:5:56',
          message: 'The 204 response describes a body, which it cannot have',
          help: 'Delete `content`, or answer 200.',
        },
        {
          at: 'openapi.yaml:6:53',
          message: 'The 204 response describes a body, which it cannot have',
          help: 'Delete `content`, or answer 200.',
          fix: 'Delete `content`.',
        },
      ],
    },
  },
})
