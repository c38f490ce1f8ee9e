import { defineRule } from '../rule.ts'
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
      for (const { parameters } of operationsOf(contract))
        for (const parameter of parameters.filter(isPageSize)) {
          const schema = partAt(contract, parameter, 'schema')
          if (schema === null || !isOfType(schema, 'integer', 'number')) continue
          if (['maximum', 'exclusiveMaximum', 'enum'].some((key) => Object.hasOwn(schema.value, key))) continue
          report({
            at: parameter,
            message: `\`${String(parameter.value['name'])}\` asks for pages of any size`,
            help: 'Give its schema a `maximum`.',
          })
        }
    },
  }),
})
