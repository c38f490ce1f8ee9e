import { audienceOf, type Comparison } from './comparison.ts'
import { type Inclusions, withKeywords } from './inclusion/inclusion.ts'
import { child, childOrAnything, children, get, isList, isObject, items, type Node, spotOf } from './node.ts'
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
] as const
const maps = [
  ['patternProperties', 'pattern-property'],
  ['dependentSchemas', 'dependent-schema'],
] as const
const contents = [
  ['contentMediaType', 'content-media-type'],
  ['contentEncoding', 'content-encoding'],
] as const
/** What most schemas have none of. */
const keywords: ReadonlySet<string> = new Set([
  ...[...decided, ...singles, ...maps, ...contents].map(([keyword]) => keyword),
  'prefixItems',
  'dependentRequired',
  'contentSchema',
])
/** Keywords that mean something only beside each other. */
const groups = [
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ['prefixItems', 'items'],
  ['unevaluatedItems', 'unevaluatedProperties'],
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
  if (before !== null && after !== null) {
    if (isAsked(base, keyword) && isAsked(revision, keyword)) descend(before, after, keyword)
  } else if (before !== after)
    tell(`${stem}-${before === null ? 'added' : 'removed'}`, {
      ...spots,
      inclusions: inclusionsBy(comparison, keyword),
    })
}

/**
 * `then` and `else` say nothing without an `if` (JSON Schema 2020-12, core 10.2.2); where one side has one, that is told, and with
 * it what follows.
 */
function isAsked(schema: Node, keyword: string): boolean {
  return (keyword !== 'then' && keyword !== 'else') || get(schema, 'if') !== undefined
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

/** Items are compared with whatever described the item at that place before: one of the first, or all of them. */
function comparePrefixItems(comparison: Comparison): void {
  const { base, revision, tell, descend } = comparison
  const [before, after] = [items(base, 'prefixItems'), items(revision, 'prefixItems')]
  const rest = { before: child(base, 'items'), after: child(revision, 'items') }
  const places = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index)
  const pairs = places.map((index) => [before[index] ?? rest.before, after[index] ?? rest.after] as const)
  for (const [index, [was, is]] of pairs.entries()) descend(was, is, `prefixItems[${index}]`)
  if (after.length === before.length) return
  const isToldByItem = pairs.every(([was, is]) => was !== null && is !== null)
  tell(`prefix-items-${after.length > before.length ? 'added' : 'removed'}`, {
    base: spotOf(base, 'prefixItems'),
    revision: spotOf(revision, 'prefixItems'),
    traits: isToldByItem ? [...audienceOf(revision), 'by-item'] : audienceOf(revision),
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

/** What a text holds: in which form, and what it means once it is read (JSON Schema 2020-12, validation 8). */
function compareContent(comparison: Comparison): void {
  const { base, revision, tell, descend, inclusionsOf } = comparison
  for (const [keyword, stem] of contents) {
    const [before, after] = [get(base, keyword), get(revision, keyword)]
    if (before === after) continue
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
    tell(`${stem}-${change}`, { before, after, base: spotOf(base, keyword), revision: spotOf(revision, keyword) })
  }
  const [before, after] = [child(base, 'contentSchema'), child(revision, 'contentSchema')]
  if (before !== null && after !== null) descend(before, after, 'contentSchema')
  else if (before !== after)
    tell(`content-schema-${before === null ? 'added' : 'removed'}`, {
      base: spotOf(base, 'contentSchema'),
      revision: spotOf(revision, 'contentSchema'),
      // Of what the text holds, not of the text: that one stays a text.
      inclusions: inclusionsOf(
        childOrAnything(base, 'contentSchema'),
        childOrAnything(revision, 'contentSchema'),
        'may come',
      ),
    })
}
