import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../contract/contract.ts'
import { isListOfTypes, isNullAlone, isNullable, offersNull, typesOf } from './compare-type.ts'
import { compareDefault } from './compare-values.ts'
import { audienceOf, type Comparison } from './comparison.ts'
import type { Trait } from './fact.ts'
import { type Inclusions, unnamedBy, withKeywords } from './inclusion/inclusion.ts'
import { child, childOrAnything, get, isAnnotation, isObject, items, type Node, spotOf } from './node.ts'
import { haveSameMeaning } from './same-meaning.ts'
import { refusesNothing } from './unwrap.ts'

/** Schemas made of schemas: items, allOf, anyOf, oneOf, not, and the discriminator that tells them apart. */
export function compareComposition(comparison: Comparison): void {
  const { base, revision, descend } = comparison
  const [before, after] = [typesOf(base), typesOf(revision)]
  const mayBeLists = before.length === 0 ? after.length === 0 : before.includes('array') && after.includes('array')
  const itemsOf = mayBeLists ? childOrAnything : child
  descend(itemsOf(base, 'items'), itemsOf(revision, 'items'), 'items')
  compareMembers(comparison, ['allOf'])
  compareMembers(comparison, ['anyOf', 'oneOf'])
  compareNot(comparison)
  compareDiscriminator(comparison)
}

function compareNot({ base, revision, tell, inclusionsOf }: Comparison): void {
  const [before, after] = [child(base, 'not'), child(revision, 'not')]
  const isSame = before === null || after === null ? before === after : haveSameMeaning(before, after)
  if (isSame) return
  const inclusions = inclusionsOf(base, withKeywords(base, revision, ['not']), 'may come')
  tell('not-changed', { base: spotOf(base, 'not'), revision: spotOf(revision, 'not'), inclusions })
}

const stems = { allOf: 'all-of', anyOf: 'any-of', oneOf: 'one-of' } as const

/** Lists of members that say together which values there are: where one gave what the other took, nothing is lost. */
function compareMembers(comparison: Comparison, keywords: readonly (keyof typeof stems)[]): void {
  const { base, revision, descend, inclusionsOf } = comparison
  if ([base, revision].every((schema) => keywords.every((keyword) => get(schema, keyword) === undefined))) return
  // OpenAPI 3.0 says it beside the choices, 3.1 among them.
  const isNullSettled = [base, revision].every((schema) => get(schema, 'nullable') === true || offersNull(schema))
  const membersOf = (schema: Node, keyword: string) =>
    isNullSettled ? items(schema, keyword).filter((member) => !isNullAlone(member)) : items(schema, keyword)
  const lists = keywords
    .filter((keyword) => !(isMatterOfTypes(base, keyword) && isMatterOfTypes(revision, keyword)))
    .map((keyword) => ({ keyword, ...matchMembers(membersOf(base, keyword), membersOf(revision, keyword)) }))
  const isReplaced = lists.some(({ added }) => added.length > 0) && lists.some(({ removed }) => removed.length > 0)
  if (lists.every(({ pairs, added, removed }) => pairs.length + added.length + removed.length === 0)) return
  // Made when something is told: a schema with other keywords is a copy, and most lists stay as they are.
  let made: Inclusions | undefined
  const inclusions = () => {
    made ??= inclusionsOf(base, withKeywords(base, revision, [...keywords, 'discriminator']))
    return made
  }
  for (const { keyword, pairs, added, removed } of lists) {
    // All of `allOf` hold, so a member is no step that people would name.
    for (const [was, is] of pairs) descend(was, is, keyword === 'allOf' ? '' : `${keyword}[${nameOf(is)}]`)
    tellMembers(comparison, `${stems[keyword]}-added`, added, isReplaced, inclusions)
    tellMembers(comparison, `${stems[keyword]}-removed`, removed, isReplaced, inclusions)
    const isToldWhole = added.length > 0 || removed.length > 0
    if (keyword === 'oneOf' && !isToldWhole) tellBranches(comparison, pairs, inclusions)
  }
}

/** What widens one branch of a `oneOf` may make it overlap with another: nothing that a comparison branch by branch would see. */
function tellBranches(
  { base, revision, tell }: Comparison,
  pairs: readonly (readonly [Node, Node])[],
  inclusions: () => Inclusions,
): void {
  if (pairs.length < 2 || child(revision, 'discriminator') !== null) return
  const changed = pairs.filter(([was, is]) => !haveSameMeaning(was, is)).map(([, is]) => nameOf(is))
  if (changed.length === 0) return
  const spots = { base: spotOf(base, 'oneOf'), revision: spotOf(revision, 'oneOf') }
  tell('one-of-branches-changed', { ...spots, subject: changed.join(', '), inclusions: inclusions() })
}

/** `oneOf: [it, null]` lets null through as long as it does not, too: what widens it may take null away. */
export function tellOverlapWithNull({ base, revision, tell, inclusionsOf }: Comparison, was: Node, is: Node): void {
  if (items(revision, 'oneOf').length < 2) return
  const isAsBefore = was !== base ? haveSameMeaning(was, is) : isNullable(is) === false
  if (isAsBefore) return
  const spots = { base: spotOf(base, 'oneOf'), revision: spotOf(revision, 'oneOf') }
  tell('one-of-branches-changed', { ...spots, subject: nameOf(is), inclusions: inclusionsOf(base, revision) })
}

function tellMembers(
  { base, revision, tell }: Comparison,
  kind: `${(typeof stems)[keyof typeof stems]}-${'added' | 'removed'}`,
  members: readonly Node[],
  isReplaced: boolean,
  inclusions: () => Inclusions,
): void {
  if (members.length === 0) return
  const keyword = kind.startsWith('all') ? 'allOf' : kind.startsWith('any') ? 'anyOf' : 'oneOf'
  const traits = [...audienceOf(revision), ...(isReplaced ? replacing(base, revision) : naming(members))]
  const details = { base: spotOf(base, keyword), revision: spotOf(revision, keyword), traits, inclusions: inclusions() }
  // One more schema to choose from that describes and does not constrain lets anything through: only in `allOf` it is nothing.
  const isNothing = keyword === 'allOf' && members.every(isAnnotated)
  tell(isNothing ? `${kind}-annotation-only` : kind, { ...details, subject: members.map(nameOf).join(', ') })
}

function replacing(base: Node, revision: Node): readonly Trait[] {
  return ['replaced', ...forgetting(base, revision)]
}

function forgetting(base: Node, revision: Node): readonly Trait[] {
  return unnamedBy(revision, base).length > 0 ? ['forgetful'] : []
}

function naming(members: readonly Node[]): readonly Trait[] {
  return members.some((member) => !member.inline) ? ['named'] : []
}

/**
 * One schema where there were several in a composition, or the other way round: answers false where it is neither. Where the one
 * schema is among the several, the others came or went and the two are compared. Where it is not among a choice, nothing more can
 * be said; where it is not in an `allOf`, both are compared as they stand.
 */
export function compareWithOne(comparison: Comparison): boolean {
  const { base, revision, tell, descend, inclusionsOf } = comparison
  const before = compositionOf(base, revision)
  const after = compositionOf(revision, base)
  const several = before ?? after
  const [single, composed] = before === null ? [base, revision] : [revision, base]
  if (several === null || (before !== null && after !== null) || saysNoMoreThan(composed, single)) return false
  const same = several.members.find((member) => isSameMember(single, member) || haveSameMeaning(single, member))
  const added = after !== null
  if (same === undefined && several.keyword === 'allOf') return false
  const inclusions = inclusionsOf(base, revision)
  if (same === undefined) {
    const traits = [...audienceOf(revision), ...forgetting(base, revision)]
    tell(added ? 'wrapped-in-one-of' : 'unwrapped-from-one-of', { traits, inclusions })
  }
  if (same === undefined || get(composed, 'default') !== undefined) compareDefault(comparison)
  compareDiscriminator(comparison)
  if (same !== undefined) {
    const others = several.members.filter((member) => member !== same)
    const kind = `${stems[several.keyword]}-${added ? 'added' : 'removed'}`
    const traits = [...audienceOf(revision), ...naming(others)]
    tell(kind, { subject: others.map(nameOf).join(', '), traits, inclusions })
    // No step: the two stand in the same place, one of them with others beside it.
    descend(added ? single : same, added ? same : single)
  }
  return true
}

/** True where a schema says nothing, or what stands beside a choice as well: the choice came to it, or left it. */
function saysNoMoreThan(composed: Node, schema: Node): boolean {
  const isSaid = (key: string) => isAnnotation(key) || (key === 'type' && get(composed, 'type') !== undefined)
  return Object.keys(schema.value).every(isSaid)
}

interface Composition {
  readonly keyword: keyof typeof stems
  readonly members: readonly Node[]
}

/** The composition of a schema that is nothing else, where the one on the other side is none. */
function compositionOf(schema: Node, other: Node): Composition | null {
  const ownType = isDeepStrictEqual(typesOf(schema), typesOf(other)) ? 'type' : null
  const keys = Object.keys(schema.value).filter((key) => !refusesNothing(key) && key !== ownType)
  const [keyword] = keys
  if (keys.length !== 1 || isListOfTypes(schema)) return null
  if (keyword !== 'oneOf' && keyword !== 'anyOf' && keyword !== 'allOf') return null
  return items(other, keyword).length > 0 ? null : { keyword, members: items(schema, keyword) }
}

function isSameMember(a: Node, b: Node): boolean {
  if (!a.inline && !b.inline) return nameOf(a) === nameOf(b)
  return isDeepStrictEqual(a.value, b.value)
}

/** True where what the members say was compared as types. */
function isMatterOfTypes(schema: Node, keyword: string): boolean {
  return items(schema, keyword).length === 0 || isListOfTypes(schema)
}

/**
 * Members have no names of their own. They are the same where they refer to the same name, are equal or say the same in other
 * words, have the same title, or are the only ones left.
 */
export function matchMembers(before: readonly Node[], after: readonly Node[]) {
  const pairs: [Node, Node][] = []
  let removed = before
  let added = after
  for (const same of [
    (a: Node, b: Node) => !a.inline && !b.inline && nameOf(a) === nameOf(b),
    (a: Node, b: Node) => a.inline && b.inline && isDeepStrictEqual(a.value, b.value),
    haveSameMeaning,
    (a: Node, b: Node) => a.inline && b.inline && get(a, 'title') !== undefined && get(a, 'title') === get(b, 'title'),
  ]) {
    const left: Node[] = []
    for (const was of removed) {
      const is = added.find((candidate) => same(was, candidate))
      if (is === undefined) left.push(was)
      else {
        pairs.push([was, is])
        added = added.filter((candidate) => candidate !== is)
      }
    }
    removed = left
  }
  const [was, is] = [removed[0], added[0]]
  if (was?.inline && is?.inline && removed.length === 1 && added.length === 1)
    return { pairs: [...pairs, [was, is] as [Node, Node]], removed: [], added: [] }
  return { pairs, removed, added }
}

/** True for a schema that describes and does not constrain. */
export function isAnnotated(schema: Node): boolean {
  return Object.keys(schema.value).every(isAnnotation)
}

/** A name for people: that of the component, the title, or the type. */
export function nameOf(schema: Node): string {
  if (!schema.inline) return schema.pointer.slice(schema.pointer.lastIndexOf('/') + 1) || schema.file
  const title = get(schema, 'title')
  return typeof title === 'string' ? title : typesOf(schema).join(' or ') || (isNullAlone(schema) ? 'null' : 'schema')
}

function compareDiscriminator({ base, revision, tell }: Comparison): void {
  const before = child(base, 'discriminator')
  const after = child(revision, 'discriminator')
  if (before === null && after === null) return
  const spots = { base: spotOf(base, 'discriminator'), revision: spotOf(revision, 'discriminator') }
  if (before === null) {
    tell('discriminator-added', spots)
    return
  }
  if (after === null) {
    tell('discriminator-removed', spots)
    return
  }
  const names = { before: get(before, 'propertyName'), after: get(after, 'propertyName') }
  if (names.before !== names.after) tell('discriminator-property-name-changed', { ...spots, ...names })
  const mapping = { before: get(before, 'mapping') ?? {}, after: get(after, 'mapping') ?? {} }
  if (!isObject(mapping.before) || !isObject(mapping.after)) return
  const { before: was, after: is } = mapping
  const removed = Object.keys(was).filter((key) => !Object.hasOwn(is, key))
  const added = Object.keys(is).filter((key) => !Object.hasOwn(was, key))
  if (added.length > 0) tell('discriminator-mapping-added', { ...spots, subject: added.join(', ') })
  if (removed.length > 0) tell('discriminator-mapping-deleted', { ...spots, subject: removed.join(', ') })
  for (const key of Object.keys(was))
    if (Object.hasOwn(is, key) && was[key] !== is[key] && !isSameTarget(before, was[key], after, is[key]))
      tell('discriminator-mapping-changed', { ...spots, subject: key, before: was[key], after: is[key] })
}

/**
 * True where a value of `mapping`, a name of a component or a reference (OpenAPI 3.1, 4.8.25), changed only because its schema was
 * renamed.
 */
function isSameTarget(base: Node, before: Json | undefined, revision: Node, after: Json | undefined): boolean {
  const [was, is] = [targetOf(base, before), targetOf(revision, after)]
  const isRenamed = targetOf(revision, before) === null
  return isRenamed && was !== null && is !== null && haveSameMeaning(was, is)
}

function targetOf(discriminator: Node, target: Json | undefined): Node | null {
  if (typeof target !== 'string') return null
  const ref = /^[\w.-]+$/.test(target) && !/\.(ya?ml|json)$/.test(target) ? `#/components/schemas/${target}` : target
  return child({ ...discriminator, value: { target: { $ref: ref } } }, 'target')
}
