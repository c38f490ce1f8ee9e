import { defineGraphqlRule } from '../graphql-rule.ts'
import { reportNames } from '../vocabulary/graphql-names.ts'

export const graphqlTypeNotPascalCase = defineGraphqlRule({
  id: 'graphql-type-not-pascal-case',
  group: 'shape',
  summary: 'Types are written in PascalCase, as those of the language and of generated code are.',
  source: 'GraphQL specification (September 2025), Appendix D: Names',
  example: {
    bad: `
      type Query { pet: pet_owner }
      type pet_owner { name: String }`,
    good: `
      type Query { pet: PetOwner }
      type PetOwner { name: String }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report, { types }) => ({
    end() {
      const elements = [...types.values()]
      reportNames(report, { elements, noun: 'types', wanted: /^[A-Z][A-Za-z0-9]*$/, casing: 'PascalCase' })
    },
  }),
})
