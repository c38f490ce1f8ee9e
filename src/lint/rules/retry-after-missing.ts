import { defineRule } from '../rule.ts'
import { hasHeader, operationsOf } from '../vocabulary/operations.ts'

export const retryAfterMissing = defineRule({
  id: 'retry-after-missing',
  group: 'shape',
  summary: 'Answers that ask to come back later say when, in `Retry-After`, or all clients come back at once.',
  source: 'RFC 9110 section 10.2.3, RFC 6585 section 4',
  example: {
    bad: `
      paths:
        /pets:
          get: { responses: { '429': { description: Too often. } } }`,
    good: `
      paths:
        /pets:
          get:
            responses:
              '429': { description: Too often., headers: { Retry-After: { schema: { type: integer } } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const { name, responses } of operationsOf(contract))
        for (const status of ['429', '503']) {
          const response = responses.get(status)
          if (response === undefined || hasHeader(response, 'retry-after')) continue
          report({
            at: response,
            message: `The ${status} response of \`${name}\` does not say when to come back`,
            help: 'Describe the header `Retry-After`.',
          })
        }
    },
  }),
})
