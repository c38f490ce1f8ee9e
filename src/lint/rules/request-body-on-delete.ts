import { defineRule } from '../rule.ts'
import { withoutBody } from '../vocabulary/empty-body.ts'
import { operationsOf } from '../vocabulary/operations.ts'

export const requestBodyOnDelete = defineRule({
  id: 'request-body-on-delete',
  group: 'resources',
  summary: 'DELETE takes no request body: it has no meaning of its own there, and some proxies refuse it.',
  source: 'RFC 9110 section 9.3.5',
  example: {
    bad: `
      paths:
        /pets:
          delete: { requestBody: { content: { application/json: {} } } }`,
    good: `
      paths:
        /pets/{id}:
          delete: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  fixes: 'Deletes the body where nothing can be sent in it.',
  visit: (report, contract) => ({
    document() {
      for (const operation of operationsOf(contract)) {
        const { name, method, body } = operation
        if (method === 'delete' && body !== null)
          report({
            at: body,
            message: `\`${name}\` takes a request body`,
            help: 'Say in the path or the query what is to be deleted, or make it a POST.',
            fix: withoutBody(operation),
          })
      }
    },
  }),
})
