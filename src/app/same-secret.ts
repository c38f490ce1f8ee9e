import { createHash, timingSafeEqual } from 'node:crypto'

/** Digests are compared, in constant time: neither length nor prefix of the secret shows. */
export function isSameSecret(shown: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(shown), digest(secret))
}
