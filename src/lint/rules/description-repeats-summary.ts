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
  fixes: 'Deletes the description.',
  visit: (report, contract) => ({
    document() {
      for (const { name, value, file, pointer } of operationsOf(contract)) {
        const { summary, description, operationId } = value
        if (typeof description !== 'string' || description.trim() === '') continue
        const said = wordsOf(description).join(' ')
        const repeats = (text: unknown) => typeof text === 'string' && wordsOf(text).join(' ') === said
        if (![summary, operationId].some(repeats)) continue
        const at = { file, pointer: pointerTo(pointer, 'description') }
        report({
          at,
          message: `The description of \`${name}\` only repeats its summary or its name`,
          help: 'Say when to use it, what it changes, what to expect; or delete it.',
          fix: repeats(summary) ? { title: 'Delete the description.', edits: [{ kind: 'remove', ...at }] } : undefined,
        })
      }
    },
  }),
})
