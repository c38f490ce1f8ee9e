import { retryAfterMissing } from '#lint/rules/retry-after-missing.ts'
import { testRule } from './test-rule.ts'

testRule(retryAfterMissing, {
  accepts: {
    'the header in any case': "paths: { /a: { get: { responses: { '503': { headers: { retry-after: {} } } } } } }",
  },
  rejects: {
    'a response that two operations share, once, where it is written': {
      contract: `paths:
  /a: { get: { responses: { '429': { $ref: '#/components/responses/Busy' } } } }
  /b: { get: { responses: { '429': { $ref: '#/components/responses/Busy' } } } }
components:
  responses:
    Busy: { description: Too often. }`,
      findings: [
        {
          at: 'openapi.yaml:8:5',
          message: 'The 429 response of `GET /a` does not say when to come back',
          help: 'Describe the header `Retry-After`.',
        },
      ],
    },
  },
})
