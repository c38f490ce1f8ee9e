import { defineRule, operationOf } from '../rule.ts'

export const operationSummaryMissing = defineRule({
  id: 'operation-summary-missing',
  summary: 'Operations have a summary, because lists of them in docs and reviews show nothing else.',
  severity: 'warning',
  presets: ['recommended'],
  visit: (report) => ({
    operation(node) {
      const { summary } = node.value
      if (typeof summary === 'string' && summary.trim() !== '') return
      const operation = operationOf(node) ?? node.key.toUpperCase()
      report({
        at: node,
        message: `\`${operation}\` has no summary`,
        help: 'Say in a few words what it does, in `summary`.',
      })
    },
  }),
})
