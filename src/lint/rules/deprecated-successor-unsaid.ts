import { defineRule } from '../rule.ts'
import { eachDeprecated, namesSuccessor } from '../vocabulary/deprecated.ts'

export const deprecatedSuccessorUnsaid = defineRule({
  id: 'deprecated-successor-unsaid',
  kinds: ['openapi', 'asyncapi'],
  group: 'evolution',
  summary: 'What is deprecated says what to use instead, because nobody leaves without a place to go.',
  source: 'RFC 5829 section 3',
  example: {
    bad: `
      paths:
        /pets:
          get: { deprecated: true }`,
    good: `
      paths:
        /pets:
          get: { deprecated: true, description: Use /animals instead. }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) =>
    eachDeprecated((node, thing) => {
      if (namesSuccessor(node)) return
      report({
        at: node,
        message: `${thing} is deprecated, and nobody knows what to use instead`,
        help: 'Say so in its `description`, as in `Use … instead`.',
      })
    }),
})
