import type { Pointer } from '../base/place.ts'

/** What the text of a `$ref` asks for, before anybody looks whether it is there. */
export type Reference =
  | { readonly file: string; readonly pointer: Pointer; readonly trouble?: undefined }
  | { readonly trouble: 'address' | 'absolute' | 'above-root' | 'anchor' | 'encoding' }

/**
 * Reads a `$ref` (RFC 3986 relative reference with an RFC 6901 section 6 fragment) as seen from a file of the tree. Purely textual:
 * nothing is looked up, least of all on a disk or a network.
 */
export function parseReference(from: string, ref: string): Reference {
  const hash = ref.indexOf('#')
  const path = hash < 0 ? ref : ref.slice(0, hash)
  const fragment = hash < 0 ? '' : ref.slice(hash + 1)
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//')) return { trouble: 'address' }
  if (path.startsWith('/') || path.startsWith('\\')) return { trouble: 'absolute' }
  const decodedPath = decoded(path)
  const pointer = decoded(fragment)
  if (decodedPath === null || pointer === null) return { trouble: 'encoding' }
  const file = path === '' ? from : join(from, decodedPath)
  if (file === null) return { trouble: 'above-root' }
  if (pointer !== '' && !pointer.startsWith('/')) return { trouble: 'anchor' }
  return { file, pointer }
}

/** The path beside `from`; `null` where `..` climbs out of the tree. */
function join(from: string, path: string): string | null {
  const segments = from.split('/').slice(0, -1)
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return null
  }
  return segments.join('/')
}

/** The `$ref` that `parseReference` reads as this file and pointer, from a file of the tree. */
export function referenceTo(from: string, file: string, pointer: Pointer): string {
  // A pointer as a URI fragment (RFC 6901 section 6): `{` and other characters of paths are not allowed there.
  const fragment = pointer === '' && file !== from ? '' : `#${encodeURI(pointer).replaceAll('#', '%23')}`
  if (file === from) return fragment
  const [here, there] = [from.split('/').slice(0, -1), file.split('/')]
  let shared = 0
  while (shared < here.length && here[shared] === there[shared]) shared++
  const path = [...here.slice(shared).map(() => '..'), ...there.slice(shared)].map(encodeURIComponent)
  return path.join('/') + fragment
}

function decoded(text: string): string | null {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/**
 * The values of a `discriminator.mapping` are names of schemas or references; the OpenAPI specification leaves telling them apart
 * to us.
 */
export function isMappingReference(text: string): boolean {
  return text.includes('#') || text.includes('/') || /\.(?:ya?ml|json)$/i.test(text)
}
