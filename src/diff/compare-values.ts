import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../contract/contract.ts'
import { isNullable } from './compare-type.ts'
import type { Comparison } from './comparison.ts'
import { get, isList, itemSpots, type Node, spotOf } from './node.ts'

/** What values are allowed one by one: enum, const, default. */
export function compareValues(comparison: Comparison): void {
  compareEnum(comparison, 'enum')
  compareEnum(comparison, 'x-extensible-enum')
  // Where one side lists values and the other fixes one, that one is a list of one.
  if (!isListed(comparison.base) && !isListed(comparison.revision)) compareSingle(comparison, 'const')
  compareDefault(comparison)
}

/** What holds where nothing is sent. No value is allowed or refused by it, so that it is told beside whatever says which are. */
export function compareDefault(comparison: Comparison): void {
  compareSingle(comparison, 'default')
}

function compareEnum({ base, revision, tell }: Comparison, key: string): void {
  const isOneListed = key === 'enum' && (isListed(base) || isListed(revision))
  const [before, after] = betweenVersions(base, revision, isOneListed ? allowedBy : (schema) => enumOf(schema, key))
  if (before === null && after === null) return
  const spots = { base: spotOf(base, key), revision: spotOf(revision, key) }
  if (before === null) {
    tell(`became-${key}`, { ...spots, after: after ?? [] })
    return
  }
  if (after === null) {
    tell(`became-not-${key}`, { ...spots, before })
    return
  }
  for (const value of missing(before, after))
    tell(`${key}-value-removed`, {
      ...itemSpots(base, revision, key, value),
      subject: JSON.stringify(value),
      before: value,
    })
  for (const value of missing(after, before))
    tell(`${key}-value-added`, {
      ...itemSpots(base, revision, key, value),
      subject: JSON.stringify(value),
      after: value,
    })
}

function compareSingle({ base, revision, tell }: Comparison, key: 'const' | 'default'): void {
  const before = get(base, key)
  const after = get(revision, key)
  const stem = key === 'default' ? 'default-value' : key
  if (before === undefined && after === undefined) return
  const spots = { base: spotOf(base, key), revision: spotOf(revision, key) }
  if (before === undefined) tell(`${stem}-added`, { ...spots, after })
  else if (after === undefined) tell(`${stem}-removed`, { ...spots, before })
  else if (!isDeepStrictEqual(before, after)) tell(`${stem}-changed`, { ...spots, before, after })
}

function isListed(schema: Node): boolean {
  return enumOf(schema, 'enum') !== null
}

/** The values that `enum` and `const` leave; `null` where neither is said. */
export function allowedBy(schema: Node): readonly Json[] | null {
  const [list, only] = [enumOf(schema, 'enum'), get(schema, 'const')]
  if (only === undefined) return list
  return list === null || list.some((value) => isDeepStrictEqual(value, only)) ? [only] : []
}

/**
 * The values that both sides list. OpenAPI 3.0 says of null beside the list that it is allowed, 3.1 says it in the list as well: from
 * one to the other it is left to the types, where both let it through.
 */
export function betweenVersions(
  base: Node,
  revision: Node,
  read: (schema: Node) => readonly Json[] | null,
): readonly [readonly Json[] | null, readonly Json[] | null] {
  const [before, after] = [read(base), read(revision)]
  const isMigrated = [base, revision].filter(({ contract }) => contract.openapi === '3.0').length === 1
  if (!isMigrated || isNullable(base) !== true || isNullable(revision) !== true) return [before, after]
  const withoutNull = (values: readonly Json[] | null) => values?.filter((value) => value !== null) ?? null
  return [withoutNull(before), withoutNull(after)]
}

function enumOf(schema: Node, key: string): readonly Json[] | null {
  const values = get(schema, key)
  return isList(values) ? values : null
}

/** Those of `values` that `others` lack. Compared as JSON text in a set: enums of thousands of values are real. */
function missing(values: readonly Json[], others: readonly Json[]): readonly Json[] {
  const there = new Set(others.map((value) => JSON.stringify(value)))
  return values.filter((value) => !there.has(JSON.stringify(value)))
}
