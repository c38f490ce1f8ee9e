/**
 * JSON as RFC 8259 has it. `JSON.parse` gives the value (13 MB: 30 ms); what it does not tell (where things stand, what exactly is
 * wrong, whether a key was written twice) is found by scanning the text, and only when somebody asks.
 */
import type { Locate, NotationLimits, NotationResult, NotationTrouble } from './notation.ts'

/** Never throws. A key written twice in one object is trouble: parsers disagree on which of the two counts. */
export function parseJson(text: string, limits: NotationLimits): NotationResult {
  const { tooDeepAt, colons } = shapeOf(text, limits.maxDepth)
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
  if (keysIn(value) !== colons) {
    const trouble = firstDuplicate(text)
    if (trouble) return { trouble }
  }
  return { value, locate: locator(text) }
}

/** One quick pass: nesting and the number of `key:` pairs, right for every valid text and harmless for the rest. */
function shapeOf(text: string, maxDepth: number): { tooDeepAt: number | null; colons: number } {
  let depth = 0
  let colons = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at) - 1
    else if (code === openBrace || code === openBracket) {
      if (++depth > maxDepth) return { tooDeepAt: at, colons }
    } else if (code === closeBrace || code === closeBracket) depth--
    else if (code === colon) colons++
  }
  return { tooDeepAt: null, colons }
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) for (const item of value) count += keysIn(item)
  else for (const item of Object.values(value)) count += 1 + keysIn(item)
  return count
}

interface Child {
  /** Where the key stands; of a list item, its value. */
  readonly start: number
  readonly value: number
}

/** Scans a container once, when a path first leads through it: the cost is that of the containers asked for, not of the file. */
function locator(text: string): Locate {
  const root = skipSpace(text, 0)
  const scanned = new Map<number, ReadonlyMap<string, Child>>()
  return (segments) => {
    let container = root
    let offset = root
    for (const segment of segments) {
      let children = scanned.get(container)
      if (!children) {
        children = childrenAt(text, container)
        scanned.set(container, children)
      }
      const child = children.get(segment)
      if (!child) break
      offset = child.start
      container = child.value
    }
    return offset
  }
}

/** The children of the container that starts at `at`; none for a scalar. The text is known to be valid. */
function childrenAt(text: string, at: number): Map<string, Child> {
  const children = new Map<string, Child>()
  const isObject = text.charCodeAt(at) === openBrace
  if (!isObject && text.charCodeAt(at) !== openBracket) return children
  let position = skipSpace(text, at + 1)
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
    children.set(key, { start, value: position })
    position = skipSpace(text, endOfValue(text, position))
    if (text.charCodeAt(position) === comma) position = skipSpace(text, position + 1)
  }
  return children
}

function endOfValue(text: string, start: number): number {
  let level = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = endOfString(text, at) - 1
      if (level === 0) return at + 1
    } else if (code === openBrace || code === openBracket) level++
    else if (code === closeBrace || code === closeBracket) {
      if (level === 0) return at // the end of a bare scalar, and of what holds it
      level--
      if (level === 0) return at + 1
    } else if (level === 0 && code === comma) return at
  }
  return text.length
}

/** The offset after the closing quote of the string that opens at `start`; the end of the text where it is never closed. */
function endOfString(text: string, start: number): number {
  let at = start
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes++
    if (backslashes % 2 === 0) return at + 1
  }
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
