import { defineGraphqlRule } from '../graphql-rule.ts'
import { isPageName } from '../vocabulary/pagination.ts'

export const graphqlListUnpaged = defineGraphqlRule({
  id: 'graphql-list-unpaged',
  group: 'shape',
  summary:
    'Lists of what has an identity are read in pages, because such lists grow, and adding pages later breaks those who read all.',
  source: 'GraphQL Cursor Connections Specification (Relay)',
  example: {
    bad: `
      type Query { pets: [Pet!]! }
      type Pet { id: ID! }`,
    good: `
      type Query { pets(first: Int!, after: String): [Pet!]! }
      type Pet { id: ID! }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, { types }) => ({
    field(field) {
      const { coordinate, type, of } = field
      // What lists stand in a page is the page's own affair.
      if (!type.isList || isPage(of) || field.arguments.some(({ name }) => isPageName(name) || isKey(name))) return
      if (types.get(type.name)?.fields.some(({ name }) => name === 'id') !== true) return
      report({
        at: coordinate,
        message: `\`${coordinate}\` gives all there are at once`,
        help: 'Take `first` and `after`; new ones may give a connection.',
      })
    },
  }),
})

function isPage(type: string): boolean {
  return /(?:Connection|Edge|Page|List|Payload|Result|Results|Response)$/.test(type)
}

/** `nodes(ids: [ID!]!)` gives as many as were asked for. */
function isKey(name: string): boolean {
  return /^(?:ids|.*Ids|keys|representations)$/.test(name)
}
