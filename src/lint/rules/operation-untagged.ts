import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'

export const operationUntagged = defineRule({
  id: 'operation-untagged',
  group: 'documentation',
  summary: 'Operations have a tag, because documentation and SDKs are divided by them.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.22',
  example: {
    bad: `
      paths:
        /pets:
          get: {}`,
    good: `
      paths:
        /pets:
          get: { tags: [pets] }`,
  },
  severity: 'info',
  isRecommended: false,
  supersedes: ['operation-tags'],
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        lacks: ({ value: { tags } }) => !Array.isArray(tags) || tags.length === 0,
        each: 'has no tag',
        all: 'has a tag',
        help: 'Name one in `tags`.',
      })
    },
  }),
})
