import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isOfType } from '../vocabulary/operations.ts'
import { outputSchemasOf } from '../vocabulary/schemas-in-use.ts'
import { isPassword } from '../vocabulary/secrets.ts'

export const passwordInResponse = defineRule({
  id: 'password-in-response',
  group: 'security',
  summary:
    'Passwords are taken and never given: what can be read can be stolen, and a server that can give one has stored it.',
  source: 'OWASP API3:2023 Broken Object Property Level Authorization',
  example: {
    bad: `
      paths:
        /owners/{id}:
          get:
            responses:
              '200':
                description: The owner.
                content:
                  application/json: { schema: { properties: { password: { type: string } } } }`,
    good: `
      paths:
        /owners/{id}:
          get:
            responses:
              '200':
                description: The owner.
                content:
                  application/json: { schema: { properties: { password: { type: string, writeOnly: true } } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    schema({ value, file, pointer }) {
      const { properties } = value
      for (const [name, property] of isObject(properties) ? Object.entries(properties) : []) {
        const at = { file, pointer: pointerTo(pointer, 'properties', name) }
        if (!isPassword(name) || !isObject(property) || property['writeOnly'] === true) continue
        if (!isOfType({ ...at, value: property }, 'string') || !outputSchemasOf(contract).has(value)) continue
        report({
          at,
          message: `\`${name}\` is given in responses`,
          help: 'Leave it out of them; where a schema serves requests too, write `writeOnly: true`.',
        })
      }
    },
  }),
})
