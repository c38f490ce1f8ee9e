import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'

export const errorResponseMissing = defineRule({
  id: 'error-response-missing',
  group: 'shape',
  summary:
    'Operations say how they fail, because every call can, and clients must handle what they were never told of.',
  source: 'RFC 9457 section 1',
  example: {
    bad: `
      paths:
        /pets:
          get: { responses: { '200': { description: All pets. } } }`,
    good: `
      paths:
        /pets:
          get: { responses: { '200': { description: All pets. }, default: { description: Trouble. } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: ({ responses }) => responses.size > 0,
        lacks: ({ responses }) => ![...responses.keys()].some((status) => /^(?:[45]|default)/i.test(status)),
        each: 'does not say how it fails',
        all: 'says how it fails',
        help: 'Describe 4XX and 5XX responses, or `default`, as problem documents.',
      })
    },
  }),
})
