import { defineGraphqlRule, type Field } from '../graphql-rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const graphqlMutationResultClosed = defineGraphqlRule({
  id: 'graphql-mutation-result-closed',
  group: 'shape',
  summary:
    'A mutation gives an object of its own, because a bare value or list has no room for errors, or for what changed besides.',
  source: 'GraphQL Input Object Mutations Specification (Relay), Shopify GraphQL Design Tutorial, rule 23',
  example: {
    bad: `
      type Query { pets: Int }
      type Mutation { deletePet(id: ID!): Boolean }`,
    good: `
      type Query { pets: Int }
      type Mutation { deletePet(id: ID!): DeletePetPayload }
      type DeletePetPayload { deletedId: ID, errors: [String!]! }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { mutation, types }) => ({
    end() {
      const mutations = {
        things: mutation?.fields ?? [],
        noun: 'mutations',
        whole: mutation?.coordinate ?? '',
        nameOf: ({ coordinate }: Field) => `\`${coordinate}\``,
        placeOf: ({ coordinate }: Field) => coordinate,
      }
      reportLackingThings(report, mutations, {
        lacks: ({ type }) =>
          type.isList || !['object', 'interface', 'union'].includes(types.get(type.name)?.kind ?? ''),
        each: 'gives a bare value, to which nothing can be added',
        all: 'gives an object, to which something can be added',
        help: 'Let new ones give an object: `…Payload`.',
      })
    },
  }),
})
