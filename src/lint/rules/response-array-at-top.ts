import { defineRule } from '../rule.ts'
import { isOfType, jsonSchemaOf, operationsOf } from '../vocabulary/operations.ts'

export const responseArrayAtTop = defineRule({
  id: 'response-array-at-top',
  group: 'shape',
  summary: 'Answers are objects at the top, because an array has no room for a page token or a count later.',
  source: 'Zalando RESTful API Guidelines, rule 110',
  example: {
    bad: `
      paths:
        /pets:
          get:
            responses:
              '200':
                description: All pets.
                content: { application/json: { schema: { type: array, items: { type: object } } } }`,
    good: `
      paths:
        /pets:
          get:
            responses:
              '200':
                description: All pets.
                content:
                  application/json:
                    schema: { type: object, properties: { items: { type: array, items: { type: object } } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const { name, responses } of operationsOf(contract))
        for (const [status, response] of responses) {
          const schema = /^2/.test(status) ? jsonSchemaOf(contract, response) : null
          if (schema === null || !isOfType(schema, 'array')) continue
          report({
            at: schema,
            message: `The ${status} response of \`${name}\` is an array`,
            help: 'In the next major version, wrap it in an object.',
          })
        }
    },
  }),
})
