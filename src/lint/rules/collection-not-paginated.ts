import type { Contract } from '../../contract/contract.ts'
import { defineRule } from '../rule.ts'
import {
  isOfType,
  jsonSchemaOf,
  type Operation,
  operationsOf,
  type Part,
  propertiesOf,
} from '../vocabulary/operations.ts'
import { isPageParameter } from '../vocabulary/pagination.ts'
import { isPlural, wordsOf } from '../vocabulary/words.ts'

export const collectionNotPaginated = defineRule({
  id: 'collection-not-paginated',
  group: 'shape',
  summary: 'What holds many is read in pages, because adding pages later breaks those who read everything at once.',
  source: 'Google AIP-158, Zalando RESTful API Guidelines, rule 159',
  example: {
    bad: `
      paths:
        /pets:
          get:
            responses:
              '200':
                description: All pets.
                content: { application/json: { schema: { type: array, items: { type: object } } } }`,
    good: `
      paths:
        /pets:
          get:
            parameters: [{ name: cursor, in: query, schema: { type: string } }]
            responses:
              '200':
                description: A page of pets.
                content: { application/json: { schema: { type: array, items: { type: object } } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const operation of operationsOf(contract)) {
        if (operation.method !== 'get' || !answersWithMany(contract, operation)) continue
        if (operation.parameters.some((parameter) => isPageParameter(parameter) || isListOfWanted(parameter))) continue
        report({
          at: operation,
          message: `\`${operation.name}\` gives all there are at once`,
          help: 'Take a `limit` and a `cursor`, and tell the next one.',
        })
      }
    },
  }),
})

/** Who must name what is wanted gets no more than was named: `?ids=1,2,3`. */
function isListOfWanted({ value }: Part): boolean {
  return (
    value['in'] === 'query' &&
    value['required'] === true &&
    ['ids', 'keys'].includes(wordsOf(String(value['name'])).at(-1) ?? '')
  )
}

/** An array at the top, or an object around one named as the collection or as one usually names what is on a page. */
function answersWithMany(contract: Contract, { path, responses }: Operation): boolean {
  const last = path.split('/').at(-1) ?? ''
  const message = responses.get('200')
  const schema = message && !last.startsWith('{') ? jsonSchemaOf(contract, message) : null
  if (schema === null || !isPlural(wordsOf(last).at(-1) ?? '')) return false
  if (isOfType(schema, 'array')) return true
  const names = new Set([...wordsOf(last).slice(-1), 'items', 'data', 'results', 'entries', 'values', 'list'])
  return [...propertiesOf(contract, schema)].some(([name, part]) => names.has(name) && isOfType(part, 'array'))
}
