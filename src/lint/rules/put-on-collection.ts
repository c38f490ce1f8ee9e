import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'
import { isPlural, wordsOf } from '../vocabulary/words.ts'

export const putOnCollection = defineRule({
  id: 'put-on-collection',
  group: 'resources',
  summary: 'PUT replaces one thing that its address names: on a collection it throws away what others have put there.',
  source: 'RFC 9110 section 9.3.4, Zalando RESTful API Guidelines, rule 148',
  example: {
    bad: `
      paths:
        /pets:
          post: { summary: Adds a pet. }
          put: { summary: Replaces all pets. }`,
    good: `
      paths:
        /pets:
          post: { summary: Adds a pet. }
        /pets/{id}:
          put: { summary: Replaces a pet. }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      const operations = operationsOf(contract)
      const adding = new Set(operations.filter(({ method }) => method === 'post').map(({ path }) => path))
      for (const operation of operations) {
        const { method, path, name } = operation
        const last = path.split('/').at(-1) ?? ''
        if (method !== 'put' || !adding.has(path) || last.startsWith('{') || !isPlural(wordsOf(last).at(-1) ?? ''))
          continue
        report({
          at: operation,
          message: `\`${name}\` replaces all that \`POST ${path}\` has added`,
          help: 'Replace one at a time; where all are meant, say in its description that the others go.',
        })
      }
    },
  }),
})
