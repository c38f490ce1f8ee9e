import { defineRule } from '../rule.ts'
import { eachDeprecated, saysSince } from '../vocabulary/deprecated.ts'

export const deprecatedSinceUnsaid = defineRule({
  id: 'deprecated-since-unsaid',
  kinds: ['openapi', 'asyncapi'],
  group: 'evolution',
  summary: 'What is deprecated says since when, so that those who use it know how long they have known.',
  source: 'RFC 9745 section 2',
  example: {
    bad: `
      paths:
        /pets:
          get: { deprecated: true }`,
    good: `
      paths:
        /pets:
          get: { deprecated: true, x-deprecated-since: '2026-11-01' }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report) =>
    eachDeprecated((node, thing) => {
      if (saysSince(node)) return
      report({
        at: node,
        message: `${thing} is deprecated, and nobody knows since when`,
        help: 'Write the date after `x-deprecated-since`.',
      })
    }),
})
