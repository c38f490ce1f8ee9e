import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

const changing = new Set([
  'add',
  'approve',
  'cancel',
  'create',
  'delete',
  'insert',
  'patch',
  'remove',
  'reset',
  'revoke',
  'set',
  'update',
])

export const safeMethodThatChanges = defineRule({
  id: 'safe-method-that-changes',
  group: 'resources',
  summary: 'GET and HEAD change nothing, because crawlers, caches and retries call them unasked.',
  source: 'RFC 9110 section 9.2.1',
  example: {
    bad: `
      paths:
        /pets/{id}/sold:
          get: { operationId: cancelSale }`,
    good: `
      paths:
        /pets/{id}/sold:
          delete: { operationId: cancelSale }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const operation of operationsOf(contract)) {
        const id = operation.value['operationId']
        const [verb = ''] = typeof id === 'string' ? wordsOf(id.replace(/^.*[/.]/, '')) : []
        if ((operation.method !== 'get' && operation.method !== 'head') || !changing.has(verb)) continue
        report({
          at: operation,
          message: `\`${operation.name}\` is called \`${String(id)}\`, and a ${operation.method.toUpperCase()} must not change anything`,
          help: 'Make it a POST, PUT, PATCH or DELETE, or name it after what it reads.',
        })
      }
    },
  }),
})
