import type { Part } from './operations.ts'
import { wordsOf } from './words.ts'

const sizes = new Set([
  'limit',
  'per page',
  'page size',
  'pagesize',
  'top',
  'max results',
  'max page size',
  'count',
  'take',
])
const positions = new Set([
  ...['page', 'page number', 'page token', 'offset', 'cursor', 'after', 'before', 'skip', 'start', 'since'],
  ...['starting after', 'ending before', 'continuation token', 'next token', 'marker'],
])

/** True for a query parameter that says which page is wanted, or how large. */
export function isPageParameter(parameter: Part): boolean {
  return isPageSize(parameter) || isNamed(parameter, positions)
}

/** True for a query parameter that says how many a page may hold. */
export function isPageSize(parameter: Part): boolean {
  return isNamed(parameter, sizes)
}

/** True for such a name in a language without places for parameters, where `first` and `last` are sizes too. */
export function isPageName(name: string): boolean {
  const words = wordsOf(name).join(' ')
  return sizes.has(words) || positions.has(words) || words === 'first' || words === 'last'
}

function isNamed({ value }: Part, names: ReadonlySet<string>): boolean {
  const { name } = value
  return value['in'] === 'query' && typeof name === 'string' && names.has(wordsOf(name).join(' '))
}
