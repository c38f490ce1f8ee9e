import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isMoment } from '../vocabulary/moments.ts'
import { isOfType } from '../vocabulary/operations.ts'

export const dateNotIso8601 = defineRule({
  id: 'date-not-iso-8601',
  kinds: ['openapi', 'asyncapi'],
  group: 'shape',
  summary: 'Dates and times are ISO 8601 texts, which every language reads and which say their time zone.',
  source: 'RFC 3339 section 5.6, ISO 8601',
  example: {
    bad: `
      components:
        schemas:
          Pet: { properties: { created_at: { type: string } } }`,
    good: `
      components:
        schemas:
          Pet: { properties: { created_at: { type: string, format: date-time } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    schema(node) {
      const { properties } = node.value
      if (!isObject(properties)) return
      for (const [name, value] of Object.entries(properties)) {
        if (!isObject(value) || !isMoment(name)) continue
        const at = { file: node.file, pointer: pointerTo(node.pointer, 'properties', name) }
        const isNumber = isOfType({ ...at, value }, 'integer', 'number')
        const isOpen =
          isOfType({ ...at, value }, 'string') &&
          !['format', 'pattern', 'enum', 'const'].some((key) => Object.hasOwn(value, key))
        if (!isNumber && !isOpen) continue
        report({
          at,
          message: `\`${name}\` is ${isNumber ? 'a number' : 'any text'}, not a date in ISO 8601`,
          help: 'Make it `type: string` with `format: date-time` or `date`.',
        })
      }
    },
  }),
})
