import { type Deprecable, defineGraphqlRule } from '../graphql-rule.ts'

export const graphqlDeprecationReasonUnsaid = defineGraphqlRule({
  id: 'graphql-deprecation-reason-unsaid',
  group: 'evolution',
  summary: 'What is deprecated says why, because the default says nothing: “No longer supported”.',
  source: 'GraphQL specification (September 2025), section 3.13.3',
  example: {
    bad: `
      type Query { pet: String @deprecated }`,
    good: `
      type Query {
        pet: String @deprecated(reason: "Use animal instead.")
        animal: String
      }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit(report) {
    const judge = ({ coordinate, deprecated }: Deprecable) => {
      if (deprecated === null || !/^(?:no longer supported\.?)?$/i.test(deprecated.trim())) return
      report({
        at: coordinate,
        message: `\`${coordinate}\` is deprecated, and nobody knows why`,
        help: 'Say so: `@deprecated(reason: "Use … instead.")`.',
      })
    }
    return { field: judge, input: judge, value: judge }
  },
})
