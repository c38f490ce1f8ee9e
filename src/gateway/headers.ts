/** What of a message's fields goes on to the next hop, and what is added. Fields are flat lists of name, value, name, value. */
import { carriesApiKey } from './callers.ts'

/** RFC 9110 section 7.6.1, and what belongs to one connection by other documents or by habit. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

/** What a caller says about the way it came is worth nothing; what the gateway saw itself is put in its place. */
const claimedByCaller = new Set(['forwarded', 'via', 'x-real-ip', 'x-request-id', 'x-api-key', 'expect', 'host'])

export interface Origin {
  readonly address: string
  readonly authority: string
  readonly proto: 'http' | 'https'
  readonly requestId: string
  /** `1.1`, for Via. */
  readonly httpVersion: string
}

/** The fields of a request as the upstream gets them. `Host` is left to the upstream's connection. */
export function requestHeaders(raw: readonly string[], connection: string | undefined, origin: Origin): string[] {
  const named = namedBy(connection)
  const headers: string[] = []
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? ''
    const value = raw[index + 1] ?? ''
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || claimedByCaller.has(lower) || lower.startsWith('x-forwarded-') || named?.has(lower))
      continue
    if (lower === 'authorization' && carriesApiKey(value)) continue
    headers.push(lower, value)
  }
  headers.push('x-request-id', origin.requestId, 'x-forwarded-for', origin.address, 'x-forwarded-proto', origin.proto)
  if (origin.authority !== '') headers.push('x-forwarded-host', origin.authority)
  headers.push('via', `${origin.httpVersion} apigov`)
  return headers
}

/** The fields of an answer as the caller gets them; `own` takes the place of the upstream's of the same name. */
export function responseHeaders(
  raw: readonly string[],
  own: Readonly<Record<string, string>>,
  options: { readonly contentLength: boolean },
): string[] {
  const named = namedBy(fieldOf(raw, 'connection'))
  const headers: string[] = []
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? ''
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || named?.has(lower) || Object.hasOwn(own, lower)) continue
    if (lower === 'content-length' && !options.contentLength) continue
    headers.push(name, raw[index + 1] ?? '')
  }
  for (const [name, value] of Object.entries(own)) headers.push(name, value)
  headers.push('via', '1.1 apigov')
  return headers
}

/** Names that must not arrive as trailers (RFC 9110 section 6.5.1): framing, routing, authentication. */
const notInTrailers = new Set([
  ...hopByHop,
  ...['content-length', 'content-encoding', 'content-type', 'content-range', 'host', 'set-cookie', 'authorization'],
])

export function isTrailer(name: string): boolean {
  return !notInTrailers.has(name.toLowerCase())
}

/**
 * Fields that `Connection` names belong to this hop only. Content-Length and Host are kept: a sender that names them is playing
 * for a message that two parsers read differently.
 */
function namedBy(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined) return undefined
  const names = new Set(
    connection
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  )
  for (const kept of ['content-length', 'host']) names.delete(kept)
  return names
}

function fieldOf(raw: readonly string[], wanted: string): string | undefined {
  const values = raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === wanted)
  return values.length === 0 ? undefined : values.join(',')
}
