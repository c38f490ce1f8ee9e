import { defineGraphqlRule, type Field, type Input } from '../graphql-rule.ts'
import { isMoment } from '../vocabulary/moments.ts'

export const graphqlDateNotScalar = defineGraphqlRule({
  id: 'graphql-date-not-scalar',
  group: 'shape',
  summary: 'Dates and times have a scalar of their own, so that clients parse them and servers refuse wrong ones.',
  source: 'GraphQL Scalars (scalars.graphql.org): DateTime, LocalDate',
  example: {
    bad: `
      type Query { createdAt: String }`,
    good: `
      type Query { createdAt: DateTime }
      scalar DateTime @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time.html")`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report) {
    const judge = ({ name, coordinate, type }: Field | Input) => {
      if (!isMoment(name) || !['String', 'Int', 'Float'].includes(type.name)) return
      report({
        at: coordinate,
        message: `\`${coordinate}\` is a \`${type.name}\`, not a date`,
        help: 'Let new ones be of a scalar such as `DateTime`.',
      })
    }
    return { field: judge, input: judge }
  },
})
