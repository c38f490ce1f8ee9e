import type { Comparison } from './comparison.ts'
import { get, type Node, spotOf } from './node.ts'

/** Keyword, the word for it in fact kinds, and what an absent one means (`undefined`: nothing is bounded). */
const bounds: readonly (readonly [keyword: string, stem: string, absent: number | undefined])[] = [
  ['maximum', 'max', undefined],
  ['minimum', 'min', undefined],
  ['exclusiveMaximum', 'exclusive-max', undefined],
  ['exclusiveMinimum', 'exclusive-min', undefined],
  ['maxLength', 'max-length', undefined],
  ['minLength', 'min-length', 0],
  ['maxItems', 'max-items', undefined],
  ['minItems', 'min-items', 0],
  ['maxProperties', 'max-properties', undefined],
  ['minProperties', 'min-properties', 0],
  ['maxContains', 'max-contains', undefined],
  ['minContains', 'min-contains', 1],
]

/** How large a value may be, what it must be a multiple of, whether items may come twice. */
export function compareBounds({ base, revision, tell }: Comparison): void {
  const isCounted = [base, revision].every((schema) => get(schema, 'contains') !== undefined)
  for (const [keyword, stem, absent] of bounds) {
    // Without `contains` there is nothing to count (JSON Schema 2020-12, validation 6.4.4); that it came or went is told for itself.
    if (keyword.endsWith('Contains') && !isCounted) continue
    const before = boundOf(base, keyword) ?? absent
    const after = boundOf(revision, keyword) ?? absent
    if (before === after) continue
    const change =
      before === undefined ? 'set' : after === undefined ? 'unset' : after > before ? 'increased' : 'decreased'
    tell(`${stem}-${change}`, { before, after, base: spotOf(base, keyword), revision: spotOf(revision, keyword) })
  }
  const before = get(base, 'uniqueItems') === true
  if (before !== (get(revision, 'uniqueItems') === true)) tell(before ? 'unique-items-removed' : 'unique-items-added')
  const multiple = [get(base, 'multipleOf'), get(revision, 'multipleOf')] as const
  if (multiple[0] !== multiple[1]) tell('multiple-of-changed', { before: multiple[0], after: multiple[1] })
}

/** OpenAPI 3.0 says `exclusiveMaximum: true` where 3.1 gives the number: both are read as the number. */
export function boundOf(schema: Node, keyword: string): number | undefined {
  const own = get(schema, keyword)
  const exclusive = keyword === 'maximum' ? 'exclusiveMaximum' : keyword === 'minimum' ? 'exclusiveMinimum' : null
  if (exclusive !== null && get(schema, exclusive) === true) return undefined
  if (own === true) {
    const inclusive = get(schema, keyword === 'exclusiveMaximum' ? 'maximum' : 'minimum')
    return typeof inclusive === 'number' ? inclusive : undefined
  }
  return typeof own === 'number' ? own : undefined
}
