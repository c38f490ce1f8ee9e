import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from 'jose'
import { messageOf } from '../../base/errors.ts'
import type { Issuer } from '../../snapshot/snapshot.ts'
import { fetchDocument } from './fetch-document.ts'

/** Milliseconds. */
export interface IssuerTimes {
  /** One document of an issuer, to its last byte. */
  readonly timeout: number
  /** Keys are fetched anew after this. */
  readonly refresh: number
  /** The same after a failure. */
  readonly retry: number
  /** Tokens with a key nobody knows make at most one fetch in this time, whoever sends them. */
  readonly rotation: number
}

export const defaultIssuerTimes: IssuerTimes = { timeout: 5_000, refresh: 600_000, retry: 10_000, rotation: 10_000 }

/** The public keys of an issuer; another object once they changed. */
export interface KeySet {
  readonly size: number
  readonly keyFor: JWTVerifyGetKey
}

/** What an operator may know of an issuer. */
export interface IssuerState {
  readonly issuer: string
  /** How many keys tokens are checked with; 0: none could be fetched yet, and its tokens are answered 503. */
  readonly keys: number
  /** Milliseconds since the epoch of the last fetch that succeeded. */
  readonly fetched: number | null
  /** Why the last fetch failed; `null` where it did not. */
  readonly failure: string | null
}

/** Keeps the keys of one issuer at hand: fetches them, fetches them again in time, and keeps those it has where that fails. */
export class IssuerKeys {
  readonly issuer: Issuer
  readonly #times: IssuerTimes
  readonly #warn: (line: string) => void
  #keySet: KeySet | null = null
  #text = ''
  #fetched: number | null = null
  #failure: string | null = null
  #asking: Promise<void> | null = null
  /** `performance.now()` of the end of the last fetch. */
  #asked = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(issuer: Issuer, times: IssuerTimes, warn: (line: string) => void) {
    this.issuer = issuer
    this.#times = times
    this.#warn = warn
  }

  /** `null` until they could be fetched once. */
  get keySet(): KeySet | null {
    return this.#keySet
  }

  state(): IssuerState {
    const { issuer } = this.issuer
    return { issuer, keys: this.#keySet?.size ?? 0, fetched: this.#fetched, failure: this.#failure }
  }

  /** Resolves when an answer is there or its time is over. Calls that come meanwhile share it. Never throws. */
  fetch(): Promise<void> {
    this.#asking ??= this.#fetchOnce().finally(() => {
      this.#asking = null
      this.#asked = performance.now()
      if (this.#isClosed) return
      clearTimeout(this.#timer)
      const wait = this.#failure === null ? this.#times.refresh : this.#times.retry
      this.#timer = setTimeout(() => void this.fetch(), wait).unref()
    })
    return this.#asking
  }

  /** A token names a key that is not among these: looks whether there are others by now, unless that was done just before. */
  async rotate(): Promise<void> {
    if (this.#asking !== null || performance.now() - this.#asked >= this.#times.rotation) await this.fetch()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  async #fetchOnce(): Promise<void> {
    try {
      const keys = publicKeys(await fetchDocument(await this.#address(), this.#times.timeout))
      const text = JSON.stringify(keys)
      // Tokens checked with the same keys stay checked.
      if (text !== this.#text || this.#keySet === null)
        this.#keySet = { size: keys.length, keyFor: createLocalJWKSet({ keys: [...keys] }) }
      this.#text = text
      this.#fetched = Date.now()
      this.#failure = null
    } catch (thrown) {
      const failure = messageOf(thrown)
      if (failure !== this.#failure) this.#warn(`keys of ${this.issuer.issuer} not fetched: ${failure}`)
      this.#failure = failure
    }
  }

  /** As the catalog has it, or as the issuer's own configuration says (OpenID Connect Discovery 1.0 section 4). */
  async #address(): Promise<string> {
    const { issuer, jwks } = this.issuer
    if (jwks !== undefined) return jwks
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const configuration = await fetchDocument(address, this.#times.timeout)
    if (configuration['issuer'] !== issuer) throw new Error(`\`${address}\` is the configuration of another issuer`)
    const uri = configuration['jwks_uri']
    if (typeof uri !== 'string') throw new Error(`\`${address}\` has no \`jwks_uri\``)
    if (address.startsWith('https:') && !uri.startsWith('https:'))
      throw new Error(`\`jwks_uri\` of \`${address}\` is not an \`https:\` address`)
    return uri
  }
}

const keysAtMost = 100

/** The keys of a JWK Set (RFC 7517 section 5) that check signatures: public, of a known type, not for encryption. */
function publicKeys({ keys }: Readonly<Record<string, unknown>>): readonly JWK[] {
  if (!Array.isArray(keys)) throw new Error('the answer is not a JWK Set')
  if (keys.length > keysAtMost) throw new Error(`the JWK Set has more than ${keysAtMost} keys`)
  const usable = keys.filter(isPublicKey)
  if (usable.length === 0) throw new Error('the JWK Set has no key that checks signatures')
  return usable
}

function isPublicKey(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null) return false
  const { kty, use, d } = key as JWK
  return (kty === 'RSA' || kty === 'EC' || kty === 'OKP') && (use === undefined || use === 'sig') && d === undefined
}
