import type { JsonObject } from '../../contract/contract.ts'
import { defineRule, operationOf } from '../rule.ts'

export const operationSecurityUndeclared = defineRule({
  id: 'operation-security-undeclared',
  summary:
    'Every operation says who may call it, itself or through the document; being open to all is written as `security: []`.',
  severity: 'warning',
  presets: ['recommended'],
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
