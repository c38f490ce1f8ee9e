import { operationSecurityUndeclared } from '#lint/rules/operation-security-undeclared.ts'
import { testRule } from './test-rule.ts'

testRule(operationSecurityUndeclared, {
  accepts: {
    'a document that says it for all': 'security: [{ key: [] }]\npaths: { /pets: { get: {} } }',
    'an operation that says so itself': 'paths: { /pets: { get: { security: [] } } }',
    'webhooks and callbacks, which are calls to the consumer':
      'webhooks: { done: { post: {} } }\npaths: { /a: { get: { security: [], callbacks: { c: { "{$url}": { post: {} } } } } } }',
  },
  rejects: {
    'an operation of which nothing is said': {
      contract: 'paths:\n  /pets:\n    get: {}',
      findings: [
        {
          at: 'openapi.yaml:5:5',
          message: '`GET /pets` does not say what credential it asks for',
          help: 'Add `security` to it or to the document; `security: []` opens it to everyone.',
        },
      ],
    },
  },
})
