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
        const words = wordsOf(segment)
        const word = words.at(-1)
        if (word === undefined || segment.includes('{') || !/^\{[^}]*\}$/.test(next)) return
        if (words.some(isPlural) || notACollection.test(word) || words[0] === 'by' || !namesOne(next, words)) return
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

/** Versions, prepositions, what is done or was done to things (`starred`), and what holds many by what it is. */
const notACollection = /^(?:v?\d+|by|.+(?:ed|ing)|list|set|group|pool|tree|proxy)$/

/** True for a parameter that picks one of many: `{id}`, `{pet_id}`, `{pet}`; not `{path}` or `{ref}` behind something else. */
function namesOne(parameter: string, words: readonly string[]): boolean {
  const named = wordsOf(parameter.slice(1, -1))
  const kinds = ['id', 'ids', 'gid', 'sid', 'uid', 'uuid', 'guid', 'key', 'number', 'slug', 'name', 'code']
  return kinds.includes(named.at(-1) ?? '') || named.join(' ') === words.join(' ') || words.at(-1) === named.at(-1)
}
