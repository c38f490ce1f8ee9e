import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { isHeader } from '../vocabulary/operations.ts'

export const updateUnconditional = defineRule({
  id: 'update-unconditional',
  group: 'shape',
  summary: 'What is updated can be updated on condition, by `If-Match`, so that two editors do not undo each other.',
  source: 'RFC 9110 section 13.1.1',
  example: {
    bad: `
      paths:
        /pets/{id}:
          put: { requestBody: { content: { application/json: {} } } }`,
    good: `
      paths:
        /pets/{id}:
          put:
            parameters: [{ name: If-Match, in: header, schema: { type: string } }]
            requestBody: { content: { application/json: {} } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: ({ method }) => method === 'put' || method === 'patch',
        lacks: ({ parameters }) =>
          !parameters.some((parameter) => isHeader(parameter, /^if-(?:match|unmodified-since)$/i)),
        each: 'cannot be told to spare what has changed since',
        all: 'that update can be told to spare what has changed since',
        help: 'Take the header `If-Match`, and give the `ETag` when it is read.',
      })
    },
  }),
})
