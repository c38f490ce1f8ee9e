import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isOfType } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const currencyNotIso4217 = defineRule({
  id: 'currency-not-iso-4217',
  kinds: ['openapi', 'asyncapi'],
  group: 'shape',
  summary: 'Currencies are ISO 4217 codes of three letters, and their schema says so.',
  source: 'ISO 4217',
  example: {
    bad: `
      components:
        schemas:
          Bill: { properties: { currency: { type: string } } }`,
    good: `
      components:
        schemas:
          Bill: { properties: { currency: { type: string, pattern: '^[A-Z]{3}$' } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report) => ({
    schema({ value: { properties }, file, pointer }) {
      for (const [name, value] of isObject(properties) ? Object.entries(properties) : []) {
        const at = { file, pointer: pointerTo(pointer, 'properties', name) }
        if (!['currency', 'currency code'].includes(wordsOf(name).join(' ')) || !isObject(value)) continue
        const isSaid = ['enum', 'const', 'pattern', 'format', 'maxLength'].some((key) => Object.hasOwn(value, key))
        if (!isOfType({ ...at, value }, 'string') || isSaid) continue
        report({
          at,
          message: `\`${name}\` is any text, not an ISO 4217 code`,
          help: 'Give it `enum`, or the pattern `^[A-Z]{3}$`.',
        })
      }
    },
  }),
})
