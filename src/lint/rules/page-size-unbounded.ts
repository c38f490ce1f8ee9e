import { defineRule } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
import { isOfType, operationsOf, partAt } from '../vocabulary/operations.ts'
import { isPageSize } from '../vocabulary/pagination.ts'

export const pageSizeUnbounded = defineRule({
  id: 'page-size-unbounded',
  group: 'shape',
  summary: 'The size of a page has a maximum, or one caller asks for everything and all the others wait.',
  source: 'OWASP API4:2023 Unrestricted Resource Consumption',
  example: {
    bad: `
      paths:
        /pets:
          get: { parameters: [{ name: limit, in: query, schema: { type: integer } }] }`,
    good: `
      paths:
        /pets:
          get: { parameters: [{ name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }] }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      const sizes = operationsOf(contract).flatMap(({ parameters }) =>
        parameters.filter(isPageSize).map((part): Member => ({ name: `\`${String(part.value['name'])}\``, part })),
      )
      const schemaOf = ({ part }: Member) => partAt(contract, part, 'schema')
      reportLackingMembers(report, contract, 'page sizes', sizes, {
        among: (size) => {
          const schema = schemaOf(size)
          return schema !== null && isOfType(schema, 'integer', 'number')
        },
        lacks: (size) =>
          !['maximum', 'exclusiveMaximum', 'enum'].some((key) => Object.hasOwn(schemaOf(size)?.value ?? {}, key)),
        each: 'asks for pages of any size',
        all: 'has a maximum',
        help: 'Give its schema a `maximum`.',
      })
    },
  }),
})
