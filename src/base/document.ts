/**
 * The one way a YAML or JSON file becomes a value. It never throws: what is wrong with a file is a problem with a place and a
 * next step, for whoever asked to turn into a finding. Values are plain objects, lists and scalars; a number stays a number, so a
 * reader can tell `1.10` (the number 1.1) from `"1.10"` by its type. Keys such as `__proto__` are own properties like any other.
 */
import { isUtf8 } from 'node:buffer'
import { ByteLines } from './byte-lines.ts'
import { parseJson } from './json.ts'
import type { ReadJson } from './json-alike.ts'
import { openBrace, openBracket } from './json-scan.ts'
import {
  LineIndex,
  type Lines,
  type NotationResult,
  type NotationTrouble,
  type OtherKey,
  type RepeatedKey,
} from './notation.ts'
import type { Place, Pointer } from './place.ts'
import { pointerTo, segmentsOf } from './place.ts'
import { parseYaml } from './yaml.ts'

/** A YAML or JSON file as a plain value that knows where it stands. */
export interface ParsedDocument {
  readonly path: string
  /** `undefined` where the text could not be parsed; `problems` says why. */
  readonly value: unknown
  /**
   * Where the key at the end of a pointer stands (for a list item or the root: its value). Of a pointer that leads nowhere: the
   * nearest ancestor. Found late, on the first call.
   */
  place(pointer: Pointer): Place
  /** The line a place is in, without what ends it, of a very long one `most` characters from the place on; `null` where there is none. */
  line(place: Place, most: number): string | null
  /** What stands at a pointer, as it is written; `null` where that cannot be told. Equal texts are equal values. */
  textAt(pointer: Pointer): Uint8Array | null
  /** Keys that YAML reads as something else than a text, as they stand; absent where all are texts. Found late. */
  otherKeys?(): readonly DocumentKey[]
  /** Keys written again in one mapping, as they stand; absent where none is, or where that is a problem. Found late. */
  repeatedKeys?(): readonly RepeatedDocumentKey[]
  readonly problems: readonly DocumentProblem[]
  /** JSON that was read for itself: what another file may be read alike. */
  readonly model?: ReadJson | undefined
}

/** A key where it is written: of one that is merged, `pointer` leads to where it goes. */
export interface DocumentKey extends Pick<OtherKey, 'value' | 'source'> {
  readonly pointer: Pointer
  readonly place: Place
}

export type RepeatedDocumentKey = Omit<DocumentKey, 'value'>

interface DocumentProblem {
  readonly message: string
  /** As `Finding.help`. */
  readonly help: string
  readonly place: Place
}

export interface DocumentLimits {
  /** Bytes of the file. */
  readonly maxBytes: number
  /** YAML aliases: a handful of them can stand for gigabytes. */
  readonly maxAliases: number
  /** Nesting. */
  readonly maxDepth: number
  /** As `NotationLimits`. */
  readonly mayRepeatKeys?: boolean
}

export const defaultLimits: DocumentLimits = { maxBytes: 20 * 1024 * 1024, maxAliases: 1000, maxDepth: 500 }

/**
 * Parses UTF-8 text (a byte order mark is tolerated): JSON where the path ends in `.json`, else YAML 1.2, of which JSON is a part.
 * Never throws; where `problems` is not empty, `value` is `undefined`. What JSON says in the same signs as `like`, under the same
 * keys, is the same value in both, and costs next to nothing.
 */
export function parseDocument(
  path: string,
  bytes: Uint8Array,
  limits: DocumentLimits = defaultLimits,
  like?: ParsedDocument,
): ParsedDocument {
  if (bytes.byteLength > limits.maxBytes)
    return broken(path, new Uint8Array(), {
      message: `The file has ${bytes.byteLength} bytes, more than the limit of ${limits.maxBytes}`,
      help: 'Split it into files that refer to each other, or raise the limit.',
      offset: 0,
    })
  if (!isUtf8(bytes)) {
    return broken(path, bytes, {
      message: 'The file is not UTF-8 text',
      help: 'Save it as UTF-8.',
      offset: Math.max(0, decoder.decode(bytes).indexOf('\ufffd')),
    })
  }
  const text = withoutMark(bytes)
  const result = parseText(path, text, limits, like?.model)
  if (result.trouble) return broken(path, text, result.trouble)
  return {
    ...shown(path, text, result),
    value: result.value,
    textAt: (pointer) => result.textAt?.(segmentsOf(pointer)) ?? null,
    problems: [],
    model: result.model,
  }
}

function parseText(
  path: string,
  text: Uint8Array,
  limits: DocumentLimits,
  model: ReadJson | undefined,
): NotationResult {
  const first = text.find((code) => !isSpace(code))
  if (path.toLowerCase().endsWith('.json')) {
    if (first === undefined)
      return { trouble: { message: 'The file is empty', help: 'Write the document, or delete the file.', offset: 0 } }
    return parseJson(text, limits, model)
  }
  // JSON under a YAML name is common, and many times quicker to read as what it is. What only looks like it, YAML judges.
  if (first === openBrace || first === openBracket) {
    const json = parseJson(text, limits, model)
    if (!json.trouble) return json
  }
  return parseYaml(decoder.decode(text), limits)
}

/** RFC 8259, section 2. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

// The one mark that is tolerated has been taken off.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Whereabouts = Pick<
  Exclude<NotationResult, { trouble: NotationTrouble }>,
  'locate' | 'countsBytes' | 'otherKeys' | 'repeatedKeys'
>

/** Where things stand and what the lines say, found when somebody asks. */
function shown(
  path: string,
  text: Uint8Array,
  { locate, countsBytes = false, otherKeys, repeatedKeys }: Whereabouts,
): Pick<ParsedDocument, 'path' | 'place' | 'line' | 'otherKeys' | 'repeatedKeys'> {
  let known: Lines | undefined
  const lines = () => {
    known ??= countsBytes ? new ByteLines(text) : new LineIndex(decoder.decode(text))
    return known
  }
  const at = (offset: number) => ({ file: path, ...lines().at(offset) })
  const shownKey = <K extends RepeatedKey>({ segments, offset, ...key }: K) => ({
    ...key,
    pointer: pointerTo('', ...segments),
    place: at(offset),
  })
  return {
    path,
    place: (pointer) => at(locate(segmentsOf(pointer))),
    line: (place, most) => lines().textAt(place, most),
    ...(otherKeys && { otherKeys: () => otherKeys().map((key) => shownKey(key)) }),
    ...(repeatedKeys && { repeatedKeys: () => repeatedKeys().map((key) => shownKey(key)) }),
  }
}

function broken(path: string, text: Uint8Array, { message, help, offset }: NotationTrouble): ParsedDocument {
  const document = shown(path, text, { locate: () => offset })
  return { ...document, value: undefined, textAt: () => null, problems: [{ message, help, place: document.place('') }] }
}
