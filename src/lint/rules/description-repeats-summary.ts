import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const descriptionRepeatsSummary = defineRule({
  id: 'description-repeats-summary',
  group: 'documentation',
  summary: 'A description says more than the summary it stands below, or readers learn to skip both.',
  source: 'Google AIP-192',
  example: {
    bad: `
      paths:
        /pets:
          get: { summary: Find pets by kind, description: Find pets by kind. }`,
    good: `
      paths:
        /pets:
          get: { summary: Find pets by kind, description: Those that were sold are found for another year. }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const { name, value, file, pointer } of operationsOf(contract)) {
        const { summary, description, operationId } = value
        if (typeof description !== 'string' || description.trim() === '') continue
        const said = wordsOf(description).join(' ')
        if (![summary, operationId].some((text) => typeof text === 'string' && wordsOf(text).join(' ') === said))
          continue
        report({
          at: { file, pointer: pointerTo(pointer, 'description') },
          message: `The description of \`${name}\` only repeats its summary or its name`,
          help: 'Say when to use it, what it changes, what to expect; or delete it.',
        })
      }
    },
  }),
})
