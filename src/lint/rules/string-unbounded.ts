import { calledBy, defineRule } from '../rule.ts'
import { inputSchemasOf } from '../vocabulary/input-schemas.ts'
import { isOfType } from '../vocabulary/operations.ts'

export const stringUnbounded = defineRule({
  id: 'string-unbounded',
  group: 'security',
  summary: 'Texts that callers send have a longest length, or one of them fills the memory.',
  source: 'OWASP API4:2023 Unrestricted Resource Consumption',
  example: {
    bad: `
      paths:
        /pets:
          post: { requestBody: { content: { application/json: { schema: { type: string } } } } }`,
    good: `
      paths:
        /pets:
          post: { requestBody: { content: { application/json: { schema: { type: string, maxLength: 100 } } } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    schema(node) {
      if (!isOfType(node, 'string') || !inputSchemasOf(contract).has(node.value)) return
      if (
        ['maxLength', 'enum', 'const', 'pattern'].some((key) => Object.hasOwn(node.value, key)) ||
        isShort(node.value['format'])
      )
        return
      report({
        at: node,
        message: `${calledBy(node)} may be a text of any length`,
        help: 'Give it `maxLength`, `enum`, or a format of fixed length such as `uuid`.',
      })
    },
  }),
})

/** Formats whose texts are short by what they are. */
function isShort(format: unknown): boolean {
  return ['date', 'date-time', 'time', 'duration', 'uuid', 'ipv4', 'ipv6'].includes(String(format))
}
