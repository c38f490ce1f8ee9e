import { moneyWithoutCurrency } from '#lint/rules/money-without-currency.ts'
import { testRule } from './test-rule.ts'

const schema = (text: string) => `components: { schemas: { Bill: { properties: ${text} } } }`

// What is accepted here was found in public contracts, where it was told for money in no currency.
testRule(moneyWithoutCurrency, {
  accepts: {
    'a part whose whole has the currency': schema(
      '{ currency: { type: string }, tax: { properties: { amount: { type: integer } } } }',
    ),
    'a price beside its unit': schema('{ price: { type: string }, price_unit: { type: string } }'),
    'the name of a price, which is no sum': schema('{ price: { type: string }, default_price: { type: string } }'),
    'names that are made of names': schema('{ lodging.roomAmount: { type: string } }'),
  },
  rejects: {
    'an amount as a number or a text': {
      contract: schema('{ amount: { type: string }, unit_price: { type: number } }'),
      findings: ['amount', 'unit_price'].map((name) => ({
        at: name === 'amount' ? 'openapi.yaml:3:48' : 'openapi.yaml:3:74',
        message: `\`${name}\` is a sum of money in no currency`,
        help: 'Put a `currency` beside it.',
      })),
    },
  },
})
