import { Buffer } from 'node:buffer'
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  countKeys,
  endOfString,
  endOfValue,
  openBrace,
  quote,
  shapeOf,
  skipSpace,
  textOf,
} from './json-scan.ts'
import { JsonSpot } from './json-spot.ts'

/** A value that was read, and where it stands. */
export interface ReadJson {
  readonly value: unknown
  readonly spot: JsonSpot
}

/**
 * Reads a document by what it says otherwise than `model`: what is written there under the same keys in the same signs was read and
 * found right, so it is taken from there. `null` where the text is not right or holds a key twice; reading it for itself tells
 * which.
 */
export function readAlike(text: Uint8Array, maxDepth: number, model: ReadJson): ReadJson | null {
  const at = skipSpace(text, 0)
  const read = new AlikeReader(text, maxDepth).value({ start: at, value: at }, model, 0)
  return read !== null && skipSpace(text, read.spot.end) === text.length ? read : null
}

/** Where a value begins, and the key that it stands under. */
interface Beginning {
  readonly start: number
  readonly value: number
}

/** An object that is written otherwise is gone through key by key where it is this long; a shorter one is read anew. */
const worthGoingThrough = 1000

class AlikeReader {
  readonly #text: Uint8Array
  readonly #maxDepth: number

  constructor(text: Uint8Array, maxDepth: number) {
    this.#text = text
    this.#maxDepth = maxDepth
  }

  /** What stands there, which may be what `model` says; `null` where that cannot be told. `depth` is how many containers it stands in. */
  value(at: Beginning, model: ReadJson | null, depth: number): ReadJson | null {
    const written = model?.spot.text
    if (model === null || written === undefined) return this.#anew(at, depth)
    const end = at.value + written.length
    if (isSame(this.#text.subarray(at.value, end), written) && this.#isEnd(end))
      return { value: model.value, spot: model.spot.movedTo(at.start, at.value) }
    const isLong = written.length >= worthGoingThrough && this.#opensMembers(at.value) && isObject(model.value)
    return isLong ? this.#object(at, model, depth) : this.#anew(at, depth)
  }

  #object({ start, value: from }: Beginning, model: ReadJson, depth: number): ReadJson | null {
    const text = this.#text
    const value: Record<string, unknown> = {}
    const children = new Map<string, JsonSpot>()
    let at = skipSpace(text, from + 1)
    while (text[at] === quote && depth < this.#maxDepth) {
      const endOfKey = endOfString(text, at)
      const key = parsed(textOf(text, at, endOfKey))
      const colonAt = skipSpace(text, endOfKey)
      if (typeof key !== 'string' || key === '__proto__' || children.has(key) || text[colonAt] !== colon) return null
      const member = this.value({ start: at, value: skipSpace(text, colonAt + 1) }, memberOf(model, key), depth + 1)
      if (member === null) return null
      value[key] = member.value
      children.set(key, member.spot)
      at = skipSpace(text, member.spot.end)
      const code = text[at]
      if (code === closeBrace) {
        const extent = { start, value: from, end: at + 1 }
        return { value, spot: new JsonSpot({ text, containers: unasked }, extent, 0, { children }) }
      }
      if (code !== comma) return null
      at = skipSpace(text, at + 1)
    }
    return null
  }

  #anew({ start, value: from }: Beginning, depth: number): ReadJson | null {
    const text = this.#text
    const { tooDeepAt, colons, containers } = shapeOf(text, from, this.#maxDepth - depth)
    const end = endOfValue(text, from, 0, containers)
    const value = parsed(textOf(text, from, end))
    if (tooDeepAt !== null || value === undefined || countKeys(value) !== colons) return null
    return { value, spot: new JsonSpot({ text, containers }, { start, value: from, end }, 0) }
  }

  /** True where a value that reads so far goes no further, as `12` would in `123`. */
  #isEnd(at: number): boolean {
    const code = this.#text[at]
    return code === undefined || code <= 32 || code === comma || code === closeBrace || code === closeBracket
  }

  #opensMembers(at: number): boolean {
    return this.#text[at] === openBrace && this.#text[skipSpace(this.#text, at + 1)] === quote
  }
}

/** Of an object whose members are known: none has to be looked for in its text. */
const unasked = { ends: [], next: [] }

function memberOf({ value, spot }: ReadJson, key: string): ReadJson | null {
  const child = spot.children.get(key)
  return child === undefined ? null : { value: (value as Readonly<Record<string, unknown>>)[key], spot: child }
}

function isSame(text: Uint8Array, other: Uint8Array): boolean {
  return text.length === other.length && Buffer.compare(text, other) === 0
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `undefined` where the text is no value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
