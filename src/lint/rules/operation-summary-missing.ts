import { defineRule, operationOf } from '../rule.ts'

export const operationSummaryMissing = defineRule({
  id: 'operation-summary-missing',
  group: 'documentation',
  summary: 'Operations have a summary, because lists of them in docs and reviews show nothing else.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.10',
  example: {
    bad: `
      paths:
        /pets:
          get: {}`,
    good: `
      paths:
        /pets:
          get: { summary: List all pets }`,
  },
  severity: 'warning',
  isRecommended: true,
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
