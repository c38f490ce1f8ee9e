import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isSum } from '../vocabulary/money.ts'

export const moneyImprecise = defineRule({
  id: 'money-imprecise',
  kinds: ['openapi', 'asyncapi'],
  group: 'shape',
  summary:
    'Sums of money are exact: a binary fraction has no ten cents, and a thousand of them are off by a visible amount.',
  source: 'Zalando RESTful API Guidelines, rule 173, ISO 4217',
  example: {
    bad: `
      components:
        schemas:
          Bill: { properties: { amount: { type: number, format: double }, currency: { type: string, maxLength: 3 } } }`,
    good: `
      components:
        schemas:
          Bill: { properties: { amount: { type: number, format: decimal }, currency: { type: string, maxLength: 3 } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report) => ({
    schema({ value: { properties }, file, pointer }) {
      for (const [name, value] of isObject(properties) ? Object.entries(properties) : []) {
        const at = { file, pointer: pointerTo(pointer, 'properties', name) }
        if (
          !isObject(value) ||
          !isSum(name, { ...at, value }) ||
          !['float', 'double'].includes(String(value['format']))
        )
          continue
        report({
          at,
          message: `\`${name}\` is a sum of money in binary fractions`,
          help: 'In the next major version, give it in the smallest unit as an integer, or as a decimal.',
        })
      }
    },
  }),
})
