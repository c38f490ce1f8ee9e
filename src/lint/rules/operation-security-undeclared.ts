import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'

export const operationSecurityUndeclared = defineRule({
  id: 'operation-security-undeclared',
  group: 'security',
  summary:
    'Every operation says who may call it, itself or through the document; being open to all is written as `security: []`.',
  source: 'OWASP API2:2023 Broken Authentication',
  example: {
    bad: `
      paths:
        /pets:
          get: {}`,
    good: `
      paths:
        /pets:
          get: { security: [{ key: [] }] }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report, contract) => ({
    document() {
      // Only operations of `paths`: webhooks and callbacks are called by us, not by the API's consumers.
      reportLacking(report, contract, {
        lacks: ({ value }) => !Object.hasOwn(contract.root, 'security') && !Object.hasOwn(value, 'security'),
        each: 'does not say what credential it asks for',
        all: 'says what credential it asks for',
        help: 'Add `security` to it or to the document; `security: []` opens it to everyone.',
      })
    },
  }),
})
