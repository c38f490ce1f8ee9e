import { graphqlFieldNotCamelCase } from '#lint/rules/graphql-field-not-camel-case.ts'
import { testRule } from './test-rule.ts'

const twelve = 'one_a two_b three_c four_d five_e six_f seven_g eight_h nine_i ten_j eleven_k twelve_l'.split(' ')

testRule(graphqlFieldNotCamelCase, {
  accepts: {
    'abbreviations, and names of servers and federations':
      'type Query { petURL: String, _service: Int, join__graph: Int }',
  },
  rejects: {
    'fields, arguments, fields of inputs and arguments of directives, also where a type is extended': {
      contract: `directive @cached(max_age: Int) on FIELD_DEFINITION
type Query { pets(pet_name: String, filter: Filter): Int }
extend type Query { pet_count: Int }
input Filter { Name: String }`,
      findings: [
        {
          at: 'schema.graphql:1:19',
          message: '`@cached.max_age` is not in camelCase',
          help: 'Call it `maxAge`: beside this one, which is deprecated then.',
        },
        {
          at: 'schema.graphql:2:19',
          message: '`Query.pets.pet_name` is not in camelCase',
          help: 'Call it `petName`: beside this one, which is deprecated then.',
        },
        {
          at: 'schema.graphql:3:21',
          message: '`Query.pet_count` is not in camelCase',
          help: 'Call it `petCount`: beside this one, which is deprecated then.',
        },
        {
          at: 'schema.graphql:4:16',
          message: '`Filter.Name` is not in camelCase',
          help: 'Call it `name`: beside this one, which is deprecated then.',
        },
      ],
    },
    'another casing throughout, once': {
      contract: `type Query { ${twelve.map((name) => `${name}: Int`).join(', ')} }`,
      findings: [
        {
          at: 'schema.graphql:1:1',
          message: '12 of 12 fields and arguments are not in camelCase',
          help: 'Write new ones so, or turn the rule off.',
        },
      ],
    },
  },
})
