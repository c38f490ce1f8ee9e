import { defineRule } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
import { hasHeader, operationsOf } from '../vocabulary/operations.ts'

export const etagMissing = defineRule({
  id: 'etag-missing',
  group: 'shape',
  summary: 'What can be updated has an `ETag` when it is read, so that an update can ask whether it is still the same.',
  source: 'RFC 9110 section 8.8.3',
  example: {
    bad: `
      paths:
        /pets/{id}:
          get: { responses: { '200': { description: The pet. } } }
          put: { requestBody: { content: { application/json: {} } } }`,
    good: `
      paths:
        /pets/{id}:
          get: { responses: { '200': { description: The pet., headers: { ETag: { schema: { type: string } } } } } }
          put: { requestBody: { content: { application/json: {} } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      const operations = operationsOf(contract)
      const updated = new Set(
        operations.filter(({ method }) => method === 'put' || method === 'patch').map(({ path }) => path),
      )
      const found = operations.flatMap(({ name, method, path, responses }): Member[] => {
        const part = method === 'get' && updated.has(path) ? responses.get('200') : undefined
        return part ? [{ name: `The 200 response of \`${name}\``, part }] : []
      })
      reportLackingMembers(report, contract, 'answers that give what can be updated', found, {
        lacks: ({ part }) => !hasHeader(part, 'etag'),
        each: 'has no `ETag`, though what it gives can be updated',
        all: 'has an `ETag`',
        help: 'Describe the header `ETag`.',
      })
    },
  }),
})
