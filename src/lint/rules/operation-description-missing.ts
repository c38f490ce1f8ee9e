import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'

export const operationDescriptionMissing = defineRule({
  id: 'operation-description-missing',
  group: 'documentation',
  summary: 'Operations are described: when to use them, what they change, what to expect.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.10',
  example: {
    bad: `
      paths:
        /pets:
          get: { summary: Find pets }`,
    good: `
      paths:
        /pets:
          get: { summary: Find pets, description: Those sold are left out. }`,
  },
  severity: 'info',
  isRecommended: false,
  supersedes: ['operation-description'],
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        lacks: ({ value: { description } }) => typeof description !== 'string' || description.trim() === '',
        each: 'is not described',
        all: 'is described',
        help: 'Say in `description` when to use it and what to expect.',
      })
    },
  }),
})
