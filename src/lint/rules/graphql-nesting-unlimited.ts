import { defineGraphqlRule } from '../graphql-rule.ts'
import { shortestCircle } from '../vocabulary/graphql-circles.ts'

export const graphqlNestingUnlimited = defineGraphqlRule({
  id: 'graphql-nesting-unlimited',
  group: 'security',
  summary:
    'Where queries can nest without end, the schema says what they cost: depth is the server’s to limit, and nobody sees there is no limit.',
  source: 'OWASP API4:2023 Unrestricted Resource Consumption, IBM GraphQL Cost Directives',
  example: {
    bad: `
      type Query { user(id: ID!): User }
      type User { name: String, friends(first: Int!): [User!]! }`,
    good: `
      type Query { user(id: ID!): User }
      type User { name: String, friends(first: Int!): [User!]! @listSize(slicingArguments: ["first"]) }`,
  },
  severity: 'info',
  isRecommended: false,
  visit(report, { types, query }) {
    let isPriced = false
    return {
      type: ({ directives }) => {
        isPriced ||= directives.some(isPrice)
      },
      field: ({ directives }) => {
        isPriced ||= directives.some(isPrice)
      },
      end() {
        const circle = query === null || isPriced ? null : shortestCircle(query, types)
        if (query === null || circle === null) return
        const way = circle.fields.map(({ coordinate }) => `\`${coordinate}\``).join(', ')
        report({
          at: query.coordinate,
          message: `Queries can nest without end: ${way} ${circle.fields.length > 1 ? 'lead' : 'leads'} back to \`${circle.type}\`${circle.isMultiplying ? ', each time to many' : ''}`,
          help: 'Limit depth or cost at the server, and say the costs in the schema by `@cost` and `@listSize`.',
        })
      },
    }
  },
})

function isPrice(directive: string): boolean {
  return /^(?:cost|listSize|complexity|rateLimit|maxDepth)$/i.test(directive)
}
