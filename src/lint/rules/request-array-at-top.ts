import { defineRule } from '../rule.ts'
import { isOfType, jsonSchemaOf, operationsOf } from '../vocabulary/operations.ts'

export const requestArrayAtTop = defineRule({
  id: 'request-array-at-top',
  group: 'shape',
  summary: 'What callers send is an object at the top, because an array has no room for an option that comes later.',
  source: 'Zalando RESTful API Guidelines, rule 110',
  example: {
    bad: `
      paths:
        /pets:
          post:
            requestBody: { content: { application/json: { schema: { type: array } } } }`,
    good: `
      paths:
        /pets:
          post:
            requestBody:
              content: { application/json: { schema: { properties: { pets: { type: array } } } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const { name, body } of operationsOf(contract)) {
        const types = Object.keys((body?.value['content'] ?? {}) as object)
        const schema = body && jsonSchemaOf(contract, body)
        // A JSON Patch is an array by its definition (RFC 6902 section 3).
        if (!schema || !isOfType(schema, 'array') || types.some((type) => /json-patch\+json/i.test(type))) continue
        report({
          at: schema,
          message: `The body of \`${name}\` is an array`,
          help: 'In the next major version, wrap it in an object.',
        })
      }
    },
  }),
})
