import { type Judged, judge } from './judge.ts'
import { type Half, isObject, type Json, type JsonObject, type Pair } from './pair.ts'

const atOnce = 40
const mostRounds = 200

/**
 * The smallest pair that can be reached by leaving things out on one or both sides and on which `holds` is still true. Many
 * candidates are judged at once, the boldest first.
 */
export async function shrunk(binary: string, start: Judged, holds: (judged: Judged) => boolean): Promise<Judged> {
  let best = start
  for (let round = 0; round < mostRounds; round++) {
    const next = await firstOf(binary, candidatesOf(best.pair), holds)
    if (next === null) return best
    best = next
  }
  return best
}

async function firstOf(
  binary: string,
  candidates: readonly Pair[],
  holds: (judged: Judged) => boolean,
): Promise<Judged | null> {
  for (let at = 0; at < candidates.length; at += atOnce) {
    const found = (await judge(binary, candidates.slice(at, at + atOnce))).find(holds)
    if (found !== undefined) return found
  }
  return null
}

type Way = readonly string[]

/** Every pair with one thing less, the smallest first. */
function candidatesOf(pair: Pair): readonly Pair[] {
  const ways = new Map([...waysIn(pair.base), ...waysIn(pair.revision)].map((way) => [JSON.stringify(way), way]))
  const smaller = [...ways.values()].flatMap((way) => [
    edited(
      pair,
      (half) => without(half, way),
      (half) => without(half, way),
    ),
    edited(pair, (half) => without(half, way), same),
    edited(pair, same, (half) => without(half, way)),
    edited(
      pair,
      (half) => hoisted(half, way),
      (half) => hoisted(half, way),
    ),
    edited(
      pair,
      (half) => inlined(half, way),
      (half) => inlined(half, way),
    ),
  ])
  const size = sizeOf(pair)
  return smaller
    .map((candidate) => ({ candidate, size: sizeOf(candidate) }))
    .filter((one) => one.size < size)
    .toSorted((a, b) => a.size - b.size)
    .map(({ candidate }) => candidate)
}

function edited(pair: Pair, base: (half: Half) => Half, revision: (half: Half) => Half): Pair {
  return { ...pair, base: base(pair.base), revision: revision(pair.revision) }
}

function same(half: Half): Half {
  return half
}

function sizeOf({ base, revision }: Pair): number {
  return JSON.stringify([base, revision]).length
}

function* waysIn(half: Half): Iterable<Way> {
  yield* waysBelow(half.pathItem, ['pathItem'])
  yield* waysBelow(half.components, ['components'])
}

function* waysBelow(value: Json, way: Way): Iterable<Way> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const below = [...way, name]
    yield below
    yield* waysBelow(inner, below)
  }
}

function without(half: Half, way: Way): Half {
  return atWay(half, way, (holder, name) => {
    if (Array.isArray(holder)) holder.splice(Number(name), 1)
    else if (!isParameterName(holder, name)) delete holder[name]
  })
}

/** A parameter without its name or its place is none: what was found in one would not be about contracts. */
function isParameterName(holder: JsonObject, name: string): boolean {
  return typeof holder['in'] === 'string' && (name === 'name' || name === 'in')
}

/** A schema gives way to one below it: a property, the items, the first member. */
function hoisted(half: Half, way: Way): Half {
  return atWay(half, way, (holder, name) => {
    const schema = (holder as JsonObject)[name]
    if (!isObject(schema)) return
    const { properties, items, allOf, oneOf, anyOf, additionalProperties } = schema
    const members = [allOf, oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? list : []))
    const inner = isObject(properties) ? Object.values(properties)[0] : (items ?? members[0] ?? additionalProperties)
    if (isObject(inner)) (holder as JsonObject)[name] = inner
  })
}

function inlined(half: Half, way: Way): Half {
  return atWay(half, way, (holder, name) => {
    const schema = (holder as JsonObject)[name]
    const [, , section = '', target = ''] = isObject(schema) ? String(schema['$ref']).split('/') : []
    const found = half.components[section]?.[target]
    if (found !== undefined && !JSON.stringify(found).includes(`/${target}"`)) (holder as JsonObject)[name] = found
  })
}

/** The half with something done where the way leads; itself where it leads nowhere. */
function atWay(half: Half, way: Way, edit: (holder: JsonObject | Json[], name: string) => void): Half {
  const copy = structuredClone(half)
  let holder: Json = copy as unknown as JsonObject // a half is an object like any other to who walks it by names
  for (const name of way.slice(0, -1)) {
    const next: Json | undefined = (holder as JsonObject)[name]
    if (typeof next !== 'object' || next === null) return half
    holder = next
  }
  const last = way.at(-1) ?? ''
  if (!Object.hasOwn(holder as JsonObject, last)) return half
  edit(holder as JsonObject | Json[], last)
  return copy
}
