import { Buffer, isAscii } from 'node:buffer'
import { type Lines, lineStarts, upTo } from './notation.ts'

/** Lines of a text in UTF-8 by offsets that count its bytes. Nothing of it is decoded but what is shown. */
export class ByteLines implements Lines {
  readonly #text: Buffer
  readonly #starts: readonly number[]
  /** By how much the bytes before each block outnumber their UTF-16 units; counted when a place far into a line is asked for. */
  #surplus: readonly number[] | undefined

  constructor(text: Uint8Array) {
    this.#text = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
    // What ends a line is ASCII, and so the same read as Latin-1, which is a sign to a byte and takes no time.
    this.#starts = lineStarts(this.#text.toString('latin1'))
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    const line = upTo(this.#starts, offset)
    return { line, column: this.#units(this.#starts[line - 1] ?? 0, offset) + 1 }
  }

  textAt({ line, column }: { readonly line: number; readonly column: number }, most: number): string | null {
    const from = this.#starts[line - 1]
    if (from === undefined) return null
    const to = this.#starts[line] ?? this.#text.length
    const start = this.#units(from, to) > most ? this.#offsetOf(from, to, column - 1) : from
    // No UTF-16 unit takes more than three bytes.
    const shown = this.#text.toString('utf8', start, Math.min(to, start + 3 * most))
    return shown.slice(0, most).replace(/[\r\n]+$/, '')
  }

  #units(from: number, to: number): number {
    const isShort = to - from <= blockSize
    const surplus = isShort
      ? surplusOf(this.#text.subarray(from, to))
      : this.#surplusBefore(to) - this.#surplusBefore(from)
    return to - from - surplus
  }

  /** The last offset with so many units, or fewer, between it and `from`. */
  #offsetOf(from: number, to: number, units: number): number {
    let [low, high] = [from, to]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#units(from, middle) <= units) low = middle
      else high = middle - 1
    }
    return low
  }

  #surplusBefore(offset: number): number {
    this.#surplus ??= surplusByBlock(this.#text)
    const block = Math.floor(offset / blockSize)
    return (this.#surplus[block] ?? 0) + surplusOf(this.#text.subarray(block * blockSize, offset))
  }
}

/** Bytes that are looked at together: most of a contract is ASCII, which shows at once. */
const blockSize = 4096

function surplusByBlock(text: Uint8Array): readonly number[] {
  const before: number[] = []
  let surplus = 0
  for (let at = 0; at <= text.length; at += blockSize) {
    before.push(surplus)
    surplus += surplusOf(text.subarray(at, at + blockSize))
  }
  return before
}

/** What is written in so many bytes is a unit for each byte that begins a sign, two where that one begins four (RFC 3629, section 3). */
function surplusOf(bytes: Uint8Array): number {
  if (isAscii(bytes)) return 0
  let surplus = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x80 && byte < 0xc0) surplus++
    else if (byte >= 0xf0) surplus--
  }
  return surplus
}
