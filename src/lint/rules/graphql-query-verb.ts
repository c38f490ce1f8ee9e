import { defineGraphqlRule } from '../graphql-rule.ts'

export const graphqlQueryVerb = defineGraphqlRule({
  id: 'graphql-query-verb',
  group: 'resources',
  summary: 'Queries are named by what they give, because that they get it is said already.',
  source: 'Shopify GraphQL Design Tutorial, rule 6; GraphQL specification (September 2025), Appendix D',
  example: {
    bad: `
      type Query { getPet(id: ID!): String }`,
    good: `
      type Query { pet(id: ID!): String }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { query }) => ({
    end() {
      for (const { name, coordinate } of query?.fields ?? []) {
        const bare = /^(?:get|fetch|list|find|retrieve|load|query)(?=[A-Z])(.+)$/.exec(name)?.[1]
        if (bare !== undefined)
          report({
            at: coordinate,
            message: `\`${coordinate}\` says in its name that it gets something`,
            help: `Call new ones by what they give: \`${bare.charAt(0).toLowerCase()}${bare.slice(1)}\`.`,
          })
      }
    },
  }),
})
