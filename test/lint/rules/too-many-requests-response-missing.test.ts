import { tooManyRequestsResponseMissing } from '#lint/rules/too-many-requests-response-missing.ts'
import { testRule } from './test-rule.ts'

const help = 'Describe it, or `4XX`.'

testRule(tooManyRequestsResponseMissing, {
  accepts: {
    'the status, its range or the default': `paths:
  /a: { get: { responses: { '429': {} } }, put: { responses: { 4xx: {} } }, post: { responses: { default: {} } } }`,
  },
  rejects: {
    'one operation among others': {
      contract: "paths:\n  /a:\n    get: { responses: { '429': {} } }\n    put: { responses: { '200': {} } }",
      findings: [{ at: 'openapi.yaml:6:5', message: '`PUT /a` does not describe the 429 response', help }],
    },
    'all operations, as the one decision it is': {
      contract: "paths:\n  /a:\n    get: { responses: { '200': {} } }\n    put: { responses: { '200': {} } }",
      findings: [{ at: 'openapi.yaml:3:1', message: 'None of the 2 operations describes the 429 response', help }],
    },
  },
})
