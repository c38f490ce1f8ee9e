import type { JsonObject } from '../../contract/contract.ts'
import { calledBy, defineRule } from '../rule.ts'
import { inputSchemasOf } from '../vocabulary/input-schemas.ts'
import { isOfType } from '../vocabulary/operations.ts'

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
  visit: (report, contract) => ({
    schema(node) {
      if (!isOfType(node, 'integer', 'number') || !inputSchemasOf(contract).has(node.value)) return
      if (
        hasOne(node.value, 'enum', 'const') ||
        (hasOne(node.value, 'minimum', 'exclusiveMinimum') && hasOne(node.value, 'maximum', 'exclusiveMaximum'))
      )
        return
      report({
        at: node,
        message: `${calledBy(node)} may be any number`,
        help: 'Give it `minimum` and `maximum`.',
      })
    },
  }),
})

function hasOne(schema: JsonObject, ...keys: readonly string[]): boolean {
  return keys.some((key) => Object.hasOwn(schema, key))
}
