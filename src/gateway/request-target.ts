/** Where a request wants to go, in the one spelling that both routing and the upstream see: what was judged is what is sent. */
export interface RequestTarget {
  /** Lower case, without port; `''` where none was given. */
  readonly host: string
  /** As the caller wrote it, for `X-Forwarded-Host`. */
  readonly authority: string
  /** Starts with `/`; unreserved characters decoded, hex in upper case, `.` and `..` resolved, encoded slashes left encoded. */
  readonly path: string
  /** With its `?`, or `''`; never touched. */
  readonly query: string
}

/**
 * Reads a request target (RFC 9112 section 3.2; origin-form, or absolute-form, whose authority then outranks the Host field).
 * `null` where it cannot be read safely: malformed escapes, control characters, or a segment that an upstream that decodes more
 * than it should (`%2f`, `\`, `;`) might take for `..`.
 */
export function readRequestTarget(url: string, hostField: string | undefined): RequestTarget | null {
  let rest = url
  let authority = hostField ?? ''
  const absolute = url.startsWith('/') ? null : /^https?:\/\/([^/?#]*)/i.exec(url)
  if (absolute) {
    authority = absolute[1] ?? ''
    rest = url.slice(absolute[0].length)
    if (!rest.startsWith('/')) rest = `/${rest}`
  }
  if (!rest.startsWith('/') || rest.includes('#')) return null
  const question = rest.indexOf('?')
  const path = normalPath(question < 0 ? rest : rest.slice(0, question))
  const host = hostName(authority)
  if (path === null || host === null) return null
  if (question < 0) return { host, authority, path, query: '' }
  const query = rest.slice(question)
  return unsafeInTarget.test(query) ? null : { host, authority, path, query }
}

// Node's parser lets these through; undici refuses some of them, and what an upstream makes of the others is anybody's guess.
const unsafeInTarget = /[^\x21-\x7e]/

/** RFC 3986 section 6.2.2: one spelling per path. `null` where there is none that everybody reads alike. */
export function normalPath(path: string): string | null {
  // Most paths are plain already.
  if (/^[\w\-/]*$/.test(path)) return path
  if (unsafeInTarget.test(path)) return null
  const decoded = decodeUnreserved(path)
  if (decoded === null) return null
  const segments: string[] = []
  const parts = decoded.split('/').slice(1)
  for (const [index, segment] of parts.entries()) {
    const last = index === parts.length - 1
    if (segment === '..') {
      // More dots than folders: a caller who means well does not send this (RFC 3986 would stop at the root).
      if (segments.pop() === undefined) return null
      if (last) segments.push('')
    } else if (segment === '.') {
      if (last) segments.push('')
    } else if (hidesDots(segment)) return null
    else segments.push(segment)
  }
  return `/${segments.join('/')}`
}

const unreserved = /[A-Za-z0-9\-._~]/

function decodeUnreserved(path: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(path) || /%(?:[01][0-9A-Fa-f]|7[Ff])/.test(path)) return null
  return path.replace(/%[0-9A-Fa-f]{2}/g, (escaped) => {
    const char = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return unreserved.test(char) ? char : escaped.toUpperCase()
  })
}

/** `..%2fadmin`, `..%5c`, `..;x` (Tomcat reads `..`), and the same once more encoded. */
function hidesDots(segment: string): boolean {
  if (!segment.includes('..') && !segment.includes('%25')) return false
  let text = segment
  // A twice-encoded dot or slash comes apart after one more round each.
  for (let round = 0; round < 3; round++)
    text = text.replace(/%(2[EeFf5]|5[Cc]|3[Bb])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return text.split(/[/\\]/).some((part) => /^\.\.(;|$)/.test(part))
}

/** By authority: a gateway has few, and reads one with every request. */
const hostNames = new Map<string, string>()
/** Made-up names must not fill the memory. */
const hostNamesAtMost = 1_000

/** `null` where the authority is no host and port. */
function hostName(authority: string): string | null {
  const known = hostNames.get(authority)
  if (known !== undefined || authority === '') return known ?? ''
  const match = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::\d{0,5})?$/.exec(authority)
  const name = match?.[1]?.toLowerCase().replace(/\.$/, '') ?? null
  if (name !== null && hostNames.size < hostNamesAtMost) hostNames.set(authority, name)
  return name
}
