import { defineRule } from '../rule.ts'
import { unboundedInput } from '../vocabulary/unbounded.ts'

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
  visit: (report, contract) =>
    unboundedInput(report, contract, {
      types: ['string'],
      isBounded: ({ value }) =>
        ['maxLength', 'enum', 'const', 'pattern'].some((key) => Object.hasOwn(value, key)) || isShort(value['format']),
      each: 'may be a text of any length',
      all: 'texts that callers send has a longest length',
      help: 'Give it `maxLength`, `enum`, or a format of fixed length such as `uuid`.',
    }),
})

/** Formats whose texts are short by what they are. */
function isShort(format: unknown): boolean {
  return ['date', 'date-time', 'time', 'duration', 'uuid', 'ipv4', 'ipv6'].includes(String(format))
}
