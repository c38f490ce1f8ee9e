import { type Described, defineGraphqlRule } from '../graphql-rule.ts'
import { reportNames } from '../vocabulary/graphql-names.ts'

export const graphqlFieldNotCamelCase = defineGraphqlRule({
  id: 'graphql-field-not-camel-case',
  group: 'shape',
  summary: 'Fields and arguments are written in camelCase, as the language and most clients write them.',
  source: 'GraphQL specification (September 2025), Appendix D: Names',
  example: {
    bad: `
      type Query { pet_owner(pet_id: ID!): String }`,
    good: `
      type Query { petOwner(petId: ID!): String }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit(report) {
    const elements: Described[] = []
    const collect = (element: Described) => elements.push(element)
    return {
      field: collect,
      input: collect,
      end: () =>
        reportNames(report, {
          elements,
          noun: 'fields and arguments',
          wanted: /^[a-z][A-Za-z0-9]*$/,
          casing: 'camelCase',
        }),
    }
  },
})
