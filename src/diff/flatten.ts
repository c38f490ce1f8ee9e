import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../contract/contract.ts'
import { children, get, isAnnotation, isList, items, type Node } from './node.ts'

/**
 * A schema with what its `allOf` says said by itself, each keyword still knowing where it is written. Members are merged to any depth;
 * one that leads back to itself adds nothing. What cannot be said by one schema (two patterns, a closed object beside more
 * properties) stays a member of `allOf`, so nothing is made up. A schema without `allOf` is given back as it is.
 */
export function flattened(schema: Node): Node {
  if (get(schema, 'allOf') === undefined) return schema
  const known = answers
    .get(schema.value)
    ?.find(({ of }) => of.contract === schema.contract && identityOf(of) === identityOf(schema))
  if (known !== undefined) return known.flat
  const flat = merged(schema, partsOf(schema, new Set()))
  answers.set(schema.value, [...(answers.get(schema.value) ?? []), { of: schema, flat }])
  return flat
}

const answers = new WeakMap<object, { readonly of: Node; readonly flat: Node }[]>()

/** Names a schema: where it stands, or of what it was merged. */
export function identityOf({ identity, file, pointer }: Node): string {
  return identity ?? `${file}#${pointer}`
}

/** A schema and all that hold with it, itself first, each without its `allOf`. */
function partsOf(schema: Node, seen: Set<string>): readonly Node[] {
  if (seen.has(identityOf(schema))) return []
  seen.add(identityOf(schema))
  return [schema, ...items(schema, 'allOf').flatMap((member) => partsOf(member, seen))]
}

function merged(schema: Node, parts: readonly Node[]): Node {
  const names = new Set(parts.flatMap((part) => [...children(part, 'properties').keys()]))
  const value: Record<string, Json> = Object.create(null)
  const owners = new Map<string, Node>()
  const properties = new Map<string, Node>()
  const left: Node[] = []
  for (const part of parts) {
    const keys = Object.keys(part.value).filter((key) => key !== 'allOf' && key !== 'properties')
    if (!fits(part, keys, value, names) || isTooMuch(properties, part)) {
      left.push(part === schema ? withoutAllOf(part) : part)
      continue
    }
    for (const key of keys) {
      if (!owners.has(key)) owners.set(key, part)
      value[key] = together(key, value[key], get(part, key)) ?? null
    }
    if (get(part, 'properties') !== undefined && !owners.has('properties')) owners.set('properties', part)
    for (const [name, property] of children(part, 'properties')) {
      const before = properties.get(name)
      properties.set(name, before === undefined ? property : both(before, property))
    }
  }
  if (properties.size > 0)
    value['properties'] = Object.fromEntries([...properties].map(([name, { value }]) => [name, value]))
  if (left.length > 0) value['allOf'] = left.map((part) => part.value)
  return { ...schema, value, merged: { owners, properties, allOf: left } }
}

/** Where both declare a property, both declarations hold. Merged when somebody looks, because schemas are recursive. */
function both(a: Node, b: Node): Node {
  if (identityOf(a) === identityOf(b)) return a
  if (a.inline && b.inline && isDeepStrictEqual(a.value, b.value)) return a
  const identity = declarationsOf(a, b).join(' & ')
  // Only what was made here has an identity: its members are declarations.
  const allOf = [...(a.identity === undefined ? [a] : (a.merged?.allOf ?? [a])), b]
  return {
    ...a,
    value: { allOf: allOf.map(({ value }) => value) },
    inline: false,
    identity,
    merged: { owners: new Map(), properties: new Map(), allOf },
  }
}

function declarationsOf(...nodes: readonly Node[]): readonly string[] {
  return [...new Set(nodes.flatMap((node) => identityOf(node).split(' & ')))].sort()
}

/** Declarations of one property that are merged: schemas that lead back to themselves could make any choice of many. */
const mostDeclarations = 3

function isTooMuch(properties: ReadonlyMap<string, Node>, part: Node): boolean {
  return [...children(part, 'properties')].some(([name, property]) => {
    const before = properties.get(name)
    return before !== undefined && declarationsOf(before, property).length > mostDeclarations
  })
}

function withoutAllOf(schema: Node): Node {
  const { allOf: _, ...value } = schema.value
  const { merged } = schema
  // It stands where the whole does, and is less.
  const own = { ...schema, value, identity: `${identityOf(schema)} alone` }
  return merged === undefined ? own : { ...own, merged: { ...merged, allOf: [] } }
}

/** Keywords that mean something only beside each other: of each group one schema may speak. */
const groups = [
  ['if', 'then', 'else'],
  ['items', 'prefixItems', 'unevaluatedItems'],
  ['contains', 'minContains', 'maxContains'],
  ['additionalProperties', 'patternProperties', 'unevaluatedProperties'],
  ['maximum', 'exclusiveMaximum'],
  ['minimum', 'exclusiveMinimum'],
]
const tightest: Readonly<Record<string, (a: number, b: number) => number>> = {
  maximum: Math.min,
  minimum: Math.max,
  exclusiveMaximum: Math.min,
  exclusiveMinimum: Math.max,
  maxLength: Math.min,
  minLength: Math.max,
  maxItems: Math.min,
  minItems: Math.max,
  maxProperties: Math.min,
  minProperties: Math.max,
}

/** True where one schema can say what was merged so far and what `part` says. */
function fits(
  part: Node,
  keys: readonly string[],
  value: Readonly<Record<string, Json>>,
  names: ReadonlySet<string>,
): boolean {
  for (const group of groups) {
    const [own, there] = [keys.filter((key) => group.includes(key)), group.filter((key) => key in value)]
    if (own.length === 0 || there.length === 0) continue
    const same = own.length === there.length && own.every((key) => isDeepStrictEqual(get(part, key), value[key]))
    const bounds = [...own, ...there].every((key) => key === own[0] && Object.hasOwn(tightest, key))
    if (!same && !bounds) return false
  }
  // It binds what its own schema does not name: merged it would let through what others name.
  const openness = get(part, 'additionalProperties') ?? true
  const declared = children(part, 'properties')
  if (openness !== true && [...names].some((name) => !declared.has(name))) return false
  return keys.every((key) => !(key in value) || together(key, value[key], get(part, key)) !== undefined)
}

/** What a keyword says where both hold; `undefined` where one value cannot say it. */
function together(key: string, a: Json | undefined, b: Json | undefined): Json | undefined {
  if (a === undefined || isDeepStrictEqual(a, b)) return b
  if (isAnnotation(key)) return a
  if (key === 'readOnly' || key === 'writeOnly' || key === 'nullable' || key === 'uniqueItems')
    return a === true || b === true
  if (key === 'required' && isList(a) && isList(b)) return [...new Set([...a, ...b])]
  if (key === 'enum' && isList(a) && isList(b))
    return a.filter((one) => b.some((other) => isDeepStrictEqual(one, other)))
  if (key === 'type') return commonType(a, b)
  if (typeof a === 'number' && typeof b === 'number' && Object.hasOwn(tightest, key)) return tightest[key]?.(a, b)
  return undefined
}

function commonType(a: Json, b: Json | undefined): Json | undefined {
  const [own, other] = [a, b].map((type) => (isList(type) ? type : [type ?? null])) as [Json[], Json[]]
  const common = own.flatMap((type) => {
    if (other.includes(type)) return [type]
    if (type === 'number' && other.includes('integer')) return ['integer']
    return type === 'integer' && other.includes('number') ? ['integer'] : []
  })
  return common.length === 0 ? undefined : common.length === 1 ? common[0] : common
}
