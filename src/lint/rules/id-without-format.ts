import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isOfType } from '../vocabulary/operations.ts'

export const idWithoutFormat = defineRule({
  id: 'id-without-format',
  kinds: ['openapi', 'asyncapi'],
  group: 'shape',
  summary: 'Identifiers say what they look like, so that callers can store them and tell a wrong one at once.',
  source: 'Zalando RESTful API Guidelines, rule 238',
  example: {
    bad: `
      components:
        schemas:
          Pet: { properties: { id: { type: string } } }`,
    good: `
      components:
        schemas:
          Pet: { properties: { id: { type: string, format: uuid } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report) => ({
    schema({ value: { properties }, file, pointer }) {
      const value = isObject(properties) ? properties['id'] : undefined
      const at = { file, pointer: pointerTo(pointer, 'properties', 'id') }
      if (!isObject(value) || !isOfType({ ...at, value }, 'string')) return
      if (['format', 'pattern', 'enum', 'const', 'maxLength'].some((key) => Object.hasOwn(value, key))) return
      report({
        at,
        message: '`id` is any text of any length',
        help: 'Give it `format: uuid`, a `pattern`, or at least a `maxLength`.',
      })
    },
  }),
})
