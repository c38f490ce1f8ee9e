import { pointerTo } from '../../base/place.ts'
import { isObject, type Node } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isSum } from '../vocabulary/money.ts'
import { type Part, propertiesOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

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
      const { properties } = node.value
      const sums = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, value]) => {
        const at = { file: node.file, pointer: pointerTo(node.pointer, 'properties', name) }
        return isObject(value) && isSum(name, { ...at, value }) ? [{ name, at }] : []
      })
      if (sums.length === 0 || aroundIt(node).some((schema) => hasCurrency(propertiesOf(contract, schema)))) return
      for (const { name, at } of sums)
        report({ at, message: `\`${name}\` is a sum of money in no currency`, help: 'Put a `currency` beside it.' })
    },
  }),
})

function hasCurrency(properties: ReadonlyMap<string, Part>): boolean {
  return [...properties.keys()].some(
    (name) => wordsOf(name).includes('currency') || wordsOf(name).join(' ') === 'price unit',
  )
}

/** A schema and those it is written in: the currency of the whole is that of its parts too. */
function aroundIt({ parent, ...node }: Node): readonly Node[] {
  const outer = parent === null ? [] : aroundIt(parent)
  return node.kind === 'schema' ? [{ parent, ...node }, ...outer] : outer
}
