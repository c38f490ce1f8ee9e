import { defineGraphqlRule } from '../graphql-rule.ts'

export const graphqlScalarUnspecified = defineGraphqlRule({
  id: 'graphql-scalar-unspecified',
  group: 'documentation',
  summary: 'Scalars of your own say where it is written what their values look like, because the schema cannot.',
  source: 'GraphQL specification (September 2025), section 3.13.4',
  example: {
    bad: `
      type Query { today: Date }
      scalar Date`,
    good: `
      type Query { today: Date }
      scalar Date @specifiedBy(url: "https://scalars.graphql.org/andimarek/local-date.html")`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report) => ({
    type({ kind, name, coordinate, directives }) {
      if (kind !== 'scalar' || /^_|__/.test(name) || directives.includes('specifiedBy')) return
      report({
        at: coordinate,
        message: `Nothing says what a \`${name}\` looks like`,
        help: 'Write `@specifiedBy(url: "…")` beside it.',
      })
    },
  }),
})
