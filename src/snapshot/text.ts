/**
 * The text of a `gateway.json` taken apart a line at a time, as `snapshotText` wrote it: an entry a line. Parsing it so is never
 * one long piece of work, and what stands there unchanged since the last reading is not parsed, nor checked, again.
 */
import { canonicalJson } from './canonical.ts'
import type { SnapshotContent } from './snapshot.ts'

type ListName = keyof SnapshotContent

/** Those that every snapshot has. */
const required = ['routes', 'upstreams', 'consumers', 'plans', 'issuers'] as const satisfies readonly ListName[]
const listNames: readonly ListName[] = [...required, 'contracts']

/** Some entries of a list: those of the list before at these places, or others. */
export type Piece = { readonly kept: readonly [from: number, to: number] } | { readonly fresh: readonly unknown[] }

/** A list of the content as it was read: `values[i]` stands in `lines[i]`. */
export interface ReadList {
  /** Canonical JSON, without indentation and comma. */
  readonly lines: readonly string[]
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

const nothing: ReadList = { lines: [], values: [], fresh: [], pieces: [], isUnchanged: true }
const noneOf = (known: ReadList | undefined): ReadList => ({ ...nothing, isUnchanged: known?.lines.length === 0 })
const contentLine = '  "content": {\n'

/**
 * Parses a text. Values of lines that `known` has are the very objects of that reading. Throws a `SyntaxError` where the text is not JSON.
 * @param known of a snapshot whose every entry was found well-formed.
 */
export async function readText(
  text: string,
  known: ReadLists | null,
  pause: () => Promise<void> | undefined,
): Promise<ReadText> {
  return (await readByLine(text, known, pause)) ?? { value: JSON.parse(text), lists: null }
}

/** `null` at the first thing that is not as `snapshotText` has it: whoever laid it out otherwise has it parsed in one piece. */
async function readByLine(
  text: string,
  known: ReadLists | null,
  pause: () => Promise<void> | undefined,
): Promise<ReadText | null> {
  const start = text.indexOf(`\n${contentLine}`) + 1
  if (start === 0 || !text.startsWith('{\n')) return null
  // The content is the last field of an object that is open where it begins: anything else does not parse.
  const value = parsed(`${text.slice(0, start)}  "content": {}\n}`) as { content?: unknown } | undefined
  if (value === undefined) return null
  const lists = new Map<string, ReadList>()
  let at = start + contentLine.length
  while (!text.startsWith('  }\n}', at)) {
    const list = await readList(text, at, lists, known, pause)
    if (list === null) return null
    at = list
  }
  if (text.slice(at + '  }\n}'.length).trim() !== '' || required.some((name) => !lists.has(name))) return null
  value.content = Object.fromEntries([...lists].map(([name, { values }]) => [name, values]))
  for (const name of listNames) if (!lists.has(name)) lists.set(name, noneOf(known?.[name]))
  return { value, lists: Object.fromEntries(lists) as unknown as ReadLists }
}

/** Reads the list whose first line begins at `start` into `lists`, and answers where the next thing begins; `null`: not as it should be. */
async function readList(
  text: string,
  start: number,
  lists: Map<string, ReadList>,
  known: ReadLists | null,
  pause: () => Promise<void> | undefined,
): Promise<number | null> {
  const end = text.indexOf('\n', start)
  const header = /^ {4}"([a-z]+)": \[(\],?)?$/.exec(text.slice(start, end))
  const name = listNames.find((one) => one === header?.[1])
  if (end < 0 || header === null || name === undefined || lists.has(name)) return null
  if (header[2] !== undefined) {
    lists.set(name, noneOf(known?.[name]))
    return follows(text, end + 1, header[2] === '],') ? end + 1 : null
  }
  const list = new ListReader(known?.[name] ?? nothing)
  for (let at = end + 1; ; ) {
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd < 0 || !text.startsWith('      ', at)) return null
    const isLast = text.charCodeAt(lineEnd - 1) !== comma
    if (!list.take(text.slice(at + 6, isLast ? lineEnd : lineEnd - 1))) return null
    at = lineEnd + 1
    await pause()
    if (!isLast) continue
    const { lines, values, fresh, pieces, isUnchanged } = list
    lists.set(name, { lines, values, fresh, pieces, isUnchanged })
    const close = text.startsWith('    ],\n', at) ? '    ],\n' : '    ]\n'
    return text.startsWith(close, at) && follows(text, at + close.length, close.includes(','))
      ? at + close.length
      : null
  }
}

const comma = 0x2c

/** After a comma comes another list, and without one the end. */
function follows(text: string, at: number, afterComma: boolean): boolean {
  return text.startsWith('    "', at) === afterComma
}

/** Walks along the list of the reading before: both are sorted by id, so what is unchanged is met in step. */
class ListReader implements ReadList {
  readonly lines: string[] = []
  readonly values: unknown[] = []
  readonly fresh: number[] = []
  readonly pieces: ({ readonly kept: [from: number, to: number] } | { readonly fresh: unknown[] })[] = []
  readonly #known: ReadList
  #next = 0

  constructor(known: ReadList) {
    this.#known = known
  }

  get isUnchanged(): boolean {
    return this.fresh.length === 0 && this.lines.length === this.#known.lines.length
  }

  /** False: the line is not one value in canonical JSON. */
  take(line: string): boolean {
    if (line === this.#known.lines[this.#next]) {
      this.lines.push(line)
      this.values.push(this.#known.values[this.#next])
      this.#keep(this.#next)
      this.#next += 1
      return true
    }
    const value = parsed(line)
    if (value === undefined || !isCanonical(line, value)) return false
    this.#skipTo(value)
    if (line === this.#known.lines[this.#next]) return this.take(line)
    if (idOf(this.#known.values[this.#next]) === idOf(value)) this.#next += 1
    this.fresh.push(this.values.length)
    this.lines.push(line)
    this.values.push(value)
    this.#add(value)
    return true
  }

  #keep(at: number): void {
    const last = this.pieces.at(-1)
    if (last !== undefined && 'kept' in last && last.kept[1] === at) last.kept[1] = at + 1
    else this.pieces.push({ kept: [at, at + 1] })
  }

  #add(value: unknown): void {
    const last = this.pieces.at(-1)
    if (last !== undefined && 'fresh' in last) last.fresh.push(value)
    else this.pieces.push({ fresh: [value] })
  }

  /** Passes over what has gone since. */
  #skipTo(value: unknown): void {
    while (this.#next < this.#known.values.length && idOf(this.#known.values[this.#next]) < idOf(value)) this.#next += 1
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
