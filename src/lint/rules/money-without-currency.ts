import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'
import { isOfType, propertiesOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

const sums = new Set(['amount', 'price', 'fee', 'cost'])

export const moneyWithoutCurrency = defineRule({
  id: 'money-without-currency',
  kinds: ['openapi', 'asyncapi'],
  group: 'shape',
  summary: 'A sum of money stands beside its ISO 4217 currency, because 100 is a different price in yen and in euro.',
  source: 'ISO 4217, Zalando RESTful API Guidelines, rule 173',
  example: {
    bad: `
      components:
        schemas:
          Bill: { properties: { amount: { type: integer } } }`,
    good: `
      components:
        schemas:
          Bill:
            properties:
              amount: { type: integer }
              currency: { type: string, pattern: '^[A-Z]{3}$' }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    schema(node) {
      const properties = propertiesOf(contract, node)
      if ([...properties.keys()].some((name) => wordsOf(name).includes('currency'))) return
      for (const [name, part] of properties) {
        const isOwn = part.pointer === pointerTo(node.pointer, 'properties', name)
        if (!isOwn || !sums.has(wordsOf(name).at(-1) ?? '') || !isOfType(part, 'integer', 'number', 'string')) continue
        report({
          at: part,
          message: `\`${name}\` is a sum of money in no currency`,
          help: 'Put a `currency` beside it.',
        })
      }
    },
  }),
})
