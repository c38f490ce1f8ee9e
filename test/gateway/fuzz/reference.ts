/**
 * A second reading of RFC 9112, written for being strict and plain and for nothing else. It shares no code with the gateway, so
 * that they share no mistake: whatever the gateway understands differently shows.
 */

export interface Message {
  /** The request line or status line. */
  readonly start: string
  /** Lower-case names. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface Reading {
  readonly messages: readonly Message[]
  /** How the bytes end: between two messages, in the middle of one, or where they stop being HTTP. */
  readonly end: 'clean' | 'incomplete' | 'invalid'
}

class Invalid extends Error {}
class Incomplete extends Error {}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\x00-\x08\x0a-\x1f\x7f]/
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Reads requests one after the other from Latin-1 text. */
export function readRequests(text: string): Reading {
  return readAll(text, (start) => {
    // More than one space between its parts is read as one (RFC 9112 section 3 allows it, and what is passed on has one).
    const [, method = '', version = ''] = /^(\S+) +[\x21-\x7e]+ +(HTTP\/1\.[01])$/.exec(start) ?? []
    if (!token.test(method)) throw new Invalid('request line')
    return { version, bodyless: false, untilClose: false }
  })
}

/** Reads answers to requests of these methods. @param closed the connection has ended: what that delimits is whole. */
export function readResponses(text: string, methods: readonly string[], closed: boolean): Reading {
  let next = 0
  return readAll(text, (start) => {
    const match = /^(HTTP\/1\.[01]) (\d{3}) /.exec(`${start} `)
    if (match === null) throw new Invalid('status line')
    const status = Number(match[2])
    const method = status < 200 ? '' : methods[next++]
    return {
      version: match[1] ?? '',
      bodyless: status < 200 || status === 204 || status === 304 || method === 'HEAD',
      untilClose: closed,
    }
  })
}

type Judge = (start: string) => { version: string; bodyless: boolean; untilClose: boolean }

function readAll(text: string, judge: Judge): Reading {
  const messages: Message[] = []
  let at = 0
  try {
    while (at < text.length) {
      const { message, next } = readOne(text, at, judge)
      messages.push(message)
      at = next
    }
    return { messages, end: 'clean' }
  } catch (thrown) {
    if (thrown instanceof Incomplete) return { messages, end: 'incomplete' }
    if (thrown instanceof Invalid) return { messages, end: 'invalid' }
    throw thrown
  }
}

function readOne(text: string, first: number, judge: Judge): { message: Message; next: number } {
  // Empty lines before a message are passed over (RFC 9112 section 2.2), with their CR or without.
  let from = first
  while (text[from] === '\r' || text[from] === '\n') from += 1
  if (from === text.length) throw new Incomplete()
  const start = lineAt(text, from)
  const { version, bodyless, untilClose } = judge(start.line)
  const { fields, next: body } = fieldsAt(text, start.next)
  const all = (name: string) => fields.flatMap(([field, value]) => (field === name ? [value] : []))
  const isRequest = !start.line.startsWith('HTTP/')
  if (isRequest && (all('host').length > 1 || (version === 'HTTP/1.1' && all('host').length === 0)))
    throw new Invalid('host')
  const [lengths, codings] = [all('content-length'), all('transfer-encoding')]
  if (lengths.length > 1 || codings.length > 1 || (lengths.length > 0 && codings.length > 0))
    throw new Invalid('framing')
  const [length, coding] = [lengths[0], codings[0]]
  if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new Invalid('length')
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || version === 'HTTP/1.0'))
    throw new Invalid('coding')
  const done = (text: string, next: number) => ({ message: { start: start.line, fields, body: text }, next })
  if (bodyless) return done('', body)
  if (coding !== undefined) return chunksAt(text, body, done)
  if (length === undefined && !isRequest) {
    if (!untilClose) throw new Incomplete()
    return done(text.slice(body), text.length)
  }
  const end = body + Number(length ?? 0)
  if (end > text.length) throw new Incomplete()
  return done(text.slice(body, end), end)
}

function chunksAt<T>(text: string, from: number, done: (body: string, next: number) => T): T {
  let body = ''
  for (let at = from; ; ) {
    const { line, next } = lineAt(text, at)
    const [, size = ''] = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(line) ?? []
    if (size === '') throw new Invalid('chunk size')
    const length = Number.parseInt(size, 16)
    if (length === 0) return done(body, fieldsAt(text, next).next)
    if (next + length + 2 > text.length) {
      // What is there may be wrong already.
      const after = text.slice(next + length)
      if (after !== '' && !'\r\n'.startsWith(after)) throw new Invalid('chunk end')
      throw new Incomplete()
    }
    if (text.slice(next + length, next + length + 2) !== '\r\n') throw new Invalid('chunk end')
    body += text.slice(next, next + length)
    at = next + length + 2
  }
}

function fieldsAt(text: string, from: number) {
  const fields: [string, string][] = []
  for (let at = from; ; ) {
    const { line, next } = lineAt(text, at)
    if (line === '') return { fields, next }
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    if (colon < 0 || !token.test(name)) throw new Invalid('field name')
    fields.push([name.toLowerCase(), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')])
    at = next
  }
}

/** Up to CRLF. A control character other than a tab is invalid, and so are CR and LF that are not together. */
function lineAt(text: string, from: number): { line: string; next: number } {
  const end = text.indexOf('\r\n', from)
  const line = text.slice(from, end < 0 ? text.length : end)
  if (controls.test(end < 0 ? line.replace(/\r$/, '') : line)) throw new Invalid('control character')
  if (end < 0) throw new Incomplete()
  return { line, next: end + 2 }
}
