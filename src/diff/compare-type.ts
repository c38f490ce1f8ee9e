import type { Json } from '../contract/contract.ts'
import type { Comparison } from './comparison.ts'
import { flattened } from './flatten.ts'
import { child, get, isList, items, type Node, spotOf } from './node.ts'

/** Type, format and null. Wider is what accepts everything the other did: the facts say which side is the wider one. */
export function compareType({ base, revision, nullSettled, tell }: Comparison): void {
  const nullability = nullSettled ? null : compareNull(isNullable(base), isNullable(revision))
  const kind = kindOfChange(base, revision)
  if (nullability === null && kind === null) return
  const spotsOf = (key: string) => ({ base: spotOf(base, key), revision: spotOf(revision, key) })
  const saysNull = [base, revision].some((schema) => get(schema, 'nullable') !== undefined) ? 'nullable' : 'type'
  if (nullability !== null) tell(nullability, spotsOf(saysNull))
  if (kind !== null) tell(kind, { ...spotsOf('type'), before: described(base), after: described(revision) })
}

function kindOfChange(base: Node, revision: Node): string | null {
  const before = typesOf(base)
  const after = typesOf(revision)
  if (isNullAlone(base) || isNullAlone(revision)) return kindOfNullChange(base, revision)
  const formats = { before: formatOf(base), after: formatOf(revision) }
  if (isSameSet(before, after)) {
    if (formats.before === formats.after) return null
    if (covers(after, formats.after, formats.before)) return 'format-generalized'
    return covers(after, formats.before, formats.after) ? 'format-specialized' : 'format-changed'
  }
  if (before.length === 0) return isSaidByChoice(base, after, formats.after) ? null : 'type-added'
  if (after.length === 0) return isSaidByChoice(revision, before, formats.before) ? null : 'type-removed'
  const listed = isListOfTypes(base) || isListOfTypes(revision)
  if (accepts(after, before) && covers(after, formats.after, formats.before))
    return listed ? 'list-of-types-widened' : 'type-generalized'
  if (accepts(before, after) && covers(before, formats.before, formats.after))
    return listed ? 'list-of-types-narrowed' : 'type-specialized'
  if (isSameSet(after, ['array']) && isListOf(revision, before)) return 'type-became-list'
  if (isSameSet(after, ['string']) && formats.after === '') return 'type-changed-to-string'
  return isSameSet(before, ['string']) && formats.before === '' ? 'type-changed-from-string' : 'type-changed'
}

/** True where each of several schemas to choose from says a type that is among `types`: to say it beside them says nothing. */
function isSaidByChoice(schema: Node, types: readonly string[], format: string): boolean {
  const members = membersOf(schema).filter((member) => !isNullAlone(member))
  const says = (member: Node) => {
    const own = typesOf(flattened(member))
    return own.length > 0 && accepts(types, own)
  }
  return format === '' && members.length > 0 && members.every(says)
}

/** Where null is all there is on one side, and that is no type like others. */
function kindOfNullChange(base: Node, revision: Node): string | null {
  const [was, is] = [isNullAlone(base), isNullAlone(revision)]
  if (was && is) return null
  const other = was ? revision : base
  if (typesOf(other).length === 0) return was ? 'type-removed' : 'type-added'
  if (isNullable(other) !== true) return 'type-changed'
  return was ? 'type-generalized' : 'type-specialized'
}

/** True for a schema that null matches and nothing else. */
export function isNullAlone(schema: Node): boolean {
  const isSaid = get(schema, 'type') !== undefined || isListOfTypes(schema)
  return isSaid && isNullable(schema) === true && typesOf(schema).length === 0
}

/** The types a schema allows, without `null`; empty: any. One of several bare types is the same as a list of them. */
export function typesOf(schema: Node): readonly string[] {
  const type = get(schema, 'type')
  const types = isListOfTypes(schema)
    ? membersOf(schema).map((member) => get(member, 'type'))
    : isList(type)
      ? type
      : [type]
  const named = types.filter((name) => typeof name === 'string')
  return [...new Set(named)].filter((name) => name !== 'null')
}

/** True for `oneOf` or `anyOf` of schemas that say a type and nothing else. */
export function isListOfTypes(schema: Node): boolean {
  if (get(schema, 'type') !== undefined) return false
  const members = membersOf(schema)
  const isBare = (member: Node) => typeof get(member, 'type') === 'string' && Object.keys(member.value).length === 1
  return members.length > 0 && members.every(isBare)
}

function membersOf(schema: Node): readonly Node[] {
  const oneOf = items(schema, 'oneOf')
  return oneOf.length > 0 ? oneOf : items(schema, 'anyOf')
}

/** `nullable` of OpenAPI 3.0, or `null` among the types of 3.1; `null` where the schema says no type and so nothing about it. */
export function isNullable(schema: Node): boolean | null {
  if (get(schema, 'nullable') === true) return true
  const types = isListOfTypes(schema) ? membersOf(schema).map((member) => get(member, 'type')) : get(schema, 'type')
  if (types === undefined) return null
  return types === 'null' || (isList(types as Json) && (types as readonly Json[]).includes('null'))
}

/** True where null is one of the choices of a schema that says no type of its own: what OpenAPI 3.0 says by `nullable` beside them. */
export function offersNull(schema: Node): boolean {
  return get(schema, 'type') === undefined && ['anyOf', 'oneOf'].some((key) => items(schema, key).some(isNullAlone))
}

/** Settles whether null is allowed on both sides; says nothing where one side does not. */
export function compareNull(
  before: boolean | null,
  after: boolean | null,
): 'became-nullable' | 'became-not-nullable' | null {
  if (before === null || after === null || before === after) return null
  return after ? 'became-nullable' : 'became-not-nullable'
}

/** True where a list of one takes what was taken alone. Where everything is text, items that are strings take anything. */
function isListOf(list: Node, types: readonly string[]): boolean {
  const item = child(list, 'items')
  const isBare = item === null || Object.keys(item.value).every((key) => key === 'type')
  const itemTypes = item === null ? [] : typesOf(item)
  const minimum = get(list, 'minItems') ?? 0
  const takesOne = typeof minimum === 'number' && minimum <= 1 && get(list, 'maxItems') !== 0
  return isBare && takesOne && (accepts(itemTypes, types) || isSameSet(itemTypes, ['string']))
}

/** True where every value of `narrow` types is one of `wide` types. */
function accepts(wide: readonly string[], narrow: readonly string[]): boolean {
  if (wide.length === 0) return true
  return (
    narrow.length > 0 && narrow.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number')))
  )
}

const widerFormats: Readonly<Record<string, readonly string[]>> = {
  date: ['date-time'],
  time: ['date-time'],
  float: ['double'],
  int32: ['int64', 'bigint'],
  int64: ['bigint'],
}

/** True where a format lets through all that another does. An unknown pair of formats covers nothing. */
export function covers(types: readonly string[], wide: string, narrow: string): boolean {
  if (wide === '' || wide === narrow) return true
  return types.length === 1 && Object.hasOwn(widerFormats, narrow) && widerFormats[narrow]?.includes(wide) === true
}

function formatOf(schema: Node): string {
  const format = get(schema, 'format')
  return typeof format === 'string' ? format : ''
}

function described(schema: Node): string {
  const text = typesOf(schema).join(' or ') || (isNullAlone(schema) ? 'null' : 'any')
  const format = formatOf(schema)
  return format === '' ? text : `${text} (${format})`
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item))
}
