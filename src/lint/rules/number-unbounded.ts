import type { JsonObject } from '../../contract/contract.ts'
import { defineRule } from '../rule.ts'
import { unboundedInput } from '../vocabulary/unbounded.ts'

export const numberUnbounded = defineRule({
  id: 'number-unbounded',
  group: 'security',
  summary: 'Numbers that callers send have bounds, because what counts, sizes or repeats by them has some.',
  source: 'OWASP API4:2023 Unrestricted Resource Consumption',
  example: {
    bad: `
      paths:
        /pets:
          post: { requestBody: { content: { application/json: { schema: { type: integer } } } } }`,
    good: `
      paths:
        /pets:
          post: { requestBody: { content: { application/json: { schema: { type: integer, minimum: 1, maximum: 100 } } } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) =>
    unboundedInput(report, contract, {
      types: ['integer', 'number'],
      isBounded: ({ value }) =>
        hasOne(value, 'enum', 'const') ||
        (hasOne(value, 'minimum', 'exclusiveMinimum') && hasOne(value, 'maximum', 'exclusiveMaximum')),
      each: 'may be any number',
      all: 'numbers that callers send has bounds',
      help: 'Give it `minimum` and `maximum`.',
    }),
})

function hasOne(schema: JsonObject, ...keys: readonly string[]): boolean {
  return keys.some((key) => Object.hasOwn(schema, key))
}
