import type { JsonObject } from '../../contract/contract.ts'
import { defineRule, operationOf } from '../rule.ts'

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
  visit: (report) => {
    let document: JsonObject = {}
    return {
      document({ value }) {
        document = value
      },
      operation(node) {
        const operation = operationOf(node)
        // Webhooks and callbacks are called by us, not by the API's consumers.
        if (operation === undefined || node.parent?.keyword !== 'paths') return
        if (Object.hasOwn(document, 'security') || Object.hasOwn(node.value, 'security')) return
        report({
          at: node,
          message: `\`${operation}\` does not say what credential it asks for`,
          help: 'Add `security` to it or to the document; `security: []` opens it to everyone.',
        })
      },
    }
  },
})
