/**
 * Walking a contract without expanding it: a node is an object and where it stands, and stepping to a child follows its
 * `$ref`. Hostile documents get the same answers as odd ones: own properties only, and what has the wrong shape is not there.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Pointer, pointerTo } from '../base/place.ts'
import type { Contract, Json, JsonObject } from '../contract/contract.ts'
import { resolve } from '../contract/resolve.ts'

export interface Spot {
  readonly file: string
  readonly pointer: Pointer
}

export interface Node extends Spot {
  readonly contract: Contract
  readonly value: JsonObject
  /** Where it is used: the place of the `$ref`, where there was one. */
  readonly use: Spot
  /** False where a `$ref` led here. */
  readonly inline: boolean
  /** True for a schema that is not written: it allows anything. */
  readonly isAnything?: boolean
  /** For a schema that several declarations make together: what tells it from others, as its place does not. */
  readonly identity?: string
  /**
   * For a schema merged from its `allOf`, or from a `$ref` and what stands beside it: which part says each keyword, and the schemas
   * below it that are merged as well.
   */
  readonly merged?: {
    readonly owners: ReadonlyMap<string, Node>
    readonly properties: ReadonlyMap<string, Node>
    readonly allOf: readonly Node[]
  }
}

export function rootOf(contract: Contract): Node {
  const spot = { file: contract.entry, pointer: '' }
  return { ...spot, contract, value: contract.root, use: spot, inline: true }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** The own value of a key, `$ref`s not followed. */
export function get(node: Node, key: string): Json | undefined {
  const value = node.value[key]
  // Most of what is asked for is not there, which is quicker to see than whose it is.
  return value !== undefined && Object.hasOwn(node.value, key) ? value : undefined
}

/** The object under a key, `$ref`s followed; `null` where there is none. A boolean schema counts as the object it stands for. */
export function child(node: Node, key: string): Node | null {
  const owner = ownerOf(node, key)
  const value = get(owner, key)
  return value === undefined ? null : step(owner, value, { file: owner.file, pointer: pointerTo(owner.pointer, key) })
}

/** Where a keyword is written: in the node, or in the part of a merged one that says it. */
function ownerOf(node: Node, key: string): Node {
  const owner = node.merged?.owners.get(key)
  return owner === undefined || owner === node ? node : ownerOf(owner, key)
}

/** The schema under a key; where there is none, one that allows anything, standing where it would. */
export function childOrAnything(node: Node, key: string): Node {
  const spot = { file: node.file, pointer: pointerTo(node.pointer, key) }
  return child(node, key) ?? { ...spot, contract: node.contract, value: {}, use: spot, inline: true, isAnything: true }
}

/** The objects of a map under a key, by name; those that `isLeftOut` may be missing. */
export function children(
  node: Node,
  key: string,
  isLeftOut: (name: string) => boolean = () => false,
): ReadonlyMap<string, Node> {
  if (key === 'properties' && node.merged !== undefined) return node.merged.properties
  const map = child(node, key)
  const found = new Map<string, Node>()
  if (map === null) return found
  for (const name of Object.keys(map.value)) {
    if (isLeftOut(name)) continue
    const node = child(map, name)
    if (node !== null) found.set(name, node)
  }
  return found
}

/** A choice of thousands is gone through thousands of times. */
const knownItems = new WeakMap<Node, Map<string, readonly Node[]>>()

/** The objects of a list under a key, in order; for the same node always the same ones. */
export function items(node: Node, key: string): readonly Node[] {
  if (key === 'allOf' && node.merged !== undefined) return node.merged.allOf
  const owner = ownerOf(node, key)
  const list = get(owner, key)
  if (!isList(list)) return []
  const known = knownItems.get(owner) ?? new Map<string, readonly Node[]>()
  knownItems.set(owner, known)
  const found = known.get(key) ?? itemsOf(owner, list, key)
  known.set(key, found)
  return found
}

function itemsOf(owner: Node, list: readonly Json[], key: string): readonly Node[] {
  return list.flatMap((item, index) => {
    const found = step(owner, item, { file: owner.file, pointer: pointerTo(owner.pointer, key, index) })
    return found === null ? [] : [found]
  })
}

/** The strings of a list under a key. */
export function strings(node: Node, key: string): readonly string[] {
  const list = get(node, key)
  return isList(list) ? list.filter((item) => typeof item === 'string') : []
}

const annotations = new Set([
  'title',
  'description',
  'example',
  'examples',
  'deprecated',
  'externalDocs',
  'xml',
  '$comment',
])

/** True for the keywords that describe a schema and constrain nothing. */
export function isAnnotation(key: string): boolean {
  return annotations.has(key) || key.startsWith('x-')
}

/** Where a key of the node stands; the node itself where it has no such key. */
export function spotOf(node: Node, ...keys: readonly (string | number)[]): Spot {
  const { file, pointer } = keys.length === 0 ? node : ownerOf(node, String(keys[0]))
  return { file, pointer: pointerTo(pointer, ...keys) }
}

/** Where an item of a list stands on both sides; where one has no such item, or no such list, it is called by what it would be. */
export function itemSpots(base: Node, revision: Node, key: string, item: Json): { base: Spot; revision: Spot } {
  const spot = (node: Node): Spot => {
    const owner = ownerOf(node, key)
    const list = get(owner, key)
    const at = isList(list)
      ? list.findIndex((one) => one === item || (typeof item === 'object' && isDeepStrictEqual(one, item)))
      : -1
    return spotOf(owner, key, at < 0 ? JSON.stringify(item) : at)
  }
  return { base: spot(base), revision: spot(revision) }
}

/** Schemas that lead on to each other with something beside each `$ref`: more of them are taken for a circle. */
const longestChain = 30

function step(from: Node, value: Json | undefined, use: Spot, links = 0): Node | null {
  const { contract } = from
  const own = objectOf(value)
  if (own === null) return null
  const ref = Object.hasOwn(own, '$ref') ? own['$ref'] : undefined
  if (typeof ref !== 'string') return { file: use.file, pointer: use.pointer, contract, value: own, use, inline: true }
  const found = resolve(contract, use.file, ref)
  if (found === null || links > longestChain) return null
  const spot = { file: found.file, pointer: found.pointer }
  const target = step(from, found.value, spot, links + 1)
  if (target === null) return null
  const { $ref: _, ...beside } = own
  if (contract.openapi === '3.0' || Object.keys(beside).every((key) => key === 'summary' || key === 'description'))
    return { ...target, use, inline: false }
  return together(target, { ...use, contract, value: beside, use, inline: true })
}

/**
 * OpenAPI 3.1: what stands beside a `$ref` holds as well. It stands where it is written, and what the target says stands there, so that
 * schemas that lead back to themselves stay as few as they are written.
 */
function together(target: Node, beside: Node): Node {
  const speaker = (key: string) => (Object.hasOwn(beside.value, key) ? beside : target)
  const lazily = once(() => ({
    properties: children(speaker('properties'), 'properties'),
    allOf: items(speaker('allOf'), 'allOf'),
  }))
  return {
    ...beside,
    value: { ...target.value, ...beside.value },
    merged: {
      owners: new Map(Object.keys(target.value).map((key) => [key, speaker(key)])),
      // Later, because they may lead back here.
      get properties() {
        return lazily().properties
      },
      get allOf() {
        return lazily().allOf
      },
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined
  return () => {
    made ??= { it: make() }
    return made.it
  }
}

/** A boolean schema as the object it stands for. */
function objectOf(value: Json | undefined): JsonObject | null {
  if (value === true) return {}
  if (value === false) return { not: {} }
  return isObject(value) ? value : null
}
