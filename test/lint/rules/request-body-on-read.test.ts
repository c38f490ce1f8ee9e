import { requestBodyOnRead } from '#lint/rules/request-body-on-read.ts'
import { testRule } from './test-rule.ts'

testRule(requestBodyOnRead, {
  accepts: { 'a body where it has a meaning': 'paths: { /pets: { get: {}, post: { requestBody: {} } } }' },
  rejects: {
    'a body on GET': {
      contract: 'paths:\n  /pets:\n    get:\n      requestBody: {}',
      findings: [
        {
          at: 'openapi.yaml:6:7',
          message: '`GET /pets` takes a request body',
          help: 'Move it to query parameters, or make the operation a POST.',
        },
      ],
    },
  },
})
