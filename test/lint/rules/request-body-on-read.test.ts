import { requestBodyOnRead } from '#lint/rules/request-body-on-read.ts'
import { testRule } from './test-rule.ts'

testRule(requestBodyOnRead, {
  accepts: { 'a body where it has a meaning': 'paths: { /pets: { get: {}, post: { requestBody: {} } } }' },
  rejects: {
    // A public contract was generated with one on each of 213 operations.
    'an empty body, which can be deleted': {
      contract: `paths:
  /pets:
    get:
      summary: Lists them
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: {} } } } }`,
      findings: [
        {
          at: 'openapi.yaml:7:7',
          message: '`GET /pets` takes a request body',
          help: 'Move it to query parameters, or make the operation a POST.',
          fix: 'Delete the body: nothing can be sent in it.',
        },
      ],
    },
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
