import type { Comparison } from './comparison.ts'
import { type Inclusions, withKeywords } from './inclusion/inclusion.ts'
import { child, children, get, isList, isObject, items, spotOf } from './node.ts'
import { haveSameMeaning } from './same-meaning.ts'

/** The keywords JSON Schema 2020-12 brought to OpenAPI 3.1. */
export function compareConditions(comparison: Comparison): void {
  const { base, revision } = comparison
  if (![base, revision].some(({ value }) => Object.keys(value).some((key) => keywords.has(key)))) return
  for (const [keyword, stem] of decided) compareDecided(comparison, keyword, stem)
  for (const [keyword, stem] of singles) compareSingle(comparison, keyword, stem)
  for (const [keyword, stem] of maps) compareMap(comparison, keyword, stem)
  comparePrefixItems(comparison)
  compareDependentRequired(comparison)
  compareContent(comparison)
}

/** To match one of these is no good in itself: who matches an `if` less is asked for less, or for more. So they are compared whole. */
const decided = [
  ['if', 'if'],
  ['contains', 'contains'],
] as const
const singles = [
  ['then', 'then'],
  ['else', 'else'],
  ['propertyNames', 'property-names'],
  ['unevaluatedItems', 'unevaluated-items'],
  ['unevaluatedProperties', 'unevaluated-properties'],
  ['contentSchema', 'content-schema'],
] as const
const maps = [
  ['patternProperties', 'pattern-property'],
  ['dependentSchemas', 'dependent-schema'],
] as const
const contents = [
  ['contentMediaType', 'content-media-type-changed'],
  ['contentEncoding', 'content-encoding-changed'],
] as const
/** What most schemas have none of. */
const keywords: ReadonlySet<string> = new Set([
  ...[...decided, ...singles, ...maps, ...contents].map(([keyword]) => keyword),
  'prefixItems',
  'dependentRequired',
])
/** Keywords that mean something only beside each other. */
const groups = [
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ['prefixItems', 'items'],
]

/** What the change of a keyword, and of those it means something with, does to the values. */
function inclusionsBy({ base, revision, inclusionsOf }: Comparison, keyword: string): Inclusions {
  const keywords = groups.find((group) => group.includes(keyword)) ?? [keyword]
  return inclusionsOf(base, withKeywords(base, revision, keywords), 'may come')
}

function compareDecided(comparison: Comparison, keyword: string, stem: string): void {
  const { base, revision, tell } = comparison
  const [before, after] = [child(base, keyword), child(revision, keyword)]
  if (before === null ? after === null : after !== null && haveSameMeaning(before, after)) return
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
  const spots = { base: spotOf(base, keyword), revision: spotOf(revision, keyword) }
  tell(`${stem}-${kind}`, { ...spots, inclusions: inclusionsBy(comparison, keyword) })
}

function compareSingle(comparison: Comparison, keyword: string, stem: string): void {
  const { base, revision, tell, descend } = comparison
  const before = child(base, keyword)
  const after = child(revision, keyword)
  const spots = { base: spotOf(base, keyword), revision: spotOf(revision, keyword) }
  if (before !== null && after !== null) descend(before, after, keyword)
  else if (before !== after)
    tell(`${stem}-${before === null ? 'added' : 'removed'}`, {
      ...spots,
      inclusions: inclusionsBy(comparison, keyword),
    })
}

function compareMap(comparison: Comparison, keyword: string, stem: string): void {
  const { base, revision, tell, descend } = comparison
  const before = children(base, keyword)
  const after = children(revision, keyword)
  const inclusions = inclusionsBy(comparison, keyword)
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined) tell(`${stem}-removed`, { subject: name, base: was.use, inclusions })
    else descend(was, is, `${keyword}[${name}]`)
  }
  for (const [name, is] of after)
    if (!before.has(name)) tell(`${stem}-added`, { subject: name, revision: is.use, inclusions })
}

function comparePrefixItems(comparison: Comparison): void {
  const { base, revision, tell, descend } = comparison
  const before = items(base, 'prefixItems')
  const after = items(revision, 'prefixItems')
  const spots = { base: spotOf(base, 'prefixItems'), revision: spotOf(revision, 'prefixItems') }
  for (const [index, was] of before.entries()) descend(was, after[index] ?? null, `prefixItems[${index}]`)
  if (after.length === before.length) return
  tell(`prefix-items-${after.length > before.length ? 'added' : 'removed'}`, {
    ...spots,
    before: before.length,
    after: after.length,
    inclusions: inclusionsBy(comparison, 'prefixItems'),
  })
}

function compareDependentRequired(comparison: Comparison): void {
  const { base, revision, tell } = comparison
  const before = get(base, 'dependentRequired') ?? {}
  const after = get(revision, 'dependentRequired') ?? {}
  if (!isObject(before) || !isObject(after)) return
  const spots = { base: spotOf(base, 'dependentRequired'), revision: spotOf(revision, 'dependentRequired') }
  const inclusions = inclusionsBy(comparison, 'dependentRequired')
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = Object.hasOwn(before, name) ? before[name] : undefined
    const is = Object.hasOwn(after, name) ? after[name] : undefined
    const details = { ...spots, subject: name, before: was, after: is, inclusions }
    if (was === undefined) tell('dependent-required-added', details)
    else if (is === undefined) tell('dependent-required-removed', details)
    else if (isList(was) && isList(is) && [...was].sort().join() !== [...is].sort().join())
      tell('dependent-required-changed', details)
  }
}

function compareContent({ base, revision, tell }: Comparison): void {
  for (const [keyword, kind] of contents) {
    const before = get(base, keyword)
    const after = get(revision, keyword)
    if (before !== after)
      tell(kind, { before, after, base: spotOf(base, keyword), revision: spotOf(revision, keyword) })
  }
}
