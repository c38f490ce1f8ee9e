/** What a header field is to a proxy. Both directions ask by name for every field of every message, so answers are kept. */

/**
 * `hop`: belongs to one connection (RFC 9110 section 7.6.1, and what belongs there by other documents or by habit).
 * `claimed`: what a caller says about the way it came; the gateway puts what it saw itself in its place.
 */
export type FieldRole =
  | 'plain'
  | 'hop'
  | 'claimed'
  | 'connection'
  | 'content-length'
  | 'transfer-encoding'
  | 'keep-alive'
  | 'te'
  | 'upgrade'
  | 'host'
  | 'expect'
  | 'authorization'
  | 'x-api-key'
  | 'x-request-id'
  | 'x-forwarded-for'
  | 'x-forwarded-proto'
  | 'x-forwarded-host'
  | 'via'

const ownRoles = [
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'te',
  'upgrade',
  'host',
  'expect',
  'authorization',
  'x-api-key',
  'x-request-id',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'via',
] as const satisfies readonly FieldRole[]
const hops = [
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'trailer',
  'http2-settings',
]

const special: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ...ownRoles.map((name) => [name, name] as const),
  ...hops.map((name) => [name, 'hop'] as const),
  ...['forwarded', 'x-real-ip'].map((name) => [name, 'claimed'] as const),
])

const kept = new Map<string, FieldRole | null>()
/** Made-up names must not fill the memory. */
const keepAtMost = 2_000

/** The role of a field by its name in any case; `null` where the name is no token (RFC 9110 section 5.6.2). */
export function roleOf(name: string): FieldRole | null {
  const known = kept.get(name)
  if (known !== undefined) return known
  const role = /^[\w!#$%&'*+.^`|~-]+$/.test(name) ? roleOfLower(name.toLowerCase()) : null
  if (kept.size < keepAtMost) kept.set(name, role)
  return role
}

function roleOfLower(lower: string): FieldRole {
  return special.get(lower) ?? (lower.startsWith('x-forwarded-') ? 'claimed' : 'plain')
}

/** Of flat fields those that may arrive after a body: not framing, routing, authentication or content (RFC 9110 section 6.5.1). */
export function trailersAmong(fields: readonly string[]): [name: string, value: string][] {
  const trailers: [string, string][] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? ''
    if (isTrailer(name)) trailers.push([name, fields[index + 1] ?? ''])
  }
  return trailers
}

function isTrailer(name: string): boolean {
  return roleOf(name) === 'plain' && !notInTrailers.has(name.toLowerCase())
}

const notInTrailers = new Set(['content-encoding', 'content-type', 'content-range', 'set-cookie', 'cookie', 'trailer'])

/**
 * The names a `Connection` field lists, in lower case: those fields belong to this hop only. `undefined` for the usual values,
 * which name none.
 */
export function namedBy(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined
  return new Set(
    connection
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  )
}
