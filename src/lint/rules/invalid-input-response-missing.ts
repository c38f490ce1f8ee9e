import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { answers } from '../vocabulary/operations.ts'

export const invalidInputResponseMissing = defineRule({
  id: 'invalid-input-response-missing',
  group: 'shape',
  summary: 'What takes a body says what a wrong one gets, so that clients can show people what to correct.',
  source: 'RFC 9110 sections 15.5.1 and 15.5.21',
  example: {
    bad: `
      paths:
        /pets:
          post:
            requestBody: { content: { application/json: {} } }
            responses: { '201': { description: Created. } }`,
    good: `
      paths:
        /pets:
          post:
            requestBody: { content: { application/json: {} } }
            responses: { '201': { description: Created. }, '422': { description: Not a pet. } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: ({ body }) => body !== null,
        lacks: (operation) => !answers(operation, 400) && !answers(operation, 422),
        each: 'takes a body and describes neither a 400 nor a 422 response',
        all: 'that take a body describes a 400 or a 422 response',
        help: 'Describe one of them, or `4XX`.',
      })
    },
  }),
})
