import { defineRule } from '../rule.ts'
import { operationsOf, type Part } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

/** Names under which APIs ask for the same thing. */
const meanings: readonly (readonly [meaning: string, names: readonly string[]])[] = [
  ['the size of a page', ['limit', 'per page', 'page size', 'pagesize', 'max results', 'take']],
  ['the next page', ['cursor', 'page token', 'next token', 'continuation token', 'starting after', 'marker']],
  ['the order', ['sort', 'sort by', 'order by', 'orderby', 'ordering']],
  ['the direction of the order', ['direction', 'sort direction', 'sort order', 'sort dir', 'order direction']],
  ['the members to give', ['fields', 'select', 'include fields']],
  ['a text to search for', ['q', 'query', 'search', 'search query']],
]

export const parameterNameVaries = defineRule({
  id: 'parameter-name-varies',
  group: 'shape',
  summary:
    'Filters, orders and pages are asked for by the same names everywhere, so that who knows one call knows all.',
  source: 'Zalando RESTful API Guidelines, rule 137',
  example: {
    bad: `
      paths:
        /pets:
          get: { parameters: [{ name: limit, in: query }] }
        /owners:
          get: { parameters: [{ name: limit, in: query }] }
        /visits:
          get: { parameters: [{ name: page_size, in: query }] }`,
    good: `
      paths:
        /pets:
          get: { parameters: [{ name: limit, in: query }] }
        /owners:
          get: { parameters: [{ name: limit, in: query }] }
        /visits:
          get: { parameters: [{ name: limit, in: query }] }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      const query = operationsOf(contract).flatMap(({ parameters }) => parameters.filter(isQuery))
      for (const [meaning, names] of meanings) {
        const asked = query.filter((parameter) => names.includes(wordsOf(nameOf(parameter)).join(' ')))
        const [most] = [...Map.groupBy(asked, nameOf)].toSorted(([, a], [, b]) => b.length - a.length)
        if (most === undefined) continue
        for (const parameter of asked.filter((one) => nameOf(one) !== most[0]))
          report({
            at: parameter,
            message: `\`${nameOf(parameter)}\` asks for ${meaning}, which most operations call \`${most[0]}\``,
            help: `In the next major version, call it \`${most[0]}\`.`,
          })
      }
    },
  }),
})

function isQuery({ value }: Part): boolean {
  return value['in'] === 'query'
}

function nameOf({ value }: Part): string {
  return String(value['name'])
}
