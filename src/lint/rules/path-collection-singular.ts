import { defineRule } from '../rule.ts'
import { isPlural, wordsOf } from '../vocabulary/words.ts'

export const pathCollectionSingular = defineRule({
  id: 'path-collection-singular',
  group: 'resources',
  summary: 'What holds many is named in the plural, so that `/pets` and `/pets/{id}` read as the many and the one.',
  source: 'Zalando RESTful API Guidelines, rule 134',
  example: {
    bad: `
      paths:
        /pet/{id}: {}`,
    good: `
      paths:
        /pets/{id}: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    path(path, at) {
      const segments = path.split('/')
      segments.forEach((segment, index) => {
        const next = segments[index + 1] ?? ''
        const word = wordsOf(segment).at(-1)
        if (word === undefined || segment.includes('{') || !/^\{[^}]*\}$/.test(next)) return
        if (isPlural(word) || /^(?:v?\d+|by)$/.test(word) || segment.startsWith('by-')) return
        report({
          at,
          message: `The segment \`${segment}\` holds many and is named in the singular`,
          help: 'Name it in the plural.',
          subject: segment,
        })
      })
    },
  }),
})
