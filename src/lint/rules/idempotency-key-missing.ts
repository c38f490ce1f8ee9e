import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { isHeader } from '../vocabulary/operations.ts'

export const idempotencyKeyMissing = defineRule({
  id: 'idempotency-key-missing',
  group: 'shape',
  summary: 'What creates by POST takes an idempotency key, so that a client may try again without creating twice.',
  source: 'IETF draft-ietf-httpapi-idempotency-key-header',
  example: {
    bad: `
      paths:
        /bills:
          post: { responses: { '201': { description: Created. } } }`,
    good: `
      paths:
        /bills:
          post:
            parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
            responses: { '201': { description: Created. } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: ({ method, responses }) => method === 'post' && responses.has('201'),
        lacks: ({ parameters }) => !parameters.some((parameter) => isHeader(parameter, /idempotency/i)),
        each: 'creates, and again when it is tried again',
        all: 'that create takes an idempotency key',
        help: 'Take the header `Idempotency-Key`.',
      })
    },
  }),
})
