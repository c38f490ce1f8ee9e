import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../contract/contract.ts'
import { boundOf } from './compare-bounds.ts'
import { isNullable, typesOf } from './compare-type.ts'
import { allowedBy } from './compare-values.ts'
import { flattened, identityOf } from './flatten.ts'
import { child, children, get, isAnnotation, isList, isObject, items, type Node } from './node.ts'
import { type Unwrapped, unwrapped } from './unwrap.ts'

/** Steps, and steps into each other, after which two schemas are taken for different: the answer must not cost more than it is worth. */
const mostSteps = 500
const deepest = 60

/**
 * True where two schemas say the same in other words: names, order, `$ref` or written out, one object or an `allOf` of its parts.
 * False means different or too large to tell. Schemas that lead back to themselves are the same where nothing tells them apart.
 */
export function haveSameMeaning(a: Node, b: Node): boolean {
  return new Likeness().holds(a, b)
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
  /** Pairs taken for alike while they are looked at: what rests on one that proves different is taken back with it. */
  readonly #assumed: string[] = []
  #steps = 0
  #depth = 0

  holds(a: Node, b: Node): boolean {
    const [one, other] = [essenceOf(a), essenceOf(b)]
    if (one.nullable !== other.nullable) return false
    const [was, is] = [one.schema, other.schema]
    const pair = `${identityOf(was)}\n${identityOf(is)}`
    if (this.#assumed.includes(pair)) return true
    if (++this.#steps > mostSteps || this.#depth >= deepest) return false
    this.#depth++
    const mark = this.#assumed.push(pair) - 1
    const keys = new Set([...Object.keys(was.value), ...Object.keys(is.value)].filter((key) => !isAnnotation(key)))
    const same = [...keys].every((key) => this.#agrees(key, was, is))
    if (!same) this.#assumed.length = mark
    this.#depth--
    return same
  }

  #agrees(key: string, was: Node, is: Node): boolean {
    if (key === 'nullable') return true // settled before
    if (key === 'type') return isSameSet(typesOf(was), typesOf(is)) // whether null is among them was settled before
    if (key === 'discriminator') return isSameDiscriminator(was, is)
    if (maps.includes(key)) return this.#sameMap(children(was, key), children(is, key))
    if (choices.includes(key)) return this.#sameChoice(items(was, key), items(is, key))
    if (key === 'prefixItems') {
      const [before, after] = [items(was, key), items(is, key)]
      return before.length === after.length && before.every((one, index) => this.#sameChild(one, after[index] ?? null))
    }
    if (schemas.includes(key)) return this.#sameChild(child(was, key), child(is, key))
    if (key === 'enum' || key === 'const') {
      const [before, after] = [allowedBy(was), allowedBy(is)]
      return before === null || after === null ? before === after : isSameSet(listOf(before), listOf(after))
    }
    if (bounds.includes(key)) return boundOf(was, key) === boundOf(is, key)
    const [before, after] = [get(was, key), get(is, key)]
    return sets.includes(key) ? isSameSet(listOf(before), listOf(after)) : isDeepStrictEqual(before, after)
  }

  #sameChild(was: Node | null, is: Node | null): boolean {
    // A schema that is not written allows anything, and so does an empty one.
    if (was === null || is === null) return [was, is].every((schema) => Object.keys(schema?.value ?? {}).length === 0)
    return this.holds(was, is)
  }

  #sameMap(was: ReadonlyMap<string, Node>, is: ReadonlyMap<string, Node>): boolean {
    // Names first: they tell most schemas apart before any is entered.
    const sameNames = was.size === is.size && [...was.keys()].every((name) => is.has(name))
    return sameNames && [...was].every(([name, schema]) => this.#sameChild(schema, is.get(name) ?? null))
  }

  #sameChoice(was: readonly Node[], is: readonly Node[]): boolean {
    const left = [...is]
    return (
      was.length === is.length &&
      was.every((one) => {
        const at = left.findIndex((other) => this.holds(one, other))
        if (at >= 0) left.splice(at, 1)
        return at >= 0
      })
    )
  }
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
  return { schema: flat, nullable: isNull || isNullable(flat) }
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
