/**
 * JSON as RFC 8259 has it. `JSON.parse` gives the value (13 MB: 30 ms); what it does not tell (where things stand, what exactly is
 * wrong, whether a key was written twice) is found by scanning the text, and only when somebody asks.
 */
import type { NotationLimits, NotationResult, NotationTrouble } from './notation.ts'

/** Never throws. A key written twice in one object is trouble: parsers disagree on which of the two counts. */
export function parseJson(text: string, limits: NotationLimits): NotationResult {
  const { tooDeepAt, colons, containers } = shapeOf(text, limits.maxDepth)
  if (tooDeepAt !== null) {
    const message = `The nesting is deeper than ${limits.maxDepth} levels`
    return { trouble: { message, help: 'Flatten the document.', offset: tooDeepAt } }
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { trouble: firstError(text) }
  }
  if (typeof value === 'object' && value !== null && keysIn(value) !== colons) {
    const trouble = firstDuplicate(text)
    if (trouble) return { trouble }
  }
  const find = finder(text, containers)
  return {
    value,
    locate: (segments) => find(segments).nearest.start,
    textAt(segments) {
      const { nearest, isThere } = find(segments)
      return isThere ? text.slice(nearest.value, endOfValue(text, nearest.value, nearest.container, containers)) : null
    },
  }
}

/** The objects and lists of a text in the order they open, so that a search steps over those it is not asked about. */
interface Containers {
  /** The offset after the closing bracket. */
  readonly ends: number[]
  /** Which container opens next after this one is closed. */
  readonly next: number[]
}

interface Shape {
  readonly tooDeepAt: number | null
  /** How many `key:` pairs there are. */
  readonly colons: number
  readonly containers: Containers
}

/** One quick pass, right for every valid text and harmless for the rest. */
function shapeOf(text: string, maxDepth: number): Shape {
  const containers: Containers = { ends: [], next: [] }
  const { ends, next } = containers
  const open: number[] = []
  let colons = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
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
    }
  }
  return { tooDeepAt: null, colons, containers }
}

/** Read in a loop, because the strings of contracts are shorter than what a call of `indexOf` costs. */
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if (code === backslash) at++
  }
  return text.length
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

interface Child {
  /** Where the key stands; of a list item, its value. */
  readonly start: number
  /** Which container the value is, should it be one. */
  readonly container: number
  /** Where the value stands. */
  readonly value: number
}

interface Found {
  readonly nearest: Child
  /** False where the path leads nowhere, and the nearest is an ancestor. */
  readonly isThere: boolean
}

/** Scans a container once, when a path first leads through it: the cost is that of the containers asked for, not of the file. */
function finder(text: string, containers: Containers): (segments: readonly string[]) => Found {
  const root = skipSpace(text, 0)
  const scanned = new Map<number, ReadonlyMap<string, Child>>()
  return (segments) => {
    let at: Child = { start: root, value: root, container: 0 }
    for (const segment of segments) {
      let children = scanned.get(at.value)
      if (!children) {
        children = childrenOf(text, at, containers)
        scanned.set(at.value, children)
      }
      const child = children.get(segment)
      if (!child) return { nearest: at, isThere: false }
      at = child
    }
    return { nearest: at, isThere: true }
  }
}

/** What a container holds directly; nothing for a scalar. The text is known to be valid. */
function childrenOf(text: string, { value: at, container }: Child, containers: Containers): Map<string, Child> {
  const children = new Map<string, Child>()
  const isObject = text.charCodeAt(at) === openBrace
  if (!isObject && text.charCodeAt(at) !== openBracket) return children
  let position = skipSpace(text, at + 1)
  let inner = container + 1
  for (let index = 0; position < text.length; index++) {
    const code = text.charCodeAt(position)
    if (code === closeBrace || code === closeBracket) break
    const start = position
    let key = String(index)
    if (isObject) {
      const end = endOfString(text, position)
      key = JSON.parse(text.slice(position, end)) as string
      position = skipSpace(text, skipSpace(text, end) + 1)
    }
    children.set(key, { start, value: position, container: inner })
    const opening = text.charCodeAt(position)
    position = skipSpace(text, endOfValue(text, position, inner, containers))
    if (opening === openBrace || opening === openBracket) inner = containers.next[inner] ?? inner
    if (text.charCodeAt(position) === comma) position = skipSpace(text, position + 1)
  }
  return children
}

/** The offset after the value that begins at `start`, which is the container of that number should it be one. */
function endOfValue(text: string, start: number, container: number, { ends }: Containers): number {
  const opening = text.charCodeAt(start)
  if (opening === openBrace || opening === openBracket) return ends[container] ?? text.length
  return opening === quote ? endOfString(text, start) : endOfScalar(text, start)
}

/** The end of a number, `true`, `false` or `null`. */
function endOfScalar(text: string, start: number): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code === comma || code === closeBrace || code === closeBracket) break
  }
  return at
}

/** The offset after the closing quote of the string that opens at `start`; the end of the text where it is never closed. */
function endOfString(text: string, start: number): number {
  return Math.min(closingQuote(text, start) + 1, text.length)
}

/** What `JSON.parse` refused, with its place: V8's own message leaves the place out for short texts. */
function firstError(text: string): NotationTrouble {
  return (
    new Reader(text).document() ?? {
      message: 'This is not JSON',
      help: 'Check the file with a JSON formatter.',
      offset: 0,
    }
  )
}

function firstDuplicate(text: string): NotationTrouble | null {
  return new Reader(text, { refuseDuplicates: true }).document()
}

/** A strict reader that builds nothing: it runs over texts that `JSON.parse` refused, or that hold a key twice. Depth is bounded by then. */
class Reader {
  readonly #text: string
  readonly #refuseDuplicates: boolean
  #at = 0
  #trouble: NotationTrouble | null = null

  constructor(text: string, options: { refuseDuplicates: boolean } = { refuseDuplicates: false }) {
    this.#text = text
    this.#refuseDuplicates = options.refuseDuplicates
  }

  document(): NotationTrouble | null {
    if (this.#value()) {
      this.#space()
      if (this.#at < this.#text.length) this.#fail('There is more text after the end of the document')
    }
    return this.#trouble
  }

  #value(): boolean {
    this.#space()
    const code = this.#text.charCodeAt(this.#at)
    if (code === openBrace) return this.#members(closeBrace, '}', this.#pair(new Set()))
    if (code === openBracket) return this.#members(closeBracket, ']', () => this.#value())
    if (code === quote) return this.#string() !== null
    const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
    scalar.lastIndex = this.#at
    if (!scalar.test(this.#text)) return this.#fail('A value is expected here')
    this.#at = scalar.lastIndex
    return true
  }

  #members(close: number, sign: string, member: () => boolean): boolean {
    this.#at++
    this.#space()
    if (this.#text.charCodeAt(this.#at) === close) {
      this.#at++
      return true
    }
    for (;;) {
      if (!member()) return false
      this.#space()
      const code = this.#text.charCodeAt(this.#at)
      if (code !== comma && code !== close) return this.#fail(`\`,\` or \`${sign}\` is expected here`)
      this.#at++
      if (code === close) return true
    }
  }

  #pair(seen: Set<string>): () => boolean {
    return () => {
      this.#space()
      const start = this.#at
      if (this.#text.charCodeAt(start) !== quote) return this.#fail('A key in double quotes is expected here')
      const key = this.#string()
      if (key === null) return false
      if (this.#refuseDuplicates && seen.has(key)) {
        this.#at = start
        return this.#fail(`The key \`${key}\` is written twice in one object`, 'Keep one of the two.')
      }
      seen.add(key)
      this.#space()
      if (this.#text.charCodeAt(this.#at) !== colon) return this.#fail('`:` is expected after a key')
      this.#at++
      return this.#value()
    }
  }

  #string(): string | null {
    const end = endOfString(this.#text, this.#at)
    try {
      const value = JSON.parse(this.#text.slice(this.#at, end)) as string
      this.#at = end
      return value
    } catch {
      const closed = end < this.#text.length || this.#text.endsWith('"')
      if (closed) this.#fail('This string holds a line break, a control character or a broken escape')
      else this.#fail('This string is never closed')
      return null
    }
  }

  #space(): void {
    this.#at = skipSpace(this.#text, this.#at)
  }

  #fail(message: string, help?: string): false {
    const atEnd = this.#at >= this.#text.length
    this.#trouble ??= {
      message: atEnd ? 'The file ends in the middle of the document' : message,
      help: help ?? (atEnd ? 'Check that the file was written to its end.' : 'Correct the JSON here.'),
      offset: this.#at,
    }
    return false
  }
}

function skipSpace(text: string, start: number): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at
    at++
  }
}

const quote = 34
const comma = 44
const colon = 58
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125
