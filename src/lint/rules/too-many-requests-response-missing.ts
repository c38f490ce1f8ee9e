import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { answers } from '../vocabulary/operations.ts'

export const tooManyRequestsResponseMissing = defineRule({
  id: 'too-many-requests-response-missing',
  group: 'shape',
  summary: 'Operations say what callers get who call too often, so that clients wait instead of failing.',
  source: 'RFC 6585 section 4',
  example: {
    bad: `
      paths:
        /pets:
          get: { responses: { '200': { description: All pets. } } }`,
    good: `
      paths:
        /pets:
          get: { responses: { '200': { description: All pets. }, '429': { description: Too often. } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        lacks: (operation) => !answers(operation, 429),
        each: 'does not describe the 429 response',
        all: 'describes the 429 response',
        help: 'Describe it, or `4XX`.',
      })
    },
  }),
})
