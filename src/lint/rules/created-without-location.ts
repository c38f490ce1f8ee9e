import { defineRule } from '../rule.ts'
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
      for (const { name, method, responses } of operationsOf(contract)) {
        const created = responses.get('201')
        // PUT creates at the address it was sent to.
        if (created === undefined || method === 'put' || hasHeader(created, 'location')) continue
        report({
          at: created,
          message: `The 201 response of \`${name}\` does not say where the new resource is`,
          help: 'Describe the header `Location`.',
        })
      }
    },
  }),
})
