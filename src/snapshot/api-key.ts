/**
 * API keys: `agk_`, 6 characters that may be shown, 32 of secret (190 bits), 6 of CRC-32 over what precedes, all base62. The
 * checksum lets scanners and the gateway tell a mistyped or made-up key from an unknown one without a look-up. Only the holder
 * has the key; the catalog has its `prefix` and `hash`.
 */
import { hash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const shape = /^agk_[0-9A-Za-z]{44}$/
const checksumLength = 6
const prefixLength = 'agk_'.length + 6

export interface ApiKey {
  /** The whole text: shown once, to its holder. */
  readonly key: string
  /** `agk_` and the six characters that logs may show. */
  readonly prefix: string
  /** `sha256:` and hex over the whole text: what the catalog holds. */
  readonly hash: string
}

/** A new key from the system's randomness. `random` answers a whole number below its argument, evenly. */
export function generateApiKey(random: (below: number) => number = randomInt): ApiKey {
  const letters = Array.from({ length: 38 }, () => alphabet[random(alphabet.length)])
  const body = `agk_${letters.join('')}`
  const key = body + checksum(body)
  return { key, prefix: prefixOf(key), hash: hashOf(key) }
}

/** Whether a text has the shape of a key and its checksum holds. Says nothing about whether anybody knows the key. */
export function isApiKey(text: string): boolean {
  return shape.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
}

/** Whether a text claims to be a key, well-formed or not: such a text is never passed on. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith('agk_')
}

/** `sha256:` and hex over the whole key. */
export function hashOf(key: string): string {
  return `sha256:${hash('sha256', key)}`
}

/** What of a key may be shown. */
export function prefixOf(key: string): string {
  return key.slice(0, prefixLength)
}

/** CRC-32 in base62, most significant digit first, six digits (62^6 > 2^32). */
function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let index = 0; index < checksumLength; index++) {
    digits = alphabet[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}
