/**
 * A fingerprint names a finding by what it is about, so that an exception written against it still holds after the lines have
 * moved: rule, catalog, API, version, operation, semantic pointer, subject. Never line, message, file or commit.
 */
import { createHash } from 'node:crypto'

export interface FingerprintParts {
  readonly rule: string
  readonly catalog?: string | undefined
  readonly api?: string | undefined
  readonly version?: string | undefined
  /** `METHOD /path` with parameter names blanked; see `canonicalOperation`. */
  readonly operation?: string | undefined
  /** A pointer through schema names rather than through the spelling of `$ref`s. */
  readonly pointer?: string | undefined
  /** What exactly: the property, the enum value. */
  readonly subject?: string | undefined
}

/** `fp1:` and 128 bits of SHA-256 in hex over the parts and `ordinal`, the position among findings whose parts are equal (from 0). */
export function fingerprint(parts: FingerprintParts, ordinal = 0): string {
  const fields = [parts.rule, parts.catalog, parts.api, parts.version, parts.operation, parts.pointer, parts.subject]
  // JSON keeps the borders between fields: ["a","bc"] and ["ab","c"] must not meet.
  const text = JSON.stringify([...fields.map((field) => field ?? null), ordinal])
  return `fp1:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

/**
 * Returns a function like `fingerprint` that counts equals: the second finding with the same parts gets ordinal 1. One per document
 * and run.
 */
export function fingerprinter(): (parts: FingerprintParts) => string {
  const seen = new Map<string, number>()
  return (parts) => {
    const first = fingerprint(parts)
    const ordinal = seen.get(first) ?? 0
    seen.set(first, ordinal + 1)
    return ordinal === 0 ? first : fingerprint(parts, ordinal)
  }
}

/** `GET /pets/{petId}` → `GET /pets/{}`: a renamed path parameter is the same operation. */
export function canonicalOperation(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}')}`
}
