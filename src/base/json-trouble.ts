import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  endOfScalar,
  endOfString,
  openBrace,
  openBracket,
  quote,
  skipSpace,
  textOf,
} from './json-scan.ts'
import type { NotationTrouble, RepeatedKey } from './notation.ts'

/** What `JSON.parse` refused, with its place: V8's own message leaves the place out for short texts. */
export function firstError(text: Uint8Array): NotationTrouble {
  return (
    new Reader(text).document() ?? {
      message: 'This is not JSON',
      help: 'Check the file with a JSON formatter.',
      offset: 0,
    }
  )
}

/** Keys that their object has already, in the order they stand, `most` of them. */
export function repeatedKeys(text: Uint8Array, most: number): readonly RepeatedKey[] {
  const reader = new Reader(text, most)
  reader.document()
  return reader.repeated
}

export function repeatedKeyTrouble({ source, offset }: RepeatedKey): NotationTrouble {
  return {
    message: `The key \`${source}\` is written twice in one object`,
    help: 'Keep one of the two.',
    offset,
  }
}

/**
 * A strict reader that builds nothing: it runs over texts that `JSON.parse` refused, or that hold a key twice. Depth is bounded by
 * then.
 */
class Reader {
  readonly repeated: RepeatedKey[] = []
  readonly #text: Uint8Array
  /** The keys and indexes that lead to where it reads. */
  readonly #way: (string | number)[] = []
  readonly #mostRepeated: number
  #at = 0
  #trouble: NotationTrouble | null = null

  constructor(text: Uint8Array, mostRepeated = 0) {
    this.#text = text
    this.#mostRepeated = mostRepeated
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
    const code = this.#text[this.#at]
    if (code === openBrace) return this.#members(closeBrace, '}', this.#pair(new Set()))
    if (code === openBracket) return this.#members(closeBracket, ']', this.#item())
    if (code === quote) return this.#string() !== null
    const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
    if (!scalar.test(textOf(this.#text, this.#at, endOfScalar(this.#text, this.#at))))
      return this.#fail('A value is expected here')
    this.#at += scalar.lastIndex
    return true
  }

  #members(close: number, sign: string, member: () => boolean): boolean {
    this.#at++
    this.#space()
    if (this.#text[this.#at] === close) {
      this.#at++
      return true
    }
    for (;;) {
      if (!member()) return false
      this.#space()
      const code = this.#text[this.#at]
      if (code !== comma && code !== close) return this.#fail(`\`,\` or \`${sign}\` is expected here`)
      this.#at++
      if (code === close) return true
    }
  }

  #item(): () => boolean {
    let index = 0
    return () => this.#below(index++)
  }

  #below(segment: string | number): boolean {
    this.#way.push(segment)
    const isRight = this.#value()
    this.#way.pop()
    return isRight
  }

  #pair(seen: Set<string>): () => boolean {
    return () => {
      this.#space()
      const start = this.#at
      if (this.#text[start] !== quote) return this.#fail('A key in double quotes is expected here')
      const key = this.#string()
      if (key === null) return false
      if (seen.has(key) && this.repeated.length < this.#mostRepeated)
        this.repeated.push({ segments: [...this.#way.map(String), key], offset: start, source: key })
      seen.add(key)
      this.#space()
      if (this.#text[this.#at] !== colon) return this.#fail('`:` is expected after a key')
      this.#at++
      return this.#below(key)
    }
  }

  #string(): string | null {
    const end = endOfString(this.#text, this.#at)
    try {
      const value = JSON.parse(textOf(this.#text, this.#at, end)) as string
      this.#at = end
      return value
    } catch {
      const closed = end < this.#text.length || this.#text.at(-1) === quote
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
