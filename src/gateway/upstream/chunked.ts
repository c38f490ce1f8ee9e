import { MalformedResponse, readTrailers } from './response-head.ts'

const [lf, cr, semicolon, space, tab, del] = [0x0a, 0x0d, 0x3b, 0x20, 0x09, 0x7f] as const
/** Bytes of chunk extensions and of trailers a message may have: both are read and, the former, thrown away. */
const sideLimit = 16_384

/** The next thing a chunked body wants. */
type Wants = 'size' | 'extension' | 'size lf' | 'data' | 'data cr' | 'data lf' | 'trailers' | 'nothing'

/**
 * Takes a chunked body apart (RFC 9112 section 7.1): hexadecimal sizes, CRLF and nothing else where CRLF belongs; extensions are
 * passed over. Fed pieces as they come.
 */
export class ChunkedReader {
  #wants: Wants = 'size'
  #digits = 0
  #left = 0
  #side = 0
  #trailers = ''

  /** Of the trailer section; to be asked once the body is over. */
  get trailers(): readonly string[] {
    return this.#trailers === '\r\n' ? [] : readTrailers(this.#trailers)
  }

  get isOver(): boolean {
    return this.#wants === 'nothing'
  }

  /**
   * Reads on at `from`, hands out what of the body is there, and answers the index after the last byte it took: short of `to`
   * only where the body is over. Throws `MalformedResponse`.
   */
  read(bytes: Buffer, from: number, to: number, data: (from: number, to: number) => void): number {
    let at = from
    while (at < to && this.#wants !== 'nothing') {
      if (this.#wants === 'data') {
        const end = Math.min(to, at + this.#left)
        data(at, end)
        this.#left -= end - at
        at = end
        if (this.#left === 0) this.#wants = 'data cr'
      } else this.#step(bytes[at++] ?? 0)
    }
    return at
  }

  #step(byte: number): void {
    switch (this.#wants) {
      case 'size':
        this.#size(byte)
        return
      case 'extension':
        if (byte === cr) this.#wants = 'size lf'
        else if ((byte < space && byte !== tab) || byte === del)
          throw new MalformedResponse('a control character in a chunk extension')
        else this.#count()
        return
      case 'size lf':
        this.#expect(byte, lf)
        this.#wants = this.#left === 0 ? 'trailers' : 'data'
        this.#digits = 0
        return
      case 'data cr':
        this.#expect(byte, cr)
        this.#wants = 'data lf'
        return
      case 'data lf':
        this.#expect(byte, lf)
        this.#wants = 'size'
        return
      default:
        this.#trailer(byte)
    }
  }

  #size(byte: number): void {
    const digit = hexValue(byte)
    if (digit >= 0) {
      // Twelve digits are 256 TB.
      if (++this.#digits > 12) throw new MalformedResponse('a chunk size without end')
      this.#left = this.#left * 16 + digit
      return
    }
    if (this.#digits === 0) throw new MalformedResponse('a chunk without a size')
    if (byte === cr) this.#wants = 'size lf'
    else if (byte === semicolon) this.#wants = 'extension'
    else throw new MalformedResponse('a chunk size that is no number')
  }

  #trailer(byte: number): void {
    this.#count()
    if (byte !== cr && byte !== lf && ((byte < space && byte !== tab) || byte === del))
      throw new MalformedResponse('a control character in a trailer')
    if ((byte === lf) !== this.#trailers.endsWith('\r')) throw new MalformedResponse('a bare CR or LF in a trailer')
    this.#trailers += String.fromCharCode(byte)
    if (byte === lf && (this.#trailers === '\r\n' || this.#trailers.endsWith('\r\n\r\n'))) this.#wants = 'nothing'
  }

  #expect(byte: number, wanted: number): void {
    if (byte !== wanted) throw new MalformedResponse('a chunk that does not end where its size says')
  }

  #count(): void {
    if (++this.#side > sideLimit) throw new MalformedResponse('extensions or trailers without end')
  }
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
