/** Where something stands: a file by its path in the tree, lines and columns from 1, columns in UTF-16 code units. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * A JSON Pointer (RFC 6901) as text: `''` is the whole document, `/paths/~1pets/get` one operation.
 * Kept as text, not as segments, because it is compared, stored and shown far more often than it is walked.
 */
export type Pointer = string

/** Appends segments to a pointer, escaped as RFC 6901 section 3 says. */
export function pointerTo(base: Pointer, ...segments: readonly (string | number)[]): Pointer {
  let pointer = base
  for (const segment of segments) pointer += `/${escapeSegment(String(segment))}`
  return pointer
}

/** The segments of a pointer, unescaped. A text that is no pointer (does not start with `/`) is taken as the root. */
export function segmentsOf(pointer: Pointer): string[] {
  if (!pointer.startsWith('/')) return []
  return pointer.slice(1).split('/').map(unescapeSegment)
}

/** The value a pointer leads to inside a plain JSON value; `undefined` where it leads nowhere. Own properties only. */
export function valueAt(value: unknown, pointer: Pointer): unknown {
  let at = value
  for (const segment of segmentsOf(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return undefined
    if (Array.isArray(at) && segment === 'length') return undefined
    at = (at as Record<string, unknown>)[segment]
  }
  return at
}

function escapeSegment(segment: string): string {
  return segment.includes('~') || segment.includes('/') ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment
}

function unescapeSegment(segment: string): string {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment
}
