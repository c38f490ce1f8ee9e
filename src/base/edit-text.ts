/**
 * Edits to a YAML or JSON text that leave the rest of it alone: comments, order, quotes and line ends stay as somebody wrote them.
 * The few characters to change are found by the `yaml` library, of whose notation JSON is a part, and every edit is proved before
 * it counts: the new text must read as exactly the value that was meant, else the edit is not made.
 */
import { isDeepStrictEqual } from 'node:util'
import { isAlias, isCollection, isMap, isNode, isPair, isScalar, parseDocument as parseNodes, stringify } from 'yaml'
import { type ParsedDocument, parseDocument } from './document.ts'
import type { Edit, Scalar } from './fix.ts'
import { segmentsOf } from './place.ts'

export interface EditedText {
  readonly text: string
  /** Edits that were not made: they lead nowhere, contradict one before them, or cannot be written without touching more. */
  readonly left: readonly Edit[]
}

/** Makes the edits, one after the other, in the text of the file at `path`. Never throws. */
export function editText(path: string, text: string, edits: readonly Edit[]): EditedText {
  return editorOf(path, text)(edits)
}

/** `editText` for many questions about one text, which is read but once. */
export function editorOf(path: string, text: string): (edits: readonly Edit[]) => EditedText {
  let first: ReadText | undefined
  return (edits) => {
    const left: Edit[] = []
    first ??= readText(path, text)
    const [quotes, others] = [edits.filter(isQuote), edits.filter((edit) => !isQuote(edit))]
    // There are hundreds of them in a contract that has any, and none changes what another one means.
    const quoted = quotes.length > 1 ? quotedAll(path, first, quotes) : null
    let edited = quoted ?? first
    for (const edit of quoted ? others : edits) {
      const next = attempt(path, edited, edit)
      if (next === null) left.push(edit)
      else edited = next
    }
    return { text: edited.text, left }
  }
}

type Quoting = Extract<Edit, { readonly kind: 'quote' }>

function isQuote(edit: Edit): edit is Quoting {
  return edit.kind === 'quote'
}

/** With all keys in quotes; `null` where one of them cannot be, and each has to be tried for itself. */
function quotedAll(path: string, was: ReadText, edits: readonly Quoting[]): ReadText | null {
  if (was.document.problems.length > 0) return null
  const splices = edits.map((edit) => spliceFor(was, edit))
  if (splices.includes(null)) return null
  const inOrder = (splices as readonly Splice[]).toSorted((one, other) => one.start - other.start)
  let text = ''
  let end = 0
  for (const splice of inOrder) {
    text += was.text.slice(end, splice.start) + splice.text
    end = splice.end
  }
  const is = readText(path, text + was.text.slice(end))
  return is.document.problems.length === 0 && isDeepStrictEqual(is.document.value, was.document.value) ? is : null
}

/** A text and how both libraries read it. */
interface ReadText {
  readonly text: string
  readonly document: ParsedDocument
  /** As nodes that know their characters; read late. */
  readonly root: () => unknown
}

function readText(path: string, text: string): ReadText {
  let nodes: { readonly contents: unknown } | undefined
  return {
    text,
    document: parseDocument(path, new TextEncoder().encode(text)),
    root: () => {
      nodes ??= parseNodes(text, { uniqueKeys: false })
      return nodes.contents
    },
  }
}

function attempt(path: string, was: ReadText, edit: Edit): ReadText | null {
  if (was.document.problems.length > 0) return null
  const splice = spliceFor(was, edit)
  if (splice === null) return null
  const is = readText(path, was.text.slice(0, splice.start) + splice.text + was.text.slice(splice.end))
  if (is.document.problems.length > 0) return null
  return isDeepStrictEqual(is.document.value, meant(was.document.value, segmentsOf(edit.pointer), edit)) ? is : null
}

/** The value after the edit; `undefined`, which no file reads as, where the pointer leads nowhere. */
function meant(value: unknown, segments: readonly string[], edit: Edit): unknown {
  const [segment, ...rest] = segments
  if (segment === undefined) return edit.kind === 'replace' ? edit.value : undefined
  if (Array.isArray(value)) {
    const index = Number(segment)
    if (!Object.hasOwn(value, segment)) return undefined
    if (rest.length > 0) return value.with(index, meant(value[index], rest, edit))
    if (edit.kind === 'replace') return value.with(index, edit.value)
    return edit.kind === 'remove' ? value.toSpliced(index, 1) : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const entries: [string, unknown][] = Object.entries(value)
  const at = entries.findIndex(([key]) => key === segment)
  if (rest.length === 0 && edit.kind === 'add')
    return at < 0 ? Object.fromEntries([...entries, [segment, edit.value]]) : undefined
  const [key, child] = entries[at] ?? []
  if (key === undefined) return undefined
  if (rest.length > 0) return Object.fromEntries(entries.with(at, [key, meant(child, rest, edit)]))
  if (edit.kind === 'remove') return Object.fromEntries(entries.toSpliced(at, 1))
  if (edit.kind === 'quote') return value
  if (edit.kind === 'rename')
    return Object.hasOwn(value, edit.to) ? undefined : Object.fromEntries(entries.with(at, [edit.to, child]))
  return edit.kind === 'replace' ? Object.fromEntries(entries.with(at, [key, edit.value])) : undefined
}

/** Characters to put in the place of others. */
interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A key and its value, or an item of a list, where they stand in the text. */
interface Member {
  readonly start: number
  readonly key: { readonly start: number; readonly end: number; readonly quote: Quote } | null
  readonly value: unknown
}

type Quote = '' | "'" | '"'

function spliceFor({ text, root: rootOf }: ReadText, edit: Edit): Splice | null {
  const segments = segmentsOf(edit.pointer)
  const name = segments.pop()
  const root = rootOf()
  const holder = segments.reduce<unknown>((node, segment) => memberOf(node, segment)?.value, root)
  if (name === undefined || !isCollection(holder)) return null
  const isJson = isCollection(root) && root.flow === true
  const members = holder.items.map(member)
  const at = members.findIndex((_, index) => nameOf(holder.items[index], index) === name)
  if (edit.kind === 'add') {
    const pair = `${isJson ? JSON.stringify(name) : written(name, '')}: ${isJson ? JSON.stringify(edit.value) : written(edit.value, '')}`
    return at < 0 && isMap(holder) ? added(text, holder, members, pair) : null
  }
  const target = members[at]
  if (target === undefined) return null
  if (edit.kind === 'remove') return removed(text, holder.flow === true, members, at)
  if (edit.kind === 'quote') return target.key?.quote === '' ? quoted(text, target.key) : null
  if (edit.kind === 'rename')
    return target.key && { ...target.key, text: isJson ? JSON.stringify(edit.to) : written(edit.to, target.key.quote) }
  if (!isScalar(target.value) || !target.value.range) return null
  const [start, end] = target.value.range
  const value = isJson ? JSON.stringify(edit.value) : written(edit.value, quoteOf(target.value.type))
  const [lineEnd = ''] = /\r?\n$/.exec(text.slice(start, end)) ?? [] // which belongs to the value of a block
  return { start, end, text: `${value}${lineEnd}` }
}

/** A key as it stands, in the quotes that this text begins with elsewhere. */
function quoted(text: string, { start, end }: { readonly start: number; readonly end: number }): Splice {
  const quote = /^[ \t]*(["'])[^"'\n]*\1[ \t]*:/m.exec(text)?.[1] ?? "'"
  return { start, end, text: `${quote}${text.slice(start, end)}${quote}` }
}

function memberOf(node: unknown, segment: string): Member | undefined {
  // What an alias stands for is written elsewhere, and may be used by others.
  if (!isCollection(node) || isAlias(node)) return undefined
  const at = node.items.findIndex((item, index) => nameOf(item, index) === segment)
  return at < 0 ? undefined : member(node.items[at])
}

function nameOf(item: unknown, index: number): string {
  const key = pairOf(item)?.key
  return key === undefined ? String(index) : isScalar(key) ? String(key.value) : ''
}

function member(item: unknown): Member {
  const pair = pairOf(item)
  const [start, end] = rangeOf(pair?.key ?? item)
  if (pair === null) return { start, key: null, value: item }
  const quote = isScalar(pair.key) ? quoteOf(pair.key.type) : ''
  return { start, key: { start, end, quote }, value: pair.value }
}

function pairOf(item: unknown) {
  return isPair(item) ? item : null
}

function rangeOf(node: unknown): readonly [start: number, end: number] {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0]
}

/** Where a member is over: behind its last value, not behind the comments and blank lines that follow it. */
function endOf({ key, value }: Member): number {
  let node = value
  for (;;) {
    const last: unknown = isCollection(node) && !node.flow ? node.items.at(-1) : undefined
    if (last === undefined) return Math.max(rangeOf(node)[1], key?.end ?? 0)
    node = pairOf(last) === null ? last : (pairOf(last)?.value ?? pairOf(last)?.key)
  }
}

function added(text: string, holder: { flow?: boolean }, members: readonly Member[], pair: string): Splice | null {
  const last = members.at(-1)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  if (last === undefined) {
    const start = rangeOf(holder)[0] + 1
    return holder.flow === true ? { start, end: start, text: pair } : null
  }
  const line = text.lastIndexOf('\n', last.start - 1) + 1
  const before = text.slice(line, last.start)
  const margin = before.trim() === '' ? before : ' '.repeat(before.length)
  const end = endOf(last)
  if (holder.flow === true) {
    const isOnItsOwnLine = before.trim() === '' && line > 0
    return { start: end, end, text: isOnItsOwnLine ? `,${newline}${margin}${pair}` : `, ${pair}` }
  }
  if (text[end - 1] === '\n') return { start: end, end, text: `${margin}${pair}${newline}` }
  const rest = /[^\r\n]*/y
  rest.lastIndex = end
  rest.test(text)
  return { start: rest.lastIndex, end: rest.lastIndex, text: `${newline}${margin}${pair}` }
}

function removed(text: string, isFlow: boolean, members: readonly Member[], at: number): Splice | null {
  const [previous, target, next] = [members[at - 1], members[at], members[at + 1]]
  if (target === undefined || members.length === 1) return null
  if (isFlow && next === undefined)
    return { start: previous ? endOf(previous) : target.start, end: endOf(target), text: '' }
  const line = text.lastIndexOf('\n', target.start - 1) + 1
  const before = text.slice(line, target.start)
  const isFirstOnLine = target.key === null ? /^[\s-]*$/.test(before) : before.trim() === ''
  if (isFlow || !isFirstOnLine) return next ? { start: target.start, end: next.start, text: '' } : null
  const end = endOf(target)
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end)
  return { start: line, end: newline < 0 ? text.length : newline + 1, text: '' }
}

function quoteOf(type: unknown): Quote {
  return type === 'QUOTE_DOUBLE' ? '"' : type === 'QUOTE_SINGLE' ? "'" : ''
}

/** A scalar as YAML, in the quotes its place had; in others where it cannot be written so. */
function written(value: Scalar, quote: Quote): string {
  if (typeof value !== 'string' || quote === '"') return JSON.stringify(value)
  const plain = stringify(value, { lineWidth: 0 }).trimEnd()
  if (quote === '' && !/^['"|>]/.test(plain) && !/[,[\]{}]/.test(value.replaceAll(/(?<=\/)\{[\w-]+\}/g, '')))
    return plain
  return /['\\\p{Cc}]/u.test(value) ? JSON.stringify(value) : `'${value}'`
}
