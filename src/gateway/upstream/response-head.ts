import { namedBy, roleOf } from '../field-roles.ts'

/** The head of an answer, read strictly: what two parsers might read differently is malformed. */
export interface ResponseHead {
  readonly status: number
  /** Of HTTP, as in `Via`. */
  readonly version: '1.0' | '1.1' | '2.0'
  /**
   * The end-to-end fields as they came: name, value, name, value; without `X-Request-Id`. `Content-Length` only where it frames the
   * body, or would.
   */
  readonly fields: readonly string[]
  readonly framing: Framing
  /** Whether the connection can carry another request after this answer. */
  readonly persistent: boolean
  /** Seconds the upstream keeps an idle connection open, where it says so. */
  readonly keepsFor: number | null
  /** The protocol a 101 switches to. */
  readonly upgrade: string | null
}

/** How the end of a body is told (RFC 9112 section 6.3): a number of bytes, chunks, or the end of the connection. */
export type Framing = number | 'chunked' | 'close'

/** The upstream said something that is not HTTP/1.1 as RFC 9112 has it. */
export class MalformedResponse extends Error {}

const [tab, lf, cr, space, del] = [0x09, 0x0a, 0x0d, 0x20, 0x7f] as const

/**
 * Where the head that begins at `from` ends: the index after its blank line, -1 where that has not come yet. Throws
 * `MalformedResponse` at a control character, a bare CR or a bare LF.
 */
export function endOfHead(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= space ? byte !== del : byte === tab) continue
    if (byte !== cr) throw new MalformedResponse('a control character in the head')
    if (at + 1 >= to) return -1
    if (bytes[at + 1] !== lf) throw new MalformedResponse('a bare CR in the head')
    if (bytes[at + 2] === cr && bytes[at + 3] === lf && at + 4 <= to) return at + 4
    at += 1
  }
  return -1
}

/**
 * Reads a head (RFC 9112 sections 4 and 5) that `endOfHead` has found the end of.
 * @param text  Latin-1, up to and with its blank line.
 * @param method of the request: an answer to HEAD has no body.
 */
export function readResponseHead(text: string, method: string): ResponseHead {
  const lineEnd = text.indexOf('\r\n')
  const { status, minor } = readStatusLine(text.slice(0, lineEnd))
  const found = readFields(text, lineEnd + 2)
  const named = namedBy(found.connection)
  const keepsAlive = named === undefined ? found.connection !== 'close' : !named.has('close')
  const asked = found.connection === 'keep-alive' || named?.has('keep-alive') === true
  const framing = framingOf(found, status, minor, method)
  return {
    status,
    version: minor === 1 ? '1.1' : '1.0',
    fields: named === undefined ? found.fields : withoutNamed(found.fields, named),
    framing,
    persistent: framing !== 'close' && (minor === 1 ? keepsAlive : asked && keepsAlive),
    keepsFor:
      found.keepAlive === undefined
        ? null
        : Number(/timeout=(\d{1,6})/i.exec(found.keepAlive)?.[1] ?? Number.NaN) || null,
    upgrade: status === 101 ? (found.upgrade ?? null) : null,
  }
}

interface Found {
  readonly fields: string[]
  connection?: string
  keepAlive?: string
  upgrade?: string
  contentLength?: string
  transferEncoding?: string
}

/** One field a line, up to the blank line. Throws `MalformedResponse`. */
function readFields(text: string, from: number): Found {
  const found: Found = { fields: [] }
  for (let at = from; ; ) {
    const end = text.indexOf('\r\n', at)
    if (end === at) return found
    const colon = text.indexOf(':', at)
    if (colon < 0 || colon > end) throw new MalformedResponse('a line without a colon')
    // A name that is no token: among them names with a space before the colon, and lines that continue another.
    const name = text.slice(at, colon)
    take(found, name, trimmed(text, colon + 1, end))
    at = end + 2
  }
}

function take(found: Found, name: string, value: string): void {
  switch (roleOf(name)) {
    case null:
      throw new MalformedResponse('a field name that is no token')
    case 'connection':
      found.connection =
        found.connection === undefined ? value.toLowerCase() : `${found.connection}, ${value.toLowerCase()}`
      return
    case 'content-length':
      if (found.contentLength !== undefined) throw new MalformedResponse('two lengths')
      found.contentLength = value
      found.fields.push(name, value)
      return
    case 'transfer-encoding':
      if (found.transferEncoding !== undefined) throw new MalformedResponse('two transfer encodings')
      found.transferEncoding = value
      return
    case 'keep-alive':
      found.keepAlive = value
      return
    case 'upgrade':
      found.upgrade = value
      return
    case 'hop':
    case 'te':
    // The gateway's own takes its place.
    case 'x-request-id':
      return
    default:
      found.fields.push(name, value)
  }
}

/** RFC 9112 section 6.3, where it leaves a choice the stricter one. */
function framingOf(found: Found, status: number, minor: 0 | 1, method: string): Framing {
  const { contentLength, transferEncoding } = found
  if (contentLength !== undefined && !/^\d{1,15}$/.test(contentLength))
    throw new MalformedResponse('a length that is no number')
  if (transferEncoding !== undefined) {
    if (contentLength !== undefined) throw new MalformedResponse('a length and a transfer encoding')
    if (minor === 0) throw new MalformedResponse('a transfer encoding in HTTP/1.0')
    if (transferEncoding.toLowerCase() !== 'chunked')
      throw new MalformedResponse('a transfer encoding other than chunked')
  }
  if (status < 200 || status === 204) {
    drop(found.fields, 'content-length')
    return 0
  }
  if (method === 'HEAD' || status === 304) return 0
  if (transferEncoding !== undefined) return 'chunked'
  return contentLength === undefined ? 'close' : Number(contentLength)
}

/** RFC 9110 section 8.6: no Content-Length in a 1xx or 204. */
function drop(fields: string[], lower: string): void {
  for (let index = 0; index < fields.length; index += 2)
    if (fields[index]?.toLowerCase() === lower) {
      fields.splice(index, 2)
      index -= 2
    }
}

/** `Content-Length` is kept even where `Connection` names it: whoever does that plays for a message read in two ways. */
function withoutNamed(fields: readonly string[], named: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? ''
    if (!named.has(name.toLowerCase()) || roleOf(name) === 'content-length') kept.push(name, fields[index + 1] ?? '')
  }
  return kept
}

interface StatusLine {
  readonly status: number
  readonly minor: 0 | 1
}

/** Servers have few of them. */
const statusLines = new Map<string, StatusLine>()

/** The space before an empty reason may be missing, as many servers have it. */
function readStatusLine(line: string): StatusLine {
  const known = statusLines.get(line)
  if (known) return known
  const match = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/.exec(line)
  if (match === null) throw new MalformedResponse('a status line that is none')
  const read: StatusLine = { status: Number(match[2]), minor: match[1] === '0' ? 0 : 1 }
  if (statusLines.size < 200) statusLines.set(line, read)
  return read
}

/** Without the optional whitespace around it. */
function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to]
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === space || code === tab
}

/** The fields of a trailer section, which ends with its blank line; those that must not be there are dropped. */
export function readTrailers(text: string): readonly string[] {
  return readFields(text, 0).fields
}
