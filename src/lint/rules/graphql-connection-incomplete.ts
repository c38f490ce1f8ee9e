import { defineGraphqlRule } from '../graphql-rule.ts'

export const graphqlConnectionIncomplete = defineGraphqlRule({
  id: 'graphql-connection-incomplete',
  group: 'shape',
  summary:
    'What is called a connection is one: it tells the next page and can be asked for it, as clients expect of the name.',
  source: 'GraphQL Cursor Connections Specification (Relay)',
  example: {
    bad: `
      type Query { pets: PetConnection! }
      type PetConnection { nodes: [String] }`,
    good: `
      type Query { pets(first: Int, after: String): PetConnection! }
      type PetConnection { nodes: [String], pageInfo: PageInfo! }
      type PageInfo { hasNextPage: Boolean!, endCursor: String }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    type({ kind, name, coordinate, fields }) {
      if (kind !== 'object' || !name.endsWith('Connection')) return
      const has = (wanted: string) => fields.some((field) => field.name === wanted)
      if (!has('pageInfo'))
        report({
          at: coordinate,
          message: `\`${name}\` is called a connection and does not tell the next page`,
          help: 'Give it `pageInfo: PageInfo!`.',
          subject: 'pageInfo',
        })
      if (!has('edges') && !has('nodes'))
        report({
          at: coordinate,
          message: `\`${name}\` is called a connection and holds neither \`edges\` nor \`nodes\``,
          help: 'Give it `edges`, or call it something else.',
          subject: 'edges',
        })
    },
    field({ coordinate, type, arguments: taken }) {
      if (!type.name.endsWith('Connection') || type.isList) return
      const names = new Set(taken.map(({ name }) => name))
      if ((names.has('first') && names.has('after')) || (names.has('last') && names.has('before'))) return
      report({
        at: coordinate,
        message: `\`${coordinate}\` gives a connection and cannot be asked for its next page`,
        help: 'Take `first` and `after`, or `last` and `before`.',
      })
    },
  }),
})
