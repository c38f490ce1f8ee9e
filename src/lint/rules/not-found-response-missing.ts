import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { answers } from '../vocabulary/operations.ts'

export const notFoundResponseMissing = defineRule({
  id: 'not-found-response-missing',
  group: 'shape',
  summary:
    'What is addressed by an identifier says what an unknown one gets, so that clients can tell it from other errors.',
  source: 'RFC 9110 section 15.5.5',
  example: {
    bad: `
      paths:
        /pets/{id}:
          get: { responses: { '200': { description: The pet. } } }`,
    good: `
      paths:
        /pets/{id}:
          get: { responses: { '200': { description: The pet. }, '404': { description: No such pet. } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: ({ path }) => path.includes('{'),
        lacks: (operation) => !answers(operation, 404) && !answers(operation, 410),
        each: 'does not describe the 404 response',
        all: 'with an identifier in their path describes the 404 response',
        help: 'Describe it, or `4XX`.',
      })
    },
  }),
})
