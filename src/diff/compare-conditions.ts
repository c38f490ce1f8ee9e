import type { Comparison } from './comparison.ts'
import { child, children, get, isList, isObject, items, spotOf } from './node.ts'

/** The keywords JSON Schema 2020-12 brought to OpenAPI 3.1. */
export function compareConditions(comparison: Comparison): void {
  for (const [keyword, stem] of singles) compareSingle(comparison, keyword, stem)
  for (const [keyword, stem] of maps) compareMap(comparison, keyword, stem)
  comparePrefixItems(comparison)
  compareDependentRequired(comparison)
  compareContent(comparison)
}

const singles = [
  ['if', 'if'],
  ['then', 'then'],
  ['else', 'else'],
  ['contains', 'contains'],
  ['propertyNames', 'property-names'],
  ['unevaluatedItems', 'unevaluated-items'],
  ['unevaluatedProperties', 'unevaluated-properties'],
  ['contentSchema', 'content-schema'],
] as const
const maps = [
  ['patternProperties', 'pattern-property'],
  ['dependentSchemas', 'dependent-schema'],
] as const

function compareSingle({ base, revision, tell, descend }: Comparison, keyword: string, stem: string): void {
  const before = child(base, keyword)
  const after = child(revision, keyword)
  const spots = { base: spotOf(base, keyword), revision: spotOf(revision, keyword) }
  if (before === null && after !== null) tell(`${stem}-added`, spots)
  else if (before !== null && after === null) tell(`${stem}-removed`, spots)
  else descend(before, after, keyword)
}

function compareMap({ base, revision, tell, descend }: Comparison, keyword: string, stem: string): void {
  const before = children(base, keyword)
  const after = children(revision, keyword)
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined) tell(`${stem}-removed`, { subject: name, base: was.use })
    else descend(was, is, `${keyword}[${name}]`)
  }
  for (const [name, is] of after) if (!before.has(name)) tell(`${stem}-added`, { subject: name, revision: is.use })
}

function comparePrefixItems({ base, revision, tell, descend }: Comparison): void {
  const before = items(base, 'prefixItems')
  const after = items(revision, 'prefixItems')
  const spots = { base: spotOf(base, 'prefixItems'), revision: spotOf(revision, 'prefixItems') }
  for (const [index, was] of before.entries()) descend(was, after[index] ?? null, `prefixItems[${index}]`)
  if (after.length > before.length) tell('prefix-items-added', { ...spots, before: before.length, after: after.length })
  if (after.length < before.length)
    tell('prefix-items-removed', { ...spots, before: before.length, after: after.length })
}

function compareDependentRequired({ base, revision, tell }: Comparison): void {
  const before = get(base, 'dependentRequired') ?? {}
  const after = get(revision, 'dependentRequired') ?? {}
  if (!isObject(before) || !isObject(after)) return
  const spots = { base: spotOf(base, 'dependentRequired'), revision: spotOf(revision, 'dependentRequired') }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = Object.hasOwn(before, name) ? before[name] : undefined
    const is = Object.hasOwn(after, name) ? after[name] : undefined
    const details = { ...spots, subject: name, before: was, after: is }
    if (was === undefined) tell('dependent-required-added', details)
    else if (is === undefined) tell('dependent-required-removed', details)
    else if (isList(was) && isList(is) && [...was].sort().join() !== [...is].sort().join())
      tell('dependent-required-changed', details)
  }
}

function compareContent({ base, revision, tell }: Comparison): void {
  for (const [keyword, kind] of [
    ['contentMediaType', 'content-media-type-changed'],
    ['contentEncoding', 'content-encoding-changed'],
  ] as const) {
    const before = get(base, keyword)
    const after = get(revision, keyword)
    if (before !== after)
      tell(kind, { before, after, base: spotOf(base, keyword), revision: spotOf(revision, keyword) })
  }
}
