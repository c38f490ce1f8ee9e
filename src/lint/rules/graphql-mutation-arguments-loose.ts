import { defineGraphqlRule, type Field } from '../graphql-rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const graphqlMutationArgumentsLoose = defineGraphqlRule({
  id: 'graphql-mutation-arguments-loose',
  group: 'shape',
  summary:
    'A mutation takes one `input`, because an input type can grow, be documented and be built by clients as one thing.',
  source: 'GraphQL Input Object Mutations Specification (Relay), Shopify GraphQL Design Tutorial, rule 22',
  example: {
    bad: `
      type Query { pets: Int }
      type Mutation { renamePet(id: ID!, name: String!): Int }`,
    good: `
      type Query { pets: Int }
      type Mutation { renamePet(input: RenamePetInput!): Int }
      input RenamePetInput { id: ID!, name: String! }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { mutation }) => ({
    end() {
      const mutations = {
        things: mutation?.fields ?? [],
        noun: 'mutations',
        whole: mutation?.coordinate ?? '',
        nameOf: ({ coordinate }: Field) => `\`${coordinate}\``,
        placeOf: ({ coordinate }: Field) => coordinate,
      }
      reportLackingThings(report, mutations, {
        // What takes one identifier and no more is as clear as it gets.
        lacks: ({ arguments: taken }) => taken.length > 1 && !taken.some(({ name }) => name === 'input'),
        each: 'takes its arguments one by one',
        all: 'takes one `input`',
        help: 'Let new ones take one argument `input: …Input!`.',
      })
    },
  }),
})
