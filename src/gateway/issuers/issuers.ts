/**
 * Tokens (RFC 7519) and who issued them. The keys of every issuer that a snapshot trusts are kept at hand, off the request path; a
 * token is checked with those of the issuer it names, and remembered until it expires or those keys change. Nothing in a token
 * says where keys come from or, beyond a fixed list, how it is to be checked (RFC 8725 sections 3.1 and 3.10).
 */
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Issuer } from '../../snapshot/snapshot.ts'
import { IssuerKeys, type IssuerState, type IssuerTimes, type KeySet } from './issuer-keys.ts'

/** Signatures that one side makes and everybody checks. With `none` or a shared secret (HS*) anybody could sign. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** How far, in seconds, the clocks of issuer and gateway may be apart. */
const leeway = 30

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly claims: JWTPayload }
  | { readonly kind: 'expired' | 'invalid' }
  /** The keys of its issuer could not be fetched yet: it may be good or not. */
  | { readonly kind: 'undecided' }

/** The issuers of one snapshot. */
export interface TrustedIssuers {
  /** Judges a token at `now` (milliseconds since the epoch); without a promise where it is known already. Never throws. */
  judge(token: string, now: number): TokenVerdict | Promise<TokenVerdict>
  /** The snapshot is out of use. */
  release(): void
}

/** Every issuer that some snapshot in use trusts. */
export interface Issuers {
  /** Resolves when each issuer has been asked for its keys once, successfully or not. Those in use already keep theirs. */
  acquire(issuers: readonly Issuer[]): Promise<TrustedIssuers>
  states(): readonly IssuerState[]
  destroy(): void
}

interface Remembered {
  readonly verdict: TokenVerdict
  /** Of the same issuer and audience: another audience has keys of its own. */
  readonly keySet: KeySet
  readonly issuer: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

interface Held {
  readonly keys: IssuerKeys
  uses: number
}

export function createIssuers(times: IssuerTimes, warn: (line: string) => void): Issuers {
  const held = new Map<string, Held>()
  // Only tokens that are good, and so much text of them: guesses do not fill the memory.
  const remembered = new LRUCache<string, Remembered>({
    max: 10_000,
    maxSize: 16_000_000,
    sizeCalculation: (_, token) => token.length,
  })

  function hold(issuer: Issuer): Held {
    const id = JSON.stringify([issuer.issuer, issuer.audience, issuer.jwks])
    const found = held.get(id) ?? { keys: new IssuerKeys(issuer, times, warn), uses: 0 }
    held.set(id, found)
    found.uses += 1
    return found
  }

  function releaseAll(holding: readonly Held[]): void {
    for (const one of holding) one.uses -= 1
    for (const [id, { keys, uses }] of held)
      if (uses === 0) {
        keys.close()
        held.delete(id)
      }
  }

  return {
    async acquire(issuers) {
      const holding = issuers.map(hold)
      await Promise.all(holding.map(({ keys, uses }) => (uses === 1 ? keys.fetch() : undefined)))
      const byIssuer = new Map(holding.map(({ keys }) => [keys.issuer.issuer, keys]))
      return {
        judge(token, now) {
          const known = remembered.get(token)
          const keys = known && byIssuer.get(known.issuer)
          if (!known || known.keySet !== keys?.keySet) return judgeAnew(token, now, byIssuer, remembered)
          return known.until > now ? known.verdict : { kind: 'expired' }
        },
        release: () => releaseAll(holding),
      }
    },
    states: () => [...held.values()].map(({ keys }) => keys.state()),
    destroy() {
      for (const { keys } of held.values()) keys.close()
      held.clear()
    },
  }
}

async function judgeAnew(
  token: string,
  now: number,
  byIssuer: ReadonlyMap<string, IssuerKeys>,
  remembered: LRUCache<string, Remembered>,
): Promise<TokenVerdict> {
  const keys = byIssuer.get(namedIssuer(token))
  if (keys === undefined) return { kind: 'invalid' }
  const { issuer, audience } = keys.issuer
  for (let isRotated = false; ; isRotated = true) {
    const { keySet } = keys
    if (keySet === null) return { kind: 'undecided' }
    try {
      const { payload } = await jwtVerify(token, keySet.keyFor, {
        ...{ algorithms, issuer, audience, requiredClaims: ['exp'] },
        ...{ clockTolerance: leeway, currentDate: new Date(now) },
      })
      const verdict = { kind: 'valid', claims: payload } as const
      const until = ((payload.exp ?? 0) + leeway) * 1000
      remembered.set(token, { verdict, keySet, issuer, until })
      return verdict
    } catch (thrown) {
      if (!(thrown instanceof errors.JWKSNoMatchingKey) || isRotated)
        return { kind: thrown instanceof errors.JWTExpired ? 'expired' : 'invalid' }
      await keys.rotate()
    }
  }
}

/** Whose token it claims to be: chooses the keys, and is checked with them. Empty where that cannot be read. */
function namedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? ''
  } catch {
    return ''
  }
}
