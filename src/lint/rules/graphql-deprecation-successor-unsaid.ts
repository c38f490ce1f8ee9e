import { type Deprecable, defineGraphqlRule } from '../graphql-rule.ts'
import { saysSuccessor } from '../vocabulary/deprecated.ts'

export const graphqlDeprecationSuccessorUnsaid = defineGraphqlRule({
  id: 'graphql-deprecation-successor-unsaid',
  group: 'evolution',
  summary: 'What is deprecated says what to use instead, because nobody leaves without a place to go.',
  source: 'GraphQL specification (September 2025), section 3.13.3',
  example: {
    bad: `
      type Query { pet: String @deprecated(reason: "This field is old.") }`,
    good: `
      type Query {
        pet: String @deprecated(reason: "Use animal instead.")
        animal: String
      }`,
  },
  severity: 'info',
  isRecommended: false,
  visit(report) {
    const judge = ({ coordinate, deprecated }: Deprecable) => {
      if (deprecated === null || deprecated.trim() === '' || saysSuccessor(deprecated)) return
      report({
        at: coordinate,
        message: `\`${coordinate}\` is deprecated, and nobody knows what to use instead`,
        help: 'Name it in the reason: `Use … instead.`; or say `no longer` of what is not needed any more.',
      })
    }
    return { field: judge, input: judge, value: judge }
  },
})
