import { graphqlDescriptionMissing } from '#lint/rules/graphql-description-missing.ts'
import { testRule } from './test-rule.ts'

const help = 'Write a text in quotes above: what it is, when to use it, when it is null.'

testRule(graphqlDescriptionMissing, {
  accepts: {
    'fields of other types, whose names may be enough':
      '"What can be asked."\ntype Query { "A pet." pet: Pet }\n"A pet."\ntype Pet { name: String }',
  },
  rejects: {
    'what is not described among what is': {
      contract: '"What can be asked."\ntype Query { "A pet." pet: Pet, owner: Int }\ntype Pet { name: String }',
      findings: [
        { at: 'schema.graphql:2:33', message: '`Query.owner` is not described', help },
        { at: 'schema.graphql:3:6', message: '`Pet` is not described', help },
      ],
    },
    'all at once where nothing is': {
      contract: 'type Query { pet: Pet, owner: Int }\ntype Pet { name: String }',
      findings: [
        { at: 'schema.graphql:1:1', message: 'None of the 2 types is described', help },
        { at: 'schema.graphql:1:6', message: 'None of the 2 queries and mutations is described', help },
      ],
    },
  },
})
