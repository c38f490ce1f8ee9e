import { defineRule } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
import { hasHeader, operationsOf } from '../vocabulary/operations.ts'

export const createdWithoutLocation = defineRule({
  id: 'created-without-location',
  group: 'resources',
  summary: 'An answer that something was created says where it is, in `Location`.',
  source: 'RFC 9110 section 15.3.2',
  example: {
    bad: `
      paths:
        /pets:
          post:
            responses:
              '201': { description: Created. }`,
    good: `
      paths:
        /pets:
          post:
            responses:
              '201':
                description: Created.
                headers:
                  Location: { schema: { type: string, format: uri-reference } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      // PUT creates at the address it was sent to.
      const created = operationsOf(contract).flatMap(({ name, method, responses }): Member[] => {
        const part = method === 'put' ? undefined : responses.get('201')
        return part ? [{ name: `The 201 response of \`${name}\``, part }] : []
      })
      reportLackingMembers(report, contract, '201 responses', created, {
        lacks: ({ part }) => !hasHeader(part, 'location'),
        each: 'does not say where the new resource is',
        all: 'says where the new resource is',
        help: 'Describe the header `Location`.',
      })
    },
  }),
})
