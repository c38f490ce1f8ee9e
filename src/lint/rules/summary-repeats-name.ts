import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const summaryRepeatsName = defineRule({
  id: 'summary-repeats-name',
  group: 'documentation',
  summary: 'A summary says more than the name or the address it stands beside.',
  source: 'Google AIP-192',
  example: {
    bad: `
      paths:
        /pets:
          get: { operationId: listPets, summary: List pets }`,
    good: `
      paths:
        /pets:
          get: { operationId: listPets, summary: 'Find pets by kind, age or owner' }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const operation of operationsOf(contract)) {
        const { summary, operationId } = operation.value
        if (typeof summary !== 'string' || summary.trim() === '') continue
        const said = wordsOf(summary)
          .filter((word) => !['a', 'an', 'all', 'the'].includes(word))
          .join(' ')
        const names = [operationId, operation.path, operation.name].map((name) => wordsOf(String(name ?? '')).join(' '))
        if (!names.includes(said)) continue
        report({
          at: operation,
          message: `The summary of \`${operation.name}\` only repeats its name`,
          help: 'Say what it is good for, or what is special about it.',
        })
      }
    },
  }),
})
