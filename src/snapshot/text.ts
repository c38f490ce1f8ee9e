/**
 * The bytes of a `gateway.json` taken apart a line at a time, as `snapshotText` wrote them: an entry a line. Parsing them so is never
 * one long piece of work, and what stands there unchanged since the last reading, which is found by comparing bytes, many lines at a
 * time, is not parsed, nor checked, again.
 */
import { isUtf8 } from 'node:buffer'
import { canonicalJson } from './canonical.ts'
import type { SnapshotContent } from './snapshot.ts'

type ListName = keyof SnapshotContent

/** Those that every snapshot has. */
const required = ['routes', 'upstreams', 'consumers', 'plans', 'issuers'] as const satisfies readonly ListName[]
const listNames: readonly ListName[] = [...required, 'contracts']

/** Some entries of a list: those of the list before at these places, or others. */
export type Piece = { readonly kept: readonly [from: number, to: number] } | { readonly fresh: readonly unknown[] }

/** A list of the content as it was read: `values[i]` is canonical JSON in `bytes`, from `starts[i]` to `separator` before the next one. */
export interface ReadList {
  readonly bytes: Buffer
  /** One more than there are values. */
  readonly starts: readonly number[]
  readonly values: readonly unknown[]
  /** Places of the values that the reading before did not have. */
  readonly fresh: readonly number[]
  /** All of it, in order, as it follows from the reading before. */
  readonly pieces: readonly Piece[]
  /** Nothing of it has come, nothing has gone. */
  readonly isUnchanged: boolean
}

export type ReadLists = { readonly [Name in ListName]-?: ReadList }

export interface ReadText {
  /** What `JSON.parse` of the whole text would have given. */
  readonly value: unknown
  /** `null` where the text is laid out in another way, or is no snapshot at all. */
  readonly lists: ReadLists | null
}

export interface TextOptions {
  /** Lists of a reading whose every entry was found well-formed; values of lines that these have are the very objects of that reading. */
  readonly known: ReadLists | null
  readonly pause: () => Promise<void> | undefined
  /** Bytes to be parsed; where there are more, reading ends. No limit unless given. */
  readonly atMost?: number
  /** Somebody has found every entry to be canonical JSON. */
  readonly isChecked?: boolean
}

/** What stands between two entries. */
export const separator = ',\n      '
const indentation = '      '
const contentLine = '  "content": {\n'
const end = '  }\n}'
const newline = 0x0a
const comma = 0x2c

const nothing: ReadList = {
  bytes: Buffer.alloc(0),
  starts: [0],
  values: [],
  fresh: [],
  pieces: [],
  isUnchanged: true,
}
const noneOf = (known: ReadList | undefined): ReadList => ({ ...nothing, isUnchanged: known?.values.length === 0 })

/** Parses a text; `null` where more than `atMost` is to be parsed. Throws a `SyntaxError` where the text is not JSON. */
export async function readText(bytes: Buffer, options: TextOptions): Promise<ReadText | null> {
  const read = await readByLine(bytes, options)
  if (typeof read !== 'string') return read
  if (read === 'much' || bytes.length > (options.atMost ?? Number.POSITIVE_INFINITY)) return null
  return { value: JSON.parse(bytes.toString()), lists: null }
}

/** Why bytes were not read by line: more is new than should be parsed, or they are not as `snapshotText` has them. */
type Unread = 'much' | 'otherwise'

/** Ends at the first thing that is not as it should be: whoever laid a text out otherwise has it parsed in one piece. */
async function readByLine(bytes: Buffer, options: TextOptions): Promise<ReadText | Unread> {
  const start = bytes.indexOf(`\n${contentLine}`) + 1
  if (start === 0 || !standsAt(bytes, 0, '{\n') || !isUtf8(bytes)) return 'otherwise'
  // The content is the last field of an object that is open where it begins: anything else does not parse.
  const value = parsed(`${bytes.toString('utf8', 0, start)}  "content": {}\n}`) as { content?: unknown } | undefined
  if (value === undefined) return 'otherwise'
  const lists = new Map<string, ReadList>()
  let at = start + contentLine.length
  let left = options.atMost ?? Number.POSITIVE_INFINITY
  while (!standsAt(bytes, at, end)) {
    const read = await readList(bytes, at, lists, { ...options, atMost: left })
    if (typeof read === 'string') return read
    at = read.at
    left -= read.parsed
  }
  if (bytes.toString('utf8', at + end.length).trim() !== '' || required.some((name) => !lists.has(name)))
    return 'otherwise'
  value.content = Object.fromEntries([...lists].map(([name, { values }]) => [name, values]))
  for (const name of listNames) if (!lists.has(name)) lists.set(name, noneOf(options.known?.[name]))
  return { value, lists: Object.fromEntries(lists) as unknown as ReadLists }
}

/** Reads the list whose first line begins at `start` into `lists`, and answers where the next thing begins, and what it parsed. */
async function readList(
  bytes: Buffer,
  start: number,
  lists: Map<string, ReadList>,
  { known, pause, atMost = Number.POSITIVE_INFINITY, isChecked = false }: TextOptions,
): Promise<{ readonly at: number; readonly parsed: number } | Unread> {
  const lineEnd = bytes.indexOf(newline, start)
  const header = /^ {4}"([a-z]+)": \[(\],?)?$/.exec(bytes.toString('latin1', start, Math.min(lineEnd, start + 40)))
  const name = listNames.find((one) => one === header?.[1])
  if (lineEnd < 0 || header === null || name === undefined || lists.has(name)) return 'otherwise'
  const next = lineEnd + 1
  if (header[2] !== undefined) {
    lists.set(name, noneOf(known?.[name]))
    return follows(bytes, next, header[2] === '],') ? { at: next, parsed: 0 } : 'otherwise'
  }
  if (!standsAt(bytes, next, indentation)) return 'otherwise'
  const list = new ListReader(bytes, next + indentation.length, known?.[name] ?? nothing, isChecked)
  while (!list.isOver) {
    if (!list.take()) return 'otherwise'
    if (list.parsed > atMost) return 'much'
    await pause()
  }
  lists.set(name, list.read())
  const close = standsAt(bytes, list.at, '    ],\n') ? '    ],\n' : '    ]\n'
  const at = list.at + close.length
  return standsAt(bytes, list.at, close) && follows(bytes, at, close.includes(','))
    ? { at, parsed: list.parsed }
    : 'otherwise'
}

/** After a comma comes another list, and without one the end. */
function follows(bytes: Buffer, at: number, afterComma: boolean): boolean {
  return standsAt(bytes, at, '    "') === afterComma
}

/** @param text ASCII. */
function standsAt(bytes: Buffer, at: number, text: string): boolean {
  return bytes.toString('latin1', at, at + text.length) === text
}

/** Most lines that are compared in one go. */
const mostLines = 4096

/** Walks along the list of the reading before: both are sorted by id, so what is unchanged is met in step. */
class ListReader {
  /** Where the next entry begins; once the list is over, what follows it. */
  at: number
  isOver = false
  /** Bytes of those that were not known. */
  parsed = 0
  readonly #starts: number[] = []
  readonly #values: unknown[] = []
  readonly #fresh: number[] = []
  readonly #pieces: ({ readonly kept: [from: number, to: number] } | { readonly fresh: unknown[] })[] = []
  readonly #bytes: Buffer
  readonly #known: ReadList
  readonly #isChecked: boolean
  /** The first of the known that has not been met yet. */
  #next = 0

  constructor(bytes: Buffer, at: number, known: ReadList, isChecked: boolean) {
    this.#bytes = bytes
    this.at = at
    this.#known = known
    this.#isChecked = isChecked
  }

  read(): ReadList {
    const isUnchanged = this.#fresh.length === 0 && this.#values.length === this.#known.values.length
    return {
      bytes: this.#bytes,
      starts: this.#starts,
      values: isUnchanged ? this.#known.values : this.#values,
      fresh: this.#fresh,
      pieces: this.#pieces,
      isUnchanged,
    }
  }

  /** Takes what comes next: all that is known, up to a great many, or one entry. False: it is not one in canonical JSON. */
  take(): boolean {
    const count = this.#knownHere()
    return count > 0 ? this.#keep(count) : this.#add()
  }

  /** How many of the known, from the next one on, stand here: the same bytes. */
  #knownHere(): number {
    const { bytes, starts } = this.#known
    const [begin = 0, most] = [starts[this.#next], Math.min(mostLines, starts.length - 1 - this.#next)]
    let count = 0
    for (let step = 1; step > 0 && count < most; ) {
      const size = Math.min(step, most - count)
      // With what stands before it, if it is not the first.
      const from = (starts[this.#next + count] ?? 0) - (count === 0 ? 0 : separator.length)
      const to = (starts[this.#next + count + size] ?? 0) - separator.length
      const at = this.at + from - begin
      if (this.#isSame(bytes, from, to, at)) {
        count += size
        step *= 4
      } else step >>= 2
    }
    return count
  }

  /** Whether whole lines at `at` are these known ones. */
  #isSame(known: Buffer, from: number, to: number, at: number): boolean {
    const lineEnd = at + to - from
    if (lineEnd + 1 >= this.#bytes.length) return false
    const ends = this.#bytes[this.#bytes[lineEnd] === comma ? lineEnd + 1 : lineEnd] === newline
    return ends && known.compare(this.#bytes, at, lineEnd, from, to) === 0
  }

  #keep(count: number): boolean {
    const { starts, values } = this.#known
    const [from, to] = [this.#next, this.#next + count]
    const moved = this.at - (starts[from] ?? 0)
    for (let index = from; index < to; index++) {
      this.#starts.push((starts[index] ?? 0) + moved)
      this.#values.push(values[index])
    }
    const last = this.#pieces.at(-1)
    if (last !== undefined && 'kept' in last && last.kept[1] === from) last.kept[1] = to
    else this.#pieces.push({ kept: [from, to] })
    this.#next = to
    return this.#pass((starts[to] ?? 0) - separator.length + moved)
  }

  #add(): boolean {
    const lineEnd = this.#bytes.indexOf(newline, this.at)
    if (lineEnd < 0) return false
    const entryEnd = this.#bytes[lineEnd - 1] === comma ? lineEnd - 1 : lineEnd
    const text = this.#bytes.toString('utf8', this.at, entryEnd)
    const value = parsed(text)
    if (value === undefined || !(this.#isChecked || isCanonical(text, value))) return false
    if (this.#skipTo(value)) return this.take()
    if (idOf(this.#known.values[this.#next]) === idOf(value)) this.#next += 1
    this.parsed += entryEnd - this.at
    this.#fresh.push(this.#values.length)
    this.#starts.push(this.at)
    this.#values.push(value)
    const last = this.#pieces.at(-1)
    if (last !== undefined && 'fresh' in last) last.fresh.push(value)
    else this.#pieces.push({ fresh: [value] })
    return this.#pass(entryEnd)
  }

  /** Goes on behind an entry. False: neither another one nor the end of the list begins there. */
  #pass(entryEnd: number): boolean {
    this.isOver = this.#bytes[entryEnd] === newline
    this.at = entryEnd + (this.isOver ? 1 : separator.length)
    if (this.isOver) this.#starts.push(entryEnd + separator.length)
    return this.isOver || standsAt(this.#bytes, entryEnd, separator)
  }

  /** Passes over what has gone since; true where what stands here is known after all. */
  #skipTo(value: unknown): boolean {
    const before = this.#next
    while (this.#next < this.#known.values.length && idOf(this.#known.values[this.#next]) < idOf(value)) this.#next += 1
    return this.#next > before && this.#knownHere() > 0
  }
}

function idOf(entry: unknown): string {
  return String((entry as { readonly id?: unknown } | null | undefined)?.id)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether `text`, which parses as `value`, is its canonical text. Most of the work is left to the engine's own writer. */
function isCanonical(text: string, value: unknown): boolean {
  return hasSortedKeys(value) ? JSON.stringify(value) === text : canonicalJson(value) === text
}

function hasSortedKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(hasSortedKeys)
  let before = ''
  for (const [key, field] of Object.entries(value)) {
    if (key < before || !hasSortedKeys(field)) return false
    before = key
  }
  return true
}
