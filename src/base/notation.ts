import type { ReadJson } from './json-alike.ts'

/**
 * What `document.ts` asks of a notation (`json.ts`, `yaml.ts`): a value, a way to find things in the text, or what is wrong with it.
 * Offsets count UTF-16 code units of the text where nothing else is said; `Lines` turn them into what people read.
 */
export type NotationResult =
  | {
      readonly value: unknown
      readonly locate: Locate
      /** True where `locate` counts the bytes of the text in UTF-8. */
      readonly countsBytes?: boolean
      /** What stands at the end of a path, as it is written; `null` where that cannot be told. Equal texts are equal values. */
      readonly textAt?: (segments: readonly string[]) => Uint8Array | null
      /** Keys that are no text, as they stand; absent where all are. Found late. */
      readonly otherKeys?: () => readonly OtherKey[]
      /** Keys written again in one mapping, which is trouble unless `mayRepeatKeys`; absent where there are none. Found late. */
      readonly repeatedKeys?: () => readonly RepeatedKey[]
      /** What another text may be read alike. */
      readonly model?: ReadJson
      readonly trouble?: undefined
    }
  | { readonly trouble: NotationTrouble }

/** `200` without quotes, which YAML reads as a number, and so `true` and `~`. In the value its text is the key. */
export interface OtherKey {
  readonly segments: readonly string[]
  readonly offset: number
  readonly value: number | boolean | null
  /** As it is written. */
  readonly source: string
}

/** A key that stands in its mapping already; the value is that of the last one. */
export interface RepeatedKey {
  readonly segments: readonly string[]
  readonly offset: number
  /** As it is written; in JSON the text it stands for. */
  readonly source: string
}

/**
 * Where the key (of a list item or the root: the value) at the end of the path stands; of a path that leads nowhere, the nearest
 * ancestor.
 */
export type Locate = (segments: readonly string[]) => number

export interface NotationTrouble {
  /** One sentence without a full stop. */
  readonly message: string
  /** As `Finding.help`. */
  readonly help: string
  readonly offset: number
}

export interface NotationLimits {
  readonly maxAliases: number
  readonly maxDepth: number
  /** True: of a key written twice in one mapping the last counts. Else it is trouble: readers disagree on which of the two does. */
  readonly mayRepeatKeys?: boolean
}

/** Turns offsets into lines and columns, both from 1, columns in UTF-16 code units. */
export interface Lines {
  at(offset: number): { readonly line: number; readonly column: number }
  /** A line without what ends it, of a very long one `most` characters from the place on; `null` where there is no such line. */
  textAt(place: { readonly line: number; readonly column: number }, most: number): string | null
}

/** Lines by offsets that count UTF-16 code units. */
export class LineIndex implements Lines {
  readonly #text: string
  readonly #starts: readonly number[]

  constructor(text: string) {
    this.#text = text
    this.#starts = lineStarts(text)
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    const line = upTo(this.#starts, offset)
    return { line, column: offset - (this.#starts[line - 1] ?? 0) + 1 }
  }

  textAt({ line, column }: { readonly line: number; readonly column: number }, most: number): string | null {
    const from = this.#starts[line - 1]
    if (from === undefined) return null
    const to = this.#starts[line] ?? this.#text.length
    const start = to - from > most ? from + column - 1 : from
    return this.#text.slice(start, Math.min(to, start + most)).replace(/[\r\n]+$/, '')
  }
}

/** Where the lines of a text begin. `\n`, `\r\n` and a lone `\r` end one, as in YAML 1.2 section 5.4 and in editors. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    return starts
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1)
  }
  return starts
}

/** How many of the numbers, which rise, are not above `limit`. */
export function upTo(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
