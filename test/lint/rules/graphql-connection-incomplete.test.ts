import { graphqlConnectionIncomplete } from '#lint/rules/graphql-connection-incomplete.ts'
import { testRule } from './test-rule.ts'

testRule(graphqlConnectionIncomplete, {
  accepts: {
    'one that can only be read backwards': `type Query { pets(last: Int, before: String): PetConnection }
type PetConnection { edges: [String], pageInfo: PageInfo! }
type PageInfo { startCursor: String }`,
  },
  rejects: {
    'a connection by name alone': {
      contract: 'type Query { pets(first: Int): PetConnection }\ntype PetConnection { all: [String] }',
      findings: [
        {
          at: 'schema.graphql:1:14',
          message: '`Query.pets` gives a connection and cannot be asked for its next page',
          help: 'Take `first` and `after`, or `last` and `before`.',
        },
        {
          at: 'schema.graphql:2:6',
          message: '`PetConnection` is called a connection and does not tell the next page',
          help: 'Give it `pageInfo: PageInfo!`.',
        },
        {
          at: 'schema.graphql:2:6',
          message: '`PetConnection` is called a connection and holds neither `edges` nor `nodes`',
          help: 'Give it `edges`, or call it something else.',
        },
      ],
    },
  },
})
