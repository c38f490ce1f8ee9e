/** Where parameters of a contract stand in a request, and what their texts mean (OpenAPI 3.1 section 4.8.12.2, the styles). */
import type { ParameterShape } from '../../snapshot/requests.ts'
import type { Exchange } from '../exchange.ts'
import { spelled } from '../router.ts'

/** The texts of each parameter of one place, still encoded where the place encodes. */
type Texts = ReadonlyMap<string, readonly string[]>

/** `undefined`: not there. `null`: there, and not to be read. */
export type Decoded = { readonly value: unknown } | undefined | null

/** Reads the parameters of requests to one route. */
export interface ParameterReader {
  textsOf(exchange: Exchange): Readonly<Record<ParameterShape['in'], Texts>>
}

/** @param path of the route: `/payments/v2/charges/{id}`. */
export function parameterReader(path: string, places: ReadonlySet<ParameterShape['in']>): ParameterReader {
  const template = path.split('/').map(segmentOf)
  const none: Texts = new Map()
  return {
    textsOf: ({ target, headers }) => ({
      path: places.has('path') ? inPath(template, target.path) : none,
      query: places.has('query') ? inQuery(target.query) : none,
      header: places.has('header') ? inHeaders(headers) : none,
      cookie: places.has('cookie') ? inCookies(headers.cookie) : none,
    }),
  }
}

/** What a parameter's texts mean. `opaque` ones are not read. */
export function decoded(shape: ParameterShape, texts: readonly string[] | undefined): Decoded {
  if (texts === undefined) return undefined
  const { as, types } = shape
  if (as === 'opaque') return { value: undefined }
  if (as === 'repeated') {
    const values = texts.map((text) => unescaped(shape, text))
    return values.includes(null) ? null : { value: values.map((text) => meaningOf(text ?? '', types)) }
  }
  const [only = '', ...others] = texts
  // Two where one may be: whoever reads next may take the other.
  if (others.length > 0) return null
  if (typeof as === 'object') return listOf(shape, only, as.separator)
  const text = unescaped(shape, only)
  if (text === null) return null
  if (as === 'text') return { value: meaningOf(text, types) }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** Separators count as they are written; what is encoded is part of an item (RFC 6570 section 3.2.1). */
function listOf(shape: ParameterShape, text: string, separator: string): Decoded {
  if (text === '') return { value: [] }
  // A space or bar is written encoded by whoever follows RFC 3986, and plain by who does not.
  const plain = separator === ',' ? text : text.replace(/%20|\+/g, ' ').replace(/%7C/gi, '|')
  const items = plain.split(separator).map((item) => unescaped(shape, item.trim()))
  return items.includes(null) ? null : { value: items.map((item) => meaningOf(item ?? '', shape.types)) }
}

/** `null` where escapes make no text. */
function unescaped({ in: place }: ParameterShape, text: string): string | null {
  if (place === 'header') return text
  try {
    return decodeURIComponent(place === 'query' ? text.replaceAll('+', ' ') : text)
  } catch {
    return null
  }
}

/** What is a number, a truth or nothing in JSON is one where the schema wants it and takes no text. */
function meaningOf(text: string, types: readonly string[]): unknown {
  if (types.includes('string')) return text
  if (
    (types.includes('integer') || types.includes('number')) &&
    /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?$/.test(text)
  )
    return Number(text)
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (types.includes('null') && (text === '' || text === 'null')) return null
  return text
}

interface Segment {
  readonly names: readonly string[]
  /** What stands before, between and behind the parameters. */
  readonly pieces: readonly string[]
}

function segmentOf(segment: string): Segment {
  return {
    names: [...segment.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''),
    pieces: segment.split(/\{[^{}]*\}/).map(spelled),
  }
}

/** The router has found that the path fits; each parameter takes as little as it can, as there. */
function inPath(template: readonly Segment[], path: string): Texts {
  const texts = new Map<string, string[]>()
  for (const [index, segment] of path.split('/').entries()) {
    const { names, pieces } = template[index] ?? { names: [], pieces: [] }
    let at = pieces[0]?.length ?? 0
    for (const [number, name] of names.entries()) {
      const next = pieces[number + 1] ?? ''
      const isLast = number === names.length - 1
      const end = isLast ? segment.length - next.length : segment.indexOf(next, at + 1)
      texts.set(name, [segment.slice(at, end)])
      at = end + next.length
    }
  }
  return texts
}

function inQuery(query: string): Texts {
  const texts = new Map<string, string[]>()
  for (const pair of query.slice(1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const written = equals < 0 ? pair : pair.slice(0, equals)
    const text = equals < 0 ? '' : pair.slice(equals + 1)
    add(texts, nameFrom(written), text)
  }
  return texts
}

/** A name that cannot be decoded is no parameter's. */
function nameFrom(written: string): string {
  try {
    return decodeURIComponent(written.replaceAll('+', ' '))
  } catch {
    return written
  }
}

function inHeaders(headers: Exchange['headers']): Texts {
  return new Map(Object.entries(headers).map(([name, value]) => [name, [[value ?? ''].flat().join(', ')]]))
}

function inCookies(field: string | undefined): Texts {
  const texts = new Map<string, string[]>()
  for (const pair of (field ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0) add(texts, pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
  }
  return texts
}

function add(texts: Map<string, string[]>, name: string, text: string): void {
  const known = texts.get(name)
  if (known === undefined) texts.set(name, [text])
  else known.push(text)
}
