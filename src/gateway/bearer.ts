import { looksLikeApiKey } from '../snapshot/api-key.ts'

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1; the scheme in any case). */
export function bearerOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null
}

/** Whether an `Authorization` field carries one of our keys: it is the gateway's business and not the upstream's. */
export function carriesApiKey(authorization: string): boolean {
  return looksLikeApiKey(bearerOf(authorization) ?? '')
}
