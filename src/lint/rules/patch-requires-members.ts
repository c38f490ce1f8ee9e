import { defineRule } from '../rule.ts'
import { jsonSchemaOf, operationsOf, propertiesOf } from '../vocabulary/operations.ts'

export const patchRequiresMembers = defineRule({
  id: 'patch-requires-members',
  group: 'resources',
  summary:
    'PATCH requires no members, because it takes what changes: whoever must send them all might as well send the whole.',
  source: 'RFC 5789 section 2, RFC 7396 section 1',
  example: {
    bad: `
      paths:
        /pets/{id}:
          patch:
            requestBody:
              content:
                application/merge-patch+json:
                  schema: { type: object, required: [name], properties: { name: {}, age: {} } }`,
    good: `
      paths:
        /pets/{id}:
          patch:
            requestBody:
              content:
                application/merge-patch+json:
                  schema: { type: object, properties: { name: {}, age: {} } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const { name, method, body } of operationsOf(contract)) {
        const schema = method === 'patch' && body !== null ? jsonSchemaOf(contract, body) : null
        const required = schema?.value['required']
        // With one member there is nothing else that could change.
        if (schema === null || !Array.isArray(required) || propertiesOf(contract, schema).size < 2) continue
        if (required.length > 0)
          report({
            at: schema,
            message: `\`${name}\` cannot be called without ${required.map((member) => `\`${String(member)}\``).join(', ')}`,
            help: 'Drop `required`: what is not sent stays as it is.',
            subject: name,
          })
      }
    },
  }),
})
