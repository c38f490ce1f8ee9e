import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { answers } from '../vocabulary/operations.ts'

export const conflictResponseMissing = defineRule({
  id: 'conflict-response-missing',
  group: 'shape',
  summary: 'What replaces something says what happens when somebody else was faster, so that no change is lost unseen.',
  source: 'RFC 9110 sections 15.5.10 and 15.5.13',
  example: {
    bad: `
      paths:
        /pets/{id}:
          put:
            requestBody: { content: { application/json: {} } }
            responses: { '200': { description: Replaced. } }`,
    good: `
      paths:
        /pets/{id}:
          put:
            requestBody: { content: { application/json: {} } }
            responses: { '200': { description: Replaced. }, '412': { description: It has changed since. } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: ({ method }) => method === 'put',
        lacks: (operation) => ![409, 412, 428].some((status) => answers(operation, status)),
        each: 'replaces something and describes neither a 409 nor a 412 response',
        all: 'that replace something describes a 409 or a 412 response',
        help: 'Describe one of them, or `4XX`.',
      })
    },
  }),
})
