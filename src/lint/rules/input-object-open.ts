import { calledBy, defineRule } from '../rule.ts'
import { inputSchemasOf } from '../vocabulary/input-schemas.ts'
import { isOfType } from '../vocabulary/operations.ts'

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
  visit: (report, contract) => ({
    schema(node) {
      if (!isOfType(node, 'object') || !inputSchemasOf(contract).has(node.value)) return
      // A part of an `allOf` must stay open for what the other parts say, and a map is meant to be open.
      if (node.keyword === 'allOf' || Object.hasOwn(node.value, 'allOf')) return
      if (['additionalProperties', 'unevaluatedProperties'].some((key) => Object.hasOwn(node.value, key))) return
      report({
        at: node,
        message: `${calledBy(node)} may have any members beside those described`,
        help: 'Give it `additionalProperties: false`.',
      })
    },
  }),
})
