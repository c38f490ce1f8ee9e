import { Buffer } from 'node:buffer'
import type { Contract, Json, JsonObject } from '../contract/contract.ts'
import { holdsOf, type Kind } from '../contract/grammar.ts'
import { isList, isObject, type Node } from './node.ts'
import {
  descriptions,
  nameOfFile,
  type Part,
  type Parts,
  partAround,
  partNamer,
  partsOf,
  referencesAt,
  refersToNothing,
} from './parts.ts'

/** What means the same wherever it is written. */
type Portable = Extract<Kind, 'schema' | 'parameter' | 'request-body' | 'response'>
type Holder = Portable | Extract<Kind, 'operation' | 'path-item'>

/** False means different or not known. */
export interface IsUnchanged {
  /**
   * True where two things stand in the same place and say the same, with all that they lead to; two that are written in place, and
   * are of a kind that means the same everywhere, need not stand in the same place.
   */
  (base: Node, revision: Node, kind?: Portable): boolean
  /** True where what two things have under a keyword, or a name in the map there, says the same: no node need be made of it. */
  (base: Node, revision: Node, kind: Holder, keyword: string, name?: string): boolean
}

/** Nothing is known beforehand: everything is compared. */
export const allMayDiffer: IsUnchanged = () => false

/**
 * What need not be compared. Contracts are cut into parts: a component, a path item, a webhook. A part is unchanged where it says the
 * same and whatever it refers to is unchanged. That is found from the other end: what differs makes different what leads to it, so
 * schemas that lead back to themselves are unchanged where nothing on the way round differs.
 */
export function unchangedBetween(base: Contract, revision: Contract): IsUnchanged {
  // The same text means another thing in another version of OpenAPI.
  if (base.openapi !== revision.openapi) return allMayDiffer
  // An operation means another thing where other things hold for all of them; a schema does not.
  const [was, is] = [surroundingsOf(base), surroundingsOf(revision)]
  const unchanged = unchangedParts(partsOf(base), partsOf(revision), was !== null && was === is)
  const partAt = partNamer(base)
  const inPlace = new Comparer((file, ref) => unchanged.has(partAt(file, ref) ?? ''))
  return (was: Node, is: Node, kind?: Holder, keyword?: string, name?: string) => {
    // What several declarations make together stands in more places than one.
    if (was.identity !== undefined || is.identity !== undefined) return false
    const file = nameOfFile(base, was.file)
    if (file !== nameOfFile(revision, is.file)) return false
    // What a reference and its surroundings say together refers on from two places.
    const isOfOnePlace = was.merged === undefined && is.merged === undefined
    if (kind !== undefined && keyword !== undefined)
      return isOfOnePlace && inPlace.areSameBelow(was.value, is.value, kind, keyword, name, was.file)
    if (kind !== undefined && was.inline && is.inline && isOfOnePlace)
      return inPlace.areSame(was.value, is.value, kind, was.file)
    const part = was.pointer === is.pointer ? partAround(was.pointer) : null
    return part !== null && unchanged.has(file + part)
  }
}

/** What holds for every operation that does not say otherwise, as text; `null` where it leads elsewhere. */
function surroundingsOf({ root }: Contract): string | null {
  const components = root['components']
  const schemes = isObject(components) ? components['securitySchemes'] : undefined
  const text = JSON.stringify([root['security'], root['servers'], schemes])
  return text.includes('"$ref"') ? null : text
}

/** What means another thing where other things hold for all operations. */
const surrounded: readonly (Kind | null)[] = ['path-item', 'callback', null]

function unchangedParts(before: Parts, after: Parts, hasSameSurroundings: boolean): ReadonlySet<string> {
  // All of them, also for what both sides have in common of parts that changed.
  for (const was of before.values()) was.needs()
  const comparer = new Comparer(() => true)
  const unchanged = new Set<string>()
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined || (!hasSameSurroundings && surrounded.includes(was.kind))) continue
    if (!isWrittenAlike(was, is) && !comparer.areSame(was.value, is.value, was.kind, '')) continue
    // It says the same on both sides, references and all.
    if (was.needs() !== null) unchanged.add(name)
  }
  const users = new Map<string, string[]>()
  const suspects: string[] = []
  for (const name of unchanged)
    for (const need of before.get(name)?.needs() ?? []) {
      const others = users.get(need)
      if (others === undefined) users.set(need, [name])
      else others.push(name)
      if (!unchanged.has(need)) suspects.push(need)
    }
  for (let changed = suspects.pop(); changed !== undefined; changed = suspects.pop())
    for (const user of users.get(changed) ?? []) if (unchanged.delete(user)) suspects.push(user)
  return unchanged
}

/** Contracts that were read alike have values in common; of others the texts are compared, where they are to be had. */
function isWrittenAlike(was: Part, is: Part): boolean {
  if (was.value === is.value) return true
  const [text, other] = [was.text(), is.text()]
  return text !== null && other !== null && text.length === other.length && Buffer.compare(text, other) === 0
}

/** Compares values of both sides, key by key in the order written. Reading has seen to it that aliases do not make them endless. */
class Comparer {
  readonly #isUnchangedAt: (file: string, ref: string) => boolean
  /** What differs from its counterpart: who asked for the whole asks for its members next. */
  readonly #different = new Map<JsonObject, JsonObject>()
  /** Whether what a value of both sides refers to is unchanged. */
  readonly #settled = new Map<Json, boolean>()

  /** `isUnchangedAt` answers for what a reference of the base leads to. */
  constructor(isUnchangedAt: (file: string, ref: string) => boolean) {
    this.#isUnchangedAt = isUnchangedAt
  }

  /** True where two values of `file`, things of the grammar or (`null`) data, differ at most in what they describe. */
  areSame(was: Json, is: Json, kind: Kind | null, file: string): boolean {
    if (!isComposite(was) || !isComposite(is)) return Object.is(was, is)
    if (was === is) return this.#isSettled(was, file)
    if (isList(was) || isList(is)) return isList(was) && isList(is) && this.#haveSameItems(was, is, kind, file)
    if (this.#different.get(was) === is) return false
    const areSame = this.#haveSameKeys(was, is, kind, file)
    if (!areSame) this.#different.set(was, is)
    return areSame
  }

  /** As `areSame`, of what two values have below a keyword, or below a name in the map that stands there. */
  areSameBelow(
    was: JsonObject,
    is: JsonObject,
    kind: Kind,
    keyword: string,
    name: string | undefined,
    file: string,
  ): boolean {
    if (name === undefined) return this.#haveSame(keyword, was, is, kind, file)
    const [names, others] = [was[keyword] ?? null, is[keyword] ?? null]
    if (!isObject(names) || !isObject(others) || !Object.hasOwn(names, name) || !Object.hasOwn(others, name))
      return false
    return this.areSame(names[name] ?? null, others[name] ?? null, holdsOf(kind, keyword)?.[1] ?? null, file)
  }

  #haveSameItems(was: readonly Json[], is: readonly Json[], kind: Kind | null, file: string): boolean {
    return was.length === is.length && was.every((item, index) => this.areSame(item, is[index] ?? null, kind, file))
  }

  #haveSameKeys(was: JsonObject, is: JsonObject, kind: Kind | null, file: string): boolean {
    const [keys, others] = [Object.keys(was), Object.keys(is)]
    return (
      keys.length === others.length &&
      keys.every((key, index) => key === others[index] && this.#haveSame(key, was, is, kind, file))
    )
  }

  #haveSame(key: string, was: JsonObject, is: JsonObject, kind: Kind | null, file: string): boolean {
    if (kind !== null && descriptions.has(key)) return true
    const [value, other] = [was[key] ?? null, is[key] ?? null]
    const holds = kind === null ? undefined : holdsOf(kind, key)
    const areSame =
      holds?.[0] === 'map' && isObject(value) && isObject(other)
        ? this.#haveSameNames(value, other, holds[1], file)
        : this.areSame(value, other, holds?.[1] ?? null, file)
    return areSame && this.#leadsToUnchanged(key, value, file)
  }

  /** Of a map: its keys are names, whatever they are. */
  #haveSameNames(was: JsonObject, is: JsonObject, kind: Kind, file: string): boolean {
    const [names, others] = [Object.keys(was), Object.keys(is)]
    return (
      names.length === others.length &&
      names.every((name, index) => {
        return name === others[index] && this.areSame(was[name] ?? null, is[name] ?? null, kind, file)
      })
    )
  }

  /** True where what a value of both sides refers to, at any depth, is unchanged. Needs were looked for in all parts of the base. */
  #isSettled(value: Json, file: string): boolean {
    if (!isComposite(value) || refersToNothing(value)) return true
    const known = this.#settled.get(value)
    if (known !== undefined) return known
    const isSettled = isList(value)
      ? value.every((item) => this.#isSettled(item, file))
      : this.#haveSettledMembers(value, file)
    this.#settled.set(value, isSettled)
    return isSettled
  }

  #haveSettledMembers(value: JsonObject, file: string): boolean {
    for (const key of Object.keys(value)) {
      const item = value[key] ?? null
      if (!this.#isSettled(item, file) || !this.#leadsToUnchanged(key, item, file)) return false
    }
    return true
  }

  #leadsToUnchanged(key: string, value: Json, file: string): boolean {
    return referencesAt(key, value)?.every((ref) => this.#isUnchangedAt(file, ref)) === true
  }
}

function isComposite(value: Json): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null
}
