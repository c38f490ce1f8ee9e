import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { answers, isGuarded } from '../vocabulary/operations.ts'

export const unauthorizedResponseMissing = defineRule({
  id: 'unauthorized-response-missing',
  group: 'shape',
  summary: 'What asks for a credential says what a missing or wrong one gets, so that clients know when to renew it.',
  source: 'RFC 9110 section 15.5.2',
  example: {
    bad: `
      security: [{ key: [] }]
      paths:
        /pets:
          get: { responses: { '200': { description: All pets. } } }`,
    good: `
      security: [{ key: [] }]
      paths:
        /pets:
          get: { responses: { '200': { description: All pets. }, '401': { description: No valid key. } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: isGuarded,
        lacks: (operation) => !answers(operation, 401),
        each: 'asks for a credential and does not describe the 401 response',
        all: 'that ask for a credential describes the 401 response',
        help: 'Describe it, or `4XX`.',
      })
    },
  }),
})
