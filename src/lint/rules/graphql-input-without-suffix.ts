import { defineGraphqlRule, type Type } from '../graphql-rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const graphqlInputWithoutSuffix = defineGraphqlRule({
  id: 'graphql-input-without-suffix',
  group: 'shape',
  summary: 'Types that callers send end in `Input`, because they share their names with those that come back.',
  source: 'GraphQL specification (September 2025), Appendix D: Names',
  example: {
    bad: `
      type Query { pets(filter: PetFilter): Int }
      input PetFilter { name: String }`,
    good: `
      type Query { pets(filter: PetFilterInput): Int }
      input PetFilterInput { name: String }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { types }) => ({
    end() {
      const inputs = {
        things: [...types.values()].filter(({ kind, name }) => kind === 'input' && !name.includes('__')),
        noun: 'types that callers send',
        whole: '',
        nameOf: ({ name }: Type) => `\`${name}\``,
        placeOf: ({ coordinate }: Type) => coordinate,
      }
      reportLackingThings(report, inputs, {
        lacks: ({ name }) => !/Input$|_input$/.test(name),
        each: 'is what callers send, and its name does not say so',
        all: 'says so in its name',
        help: 'Let new ones end in `Input`.',
      })
    },
  }),
})
