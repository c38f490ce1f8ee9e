import { graphqlListUnpaged } from '#lint/rules/graphql-list-unpaged.ts'
import { testRule } from './test-rule.ts'

testRule(graphqlListUnpaged, {
  accepts: {
    'lists of values, and of parts that have no identity': `type Query { tags: [String!]!, pet: Pet }
type Pet { id: ID!, legs: [Leg!]! }
type Leg { length: Int }`,
    'pages, and what is asked for by its identifiers': `type Query { pets(first: Int!): PetConnection, nodes(ids: [ID!]!): [Pet]! }
type PetConnection { nodes: [Pet!]!, edges: [PetEdge!]! }
type PetEdge { node: Pet! }
type Pet { id: ID! }`,
  },
  rejects: {
    'lists of what has an identity, at the top and below': {
      contract: `type Query { pets(name: String): [Pet!]! }
type Pet { id: ID!, owners: [Owner] }
interface Owner { id: ID! }`,
      findings: [
        {
          at: 'schema.graphql:1:14',
          message: '`Query.pets` gives all there are at once',
          help: 'Take `first` and `after`; new ones may give a connection.',
        },
        {
          at: 'schema.graphql:2:21',
          message: '`Pet.owners` gives all there are at once',
          help: 'Take `first` and `after`; new ones may give a connection.',
        },
      ],
    },
  },
})
