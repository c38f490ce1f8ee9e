import { defineRule } from '../rule.ts'
import { wordsOf } from '../vocabulary/words.ts'

/** What a method says already. Verbs that no method means, `cancel` or `publish`, have to stand somewhere. */
const methodOf: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['get', 'fetch', 'list', 'retrieve', 'read', 'find'].map((verb) => [verb, 'GET'])),
  ...Object.fromEntries(['create', 'add', 'insert'].map((verb) => [verb, 'POST'])),
  ...Object.fromEntries(['update', 'modify', 'edit'].map((verb) => [verb, 'PATCH'])),
  ...Object.fromEntries(['delete', 'remove'].map((verb) => [verb, 'DELETE'])),
}

export const pathSegmentVerb = defineRule({
  id: 'path-segment-verb',
  group: 'resources',
  summary: 'Paths name things, because what is done to them is said by the method.',
  source: 'Zalando RESTful API Guidelines, rule 141',
  example: {
    bad: `
      paths:
        /getPets:
          get: {}`,
    good: `
      paths:
        /pets:
          get: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    path(path, at) {
      for (const segment of path.split('/')) {
        const [verb = '', ...nouns] = segment.startsWith('{') ? [] : wordsOf(segment)
        const method = Object.hasOwn(methodOf, verb) ? methodOf[verb] : undefined
        if (method === undefined || nouns.join() === 'ons') continue // `add-ons` are things
        report({
          at,
          message: `The segment \`${segment}\` says what is done, not what it is done to`,
          help: `Name the thing, and let the method ${method} say \`${verb}\`.`,
          subject: segment,
        })
      }
    },
  }),
})
