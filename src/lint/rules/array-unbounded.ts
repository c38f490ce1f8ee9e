import { calledBy, defineRule } from '../rule.ts'
import { inputSchemasOf } from '../vocabulary/input-schemas.ts'
import { isOfType } from '../vocabulary/operations.ts'

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
  visit: (report, contract) => ({
    schema(node) {
      if (!isOfType(node, 'array') || !inputSchemasOf(contract).has(node.value)) return
      if (Object.hasOwn(node.value, 'maxItems')) return
      report({
        at: node,
        message: `${calledBy(node)} may be a list of any size`,
        help: 'Give it `maxItems`.',
      })
    },
  }),
})
