import { defineRule } from '../rule.ts'
import { eachDeprecated } from '../vocabulary/deprecated.ts'

export const deprecatedSunsetUnsaid = defineRule({
  id: 'deprecated-sunset-unsaid',
  kinds: ['openapi', 'asyncapi'],
  group: 'evolution',
  summary: 'What is deprecated says until when it works, so that those who use it can plan.',
  source: 'RFC 8594 section 3',
  example: {
    bad: `
      paths:
        /pets:
          get: { deprecated: true }`,
    good: `
      paths:
        /pets:
          get: { deprecated: true, x-sunset: '2027-06-30' }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) =>
    eachDeprecated((node, thing) => {
      if (Object.hasOwn(node.value, 'x-sunset')) return
      report({
        at: node,
        message: `${thing} is deprecated, and nobody knows until when it works`,
        help: 'Write the date after `x-sunset`.',
      })
    }),
})
