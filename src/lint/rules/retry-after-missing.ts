import { defineRule } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
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
      const busy = operationsOf(contract).flatMap(({ name, responses }) =>
        ['429', '503'].flatMap((status): Member[] => {
          const part = responses.get(status)
          return part ? [{ name: `The ${status} response of \`${name}\``, part }] : []
        }),
      )
      reportLackingMembers(report, contract, 'answers with 429 or 503', busy, {
        lacks: ({ part }) => !hasHeader(part, 'retry-after'),
        each: 'does not say when to come back',
        all: 'says when to come back',
        help: 'Describe the header `Retry-After`.',
      })
    },
  }),
})
