import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'

export const operationIdMissing = defineRule({
  id: 'operation-id-missing',
  group: 'documentation',
  summary:
    'Operations have an `operationId`, because SDKs name their methods by it and one made up changes with the path.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.10',
  example: {
    bad: `
      paths:
        /pets:
          get: {}`,
    good: `
      paths:
        /pets:
          get: { operationId: findPets }`,
  },
  severity: 'warning',
  isRecommended: false,
  supersedes: ['operation-operationId'],
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        lacks: ({ value }) => typeof value['operationId'] !== 'string',
        each: 'has no `operationId`',
        all: 'has an `operationId`',
        help: 'Give each one, and keep it.',
      })
    },
  }),
})
