import {
  type Containers,
  closeBrace,
  closeBracket,
  comma,
  endOfString,
  endOfValue,
  openBrace,
  openBracket,
  skipSpace,
  textOf,
} from './json-scan.ts'

/** A text whose containers are known. */
export interface Scanned {
  readonly text: Uint8Array
  readonly containers: Containers
}

/** The offsets of a value in its text. */
export interface Extent {
  /** Of the key it stands under; of a list item or the root, of the value. */
  readonly start: number
  readonly value: number
  readonly end: number
}

/**
 * A value and where it stands. What it holds is found when somebody asks, and once: the cost is that of the containers asked for,
 * not of the file.
 */
export class JsonSpot {
  readonly #scanned: Scanned
  readonly #extent: Extent
  readonly #container: number
  /** What to add to an offset in the text that was scanned for one in the document. */
  readonly #shift: number
  #children: ReadonlyMap<string, JsonSpot> | undefined

  /** `container` is its number, should the value be one; `children` what it is known to hold, by key or index. */
  constructor(
    scanned: Scanned,
    extent: Extent,
    container: number,
    { shift = 0, children }: { readonly shift?: number; readonly children?: ReadonlyMap<string, JsonSpot> } = {},
  ) {
    this.#scanned = scanned
    this.#extent = extent
    this.#container = container
    this.#shift = shift
    this.#children = children
  }

  /** The offset in the document of the key it stands under; of a list item or the root, of the value. */
  get start(): number {
    return this.#extent.start + this.#shift
  }

  /** The offset in the document after the value. */
  get end(): number {
    return this.#extent.end + this.#shift
  }

  /** As it is written. */
  get text(): Uint8Array {
    return this.#scanned.text.subarray(this.#extent.value, this.#extent.end)
  }

  /** What a container holds directly, by key or index; nothing for a scalar. The text is known to be valid. */
  get children(): ReadonlyMap<string, JsonSpot> {
    this.#children ??= this.#scan()
    return this.#children
  }

  /** The same value where it is written in another document: at `value`, under a key at `start`. */
  movedTo(start: number, value: number): JsonSpot {
    const shift = value - this.#extent.value
    return new JsonSpot(this.#scanned, { ...this.#extent, start: start - shift }, this.#container, { shift })
  }

  #scan(): ReadonlyMap<string, JsonSpot> {
    const { text, containers } = this.#scanned
    const children = new Map<string, JsonSpot>()
    const opening = text[this.#extent.value]
    const isObject = opening === openBrace
    if (!isObject && opening !== openBracket) return children
    let at = skipSpace(text, this.#extent.value + 1)
    let container = this.#container + 1
    for (let index = 0; at < text.length; index++) {
      const code = text[at]
      if (code === closeBrace || code === closeBracket) break
      const start = at
      let key = String(index)
      if (isObject) {
        const end = endOfString(text, at)
        key = JSON.parse(textOf(text, at, end)) as string
        at = skipSpace(text, skipSpace(text, end) + 1)
      }
      const end = endOfValue(text, at, container, containers)
      children.set(key, new JsonSpot(this.#scanned, { start, value: at, end }, container, { shift: this.#shift }))
      const opens = text[at]
      if (opens === openBrace || opens === openBracket) container = containers.next[container] ?? container
      at = skipSpace(text, end)
      if (text[at] === comma) at = skipSpace(text, at + 1)
    }
    return children
  }
}
