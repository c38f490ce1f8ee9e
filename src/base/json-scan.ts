/**
 * Going through JSON texts byte by byte (UTF-8, as which they come: to read a string sign by sign takes twice as long): where
 * strings, values and containers end. Right for every valid text, and harmless for the rest.
 */

/** The objects and lists of a text in the order they open, so that a search steps over those it is not asked about. */
export interface Containers {
  /** The offset after the closing bracket. */
  readonly ends: number[]
  /** Which container opens next after this one is closed. */
  readonly next: number[]
}

export interface Shape {
  readonly tooDeepAt: number | null
  /** How many `key:` pairs there are. */
  readonly colons: number
  readonly containers: Containers
}

/** The shape of the value at `start`, in one quick pass over it. */
export function shapeOf(text: Uint8Array, start: number, maxDepth: number): Shape {
  const containers: Containers = { ends: [], next: [] }
  const opening = text[start]
  if (opening !== openBrace && opening !== openBracket) return { tooDeepAt: null, colons: 0, containers }
  const { ends, next } = containers
  const open: number[] = []
  let colons = 0
  for (let at = start; at < text.length; at++) {
    const code = text[at] as number
    if (code <= 32) continue
    if (code === quote) at = closingQuote(text, at)
    else if (code === colon) colons++
    else if (code === openBrace || code === openBracket) {
      if (open.length === maxDepth) return { tooDeepAt: at, colons, containers }
      open.push(ends.push(0) - 1)
      next.push(0)
    } else if (code === closeBrace || code === closeBracket) {
      const container = open.pop()
      if (container === undefined) continue
      ends[container] = at + 1
      next[container] = ends.length
      if (open.length === 0) break
    }
  }
  return { tooDeepAt: null, colons, containers }
}

/** Read in a loop, because the strings of contracts are shorter than what a call of `indexOf` costs. */
function closingQuote(text: Uint8Array, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text[at]
    if (code === quote) return at
    if (code === backslash) at++
  }
  return text.length
}

/** The offset after the value that begins at `start`, which is the container of that number should it be one. */
export function endOfValue(text: Uint8Array, start: number, container: number, { ends }: Containers): number {
  const opening = text[start]
  if (opening === openBrace || opening === openBracket) return ends[container] ?? text.length
  return opening === quote ? endOfString(text, start) : endOfScalar(text, start)
}

/** The end of a number, `true`, `false` or `null`. */
export function endOfScalar(text: Uint8Array, start: number): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text[at] as number
    if (code <= 32 || code === comma || code === closeBrace || code === closeBracket) break
  }
  return at
}

/** The offset after the closing quote of the string that opens at `start`; the end of the text where it is never closed. */
export function endOfString(text: Uint8Array, start: number): number {
  return Math.min(closingQuote(text, start) + 1, text.length)
}

export function skipSpace(text: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const code = text[at]
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at
    at++
  }
}

/** What is written from one offset to another. */
export function textOf(text: Uint8Array, start: number, end: number): string {
  return decoder.decode(text.subarray(start, end))
}

// A mark at the beginning of a file has been taken off, and anywhere else it is a sign like others.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** How many keys the objects in a value have, at any depth: fewer than there are colons where a key was written twice. */
export function countKeys(value: unknown): number {
  return typeof value === 'object' && value !== null ? keysIn(value) : 0
}

function keysIn(value: object): number {
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) count += keysIn(item)
  }
  // What was just parsed inherits nothing that `in` would list.
  else
    for (const key in value) {
      count++
      const item = (value as Readonly<Record<string, unknown>>)[key]
      if (typeof item === 'object' && item !== null) count += keysIn(item)
    }
  return count
}

export const quote = 34
export const comma = 44
export const colon = 58
export const openBracket = 91
const backslash = 92
export const closeBracket = 93
export const openBrace = 123
export const closeBrace = 125
