import { defineRule } from '../rule.ts'
import { unboundedInput } from '../vocabulary/unbounded.ts'

export const arrayUnbounded = defineRule({
  id: 'array-unbounded',
  group: 'security',
  summary: 'Lists that callers send have a largest size, or one call does the work of thousands.',
  source: 'OWASP API4:2023 Unrestricted Resource Consumption',
  example: {
    bad: `
      paths:
        /pets:
          post: { requestBody: { content: { application/json: { schema: { type: array, items: { type: integer } } } } } }`,
    good: `
      paths:
        /pets:
          post: { requestBody: { content: { application/json: { schema: { type: array, maxItems: 100, items: { type: integer } } } } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) =>
    unboundedInput(report, contract, {
      types: ['array'],
      isBounded: ({ value }) => Object.hasOwn(value, 'maxItems'),
      each: 'may be a list of any size',
      all: 'lists that callers send has a largest size',
      help: 'Give it `maxItems`.',
    }),
})
