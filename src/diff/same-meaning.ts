import { isDeepStrictEqual } from 'node:util'
import type { Contract, Json } from '../contract/contract.ts'
import { boundOf } from './compare-bounds.ts'
import { isNullAlone, isNullable, offersNull, typesOf } from './compare-type.ts'
import { allowedBy, betweenVersions } from './compare-values.ts'
import { flattened, identityOf } from './flatten.ts'
import { child, children, get, isAnnotation, isList, isObject, items, type Node } from './node.ts'
import { type Unwrapped, unwrapped } from './unwrap.ts'

/** What one question may cost, in schemas looked at, while there is something left of what all about two contracts may cost, and then. */
const stepsForOne = 50_000
const stepsForAll = 200_000
const stepsForMore = 500
/** Choices within choices, after which two schemas are taken for different. */
const deepest = 60

/**
 * True where two schemas say the same in other words: names, order, `$ref` or written out, one object or an `allOf` of its parts.
 * False means different or too large to tell. Schemas that lead back to themselves are the same where nothing tells them apart.
 */
export function haveSameMeaning(a: Node, b: Node): boolean {
  return new Likeness(memoryOf(a.contract, b.contract)).holds(a, b)
}

/**
 * What is known of pairs of schemas of two contracts: large ones lead from anywhere to everywhere, and are asked about hundreds of
 * times.
 */
interface Memory {
  readonly alike: Set<string>
  readonly unlike: Set<string>
  stepsLeft: number
}

const memories = new WeakMap<Contract, WeakMap<Contract, Memory>>()

function memoryOf(a: Contract, b: Contract): Memory {
  const ofOne = memories.get(a) ?? new WeakMap<Contract, Memory>()
  memories.set(a, ofOne)
  const memory = ofOne.get(b) ?? { alike: new Set(), unlike: new Set(), stepsLeft: stepsForAll }
  ofOne.set(b, memory)
  return memory
}

const maps = ['properties', 'patternProperties', 'dependentSchemas']
const choices = ['oneOf', 'anyOf', 'allOf']
const schemas = [
  ...['items', 'not', 'additionalProperties', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
]
const sets = ['required', 'type']
const bounds = ['maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum']

class Likeness {
  readonly #memory: Memory
  /**
   * Pairs taken for alike while they are looked at, in order: what a question within the question assumed goes with it where it
   * proves different.
   */
  readonly #assumed = new Set<string>()
  /** What remains to be looked at. A list instead of recursion: from one schema to another it may be further than the stack is deep. */
  #waiting: (readonly [Node, Node])[] = []
  #stepsLeft: number
  #depth = 0
  #isExhausted = false

  constructor(memory: Memory) {
    this.#memory = memory
    this.#stepsLeft = Math.max(stepsForMore, Math.min(stepsForOne, memory.stepsLeft))
  }

  holds(a: Node, b: Node): boolean {
    const areAlike = this.#ask(a, b)
    if (areAlike) for (const pair of this.#assumed) this.#memory.alike.add(pair)
    return areAlike
  }

  #ask(a: Node, b: Node): boolean {
    if (this.#depth >= deepest) return this.#giveUp()
    this.#depth++
    const [others, mark] = [this.#waiting, this.#assumed.size]
    this.#waiting = [[a, b]]
    let areAlike = true
    for (const [was, is] of this.#waiting) {
      areAlike = this.#looksAlike(was, is)
      if (!areAlike) break
    }
    if (!areAlike) for (const pair of [...this.#assumed].slice(mark)) this.#assumed.delete(pair)
    this.#waiting = others
    this.#depth--
    return areAlike
  }

  /** True where nothing tells the two apart but, perhaps, what waits to be looked at. */
  #looksAlike(a: Node, b: Node): boolean {
    const pair = `${identityOf(a)}\n${identityOf(b)}`
    if (this.#assumed.has(pair) || this.#memory.alike.has(pair)) return true
    if (this.#memory.unlike.has(pair)) return false
    if (!this.#spend(1)) return false
    this.#assumed.add(pair)
    const [one, other] = [essenceOf(a), essenceOf(b)]
    const [was, is] = [one.schema, other.schema]
    const keys = new Set([...Object.keys(was.value), ...Object.keys(is.value)].filter((key) => !isAnnotation(key)))
    const areAlike = one.nullable === other.nullable && [...keys].every((key) => this.#agrees(key, was, is))
    if (!areAlike && !this.#isExhausted) this.#memory.unlike.add(pair)
    return areAlike
  }

  #spend(steps: number): boolean {
    this.#stepsLeft -= steps
    this.#memory.stepsLeft -= steps
    return this.#stepsLeft >= 0 || this.#giveUp()
  }

  #giveUp(): false {
    this.#isExhausted = true
    return false
  }

  #agrees(key: string, was: Node, is: Node): boolean {
    if (key === 'nullable') return true // settled before
    if (key === 'type') return isSameSet(typesOf(was), typesOf(is)) // whether null is among them was settled before
    if (key === 'discriminator') return isSameDiscriminator(was, is)
    if (maps.includes(key)) return this.#sameMap(children(was, key), children(is, key))
    if (choices.includes(key)) return this.#sameChoice(choiceOf(was, key), choiceOf(is, key))
    if (key === 'prefixItems') {
      const [before, after] = [items(was, key), items(is, key)]
      return before.length === after.length && before.every((one, index) => this.#sameChild(one, after[index] ?? null))
    }
    if (schemas.includes(key)) return this.#sameChild(child(was, key), child(is, key))
    if (key === 'enum' || key === 'const') {
      const [before, after] = betweenVersions(was, is, allowedBy)
      return before === null || after === null ? before === after : isSameSet(listOf(before), listOf(after))
    }
    if (bounds.includes(key)) return boundOf(was, key) === boundOf(is, key)
    const [before, after] = [get(was, key), get(is, key)]
    return sets.includes(key) ? isSameSet(listOf(before), listOf(after)) : isDeepStrictEqual(before, after)
  }

  #sameChild(was: Node | null, is: Node | null): boolean {
    // A schema that is not written allows anything, and so does an empty one.
    if (was === null || is === null) return [was, is].every((schema) => Object.keys(schema?.value ?? {}).length === 0)
    this.#waiting.push([was, is])
    return true
  }

  #sameMap(was: ReadonlyMap<string, Node>, is: ReadonlyMap<string, Node>): boolean {
    // Names first: they tell most schemas apart before any is entered.
    const sameNames = was.size === is.size && [...was.keys()].every((name) => is.has(name))
    return sameNames && [...was].every(([name, schema]) => this.#sameChild(schema, is.get(name) ?? null))
  }

  /** Each member has its counterpart. Most are told apart by their shape, so that nothing need be tried. */
  #sameChoice(was: readonly Node[], is: readonly Node[]): boolean {
    if (was.length !== is.length || !this.#spend(was.length)) return false
    const left = Map.groupBy(is, shapeOf)
    return was.every((one) => {
      const candidates = left.get(shapeOf(one)) ?? []
      const [only, ...more] = candidates
      const found = more.length === 0 ? only : candidates.find((other) => this.#ask(one, other))
      if (found === undefined) return false
      if (more.length === 0) this.#waiting.push([one, found])
      candidates.splice(candidates.indexOf(found), 1)
      return true
    })
  }
}

/** What two schemas that say the same have in common, as far as it shows without looking below. */
function shapeOf(node: Node): string {
  const { schema, nullable } = essenceOf(node)
  return JSON.stringify([nullable, typesOf(schema).toSorted(), [...children(schema, 'properties').keys()].sort()])
}

/** The members of a choice. Where one of them is null alone, that is settled with the type. */
function choiceOf(schema: Node, key: string): readonly Node[] {
  return key === 'allOf' || get(schema, 'type') !== undefined
    ? items(schema, key)
    : items(schema, key).filter((member) => !isNullAlone(member))
}

/** What is left of a schema without wrappers and `allOf`, and whether it lets `null` through. */
function essenceOf(node: Node): Unwrapped {
  let [schema, isNull] = [node, false]
  for (let layer = 0; layer < deepest; layer++) {
    const inner = unwrapped(schema)
    if (inner.schema === schema) break
    isNull ||= inner.nullable === true
    schema = inner.schema
  }
  const flat = flattened(schema)
  return { schema: flat, nullable: isNull || offersNull(flat) || isNullable(flat) }
}

function isSameDiscriminator(was: Node, is: Node): boolean {
  const [before, after] = [child(was, 'discriminator'), child(is, 'discriminator')]
  if (before === null || after === null) return before === after
  const mapping = (node: Node) =>
    isObject(get(node, 'mapping')) ? Object.keys(get(node, 'mapping') as object).sort() : []
  return (
    get(before, 'propertyName') === get(after, 'propertyName') && isDeepStrictEqual(mapping(before), mapping(after))
  )
}

function listOf(value: Json | undefined): readonly string[] {
  return (isList(value) ? value : []).map((item) => JSON.stringify(item))
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const there = new Set(b)
  return new Set(a).size === there.size && a.every((item) => there.has(item))
}
