import { defineRule } from '../rule.ts'
import { unboundedInput } from '../vocabulary/unbounded.ts'

export const inputObjectOpen = defineRule({
  id: 'input-object-open',
  group: 'security',
  summary: 'Objects that callers send are closed, or a member nobody meant, `isAdmin` say, is stored with the others.',
  source: 'OWASP API3:2023 Broken Object Property Level Authorization',
  example: {
    bad: `
      paths:
        /pets:
          post:
            requestBody: { content: { application/json: { schema: { type: object, properties: { name: {} } } } } }`,
    good: `
      paths:
        /pets:
          post:
            requestBody:
              content:
                application/json:
                  schema: { type: object, properties: { name: {} }, additionalProperties: false }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) =>
    unboundedInput(report, contract, {
      types: ['object'],
      isBounded: ({ keyword, value }) =>
        // A part of an `allOf` must stay open for what the other parts say, and a map is meant to be open.
        keyword === 'allOf' ||
        ['allOf', 'additionalProperties', 'unevaluatedProperties'].some((key) => Object.hasOwn(value, key)),
      each: 'may have any members beside those described',
      all: 'objects that callers send is closed',
      help: 'Give it `additionalProperties: false`.',
    }),
})
