import { type Coordinate, type Described, defineGraphqlRule } from '../graphql-rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const graphqlDescriptionMissing = defineGraphqlRule({
  id: 'graphql-description-missing',
  group: 'documentation',
  summary: 'Types and what can be asked and done are described, because explorers and editors show nothing else.',
  source: 'GraphQL specification (September 2025), section 2.2',
  example: {
    bad: `
      type Query { pet(id: ID!): String }`,
    good: `
      "What can be asked."
      type Query {
        "A pet that lives here; null where it has moved."
        pet(id: ID!): String
      }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { types, query, mutation, subscription }) => ({
    end() {
      const describe = (noun: string, whole: Coordinate, elements: readonly Described[]) => {
        const things = {
          ...{ things: elements.filter(({ name }) => !name.startsWith('_')), noun, whole },
          nameOf: ({ coordinate }: Described) => `\`${coordinate}\``,
          placeOf: ({ coordinate }: Described) => coordinate,
        }
        reportLackingThings(report, things, {
          lacks: ({ description }) => description === '',
          each: 'is not described',
          all: 'is described',
          help: 'Write a text in quotes above: what it is, when to use it, when it is null.',
        })
      }
      describe('types', '', [...types.values()])
      const roots = [query, mutation, subscription]
      describe(
        'queries and mutations',
        query?.coordinate ?? '',
        roots.flatMap((root) => root?.fields ?? []),
      )
    },
  }),
})
