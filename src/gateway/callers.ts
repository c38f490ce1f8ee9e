/** Who calls: from the credential of a request to a consumer and its grant. */
import { hashOf, isApiKey } from '../snapshot/api-key.ts'
import type { RateLimit, SnapshotContent, SubjectAltName } from '../snapshot/snapshot.ts'
import { counterId } from './limits/counter.ts'
import type { Claim } from './limits/limits.ts'

export interface Caller {
  readonly consumer: string
  /** By `<api>/<version>`. */
  readonly grants: ReadonlyMap<string, CompiledGrant>
}

interface CompiledGrant {
  /** Id of its plan. */
  readonly plan: string
  /** Milliseconds; the grant works before it. `Infinity`: no end. */
  readonly until: number
  /** The limits of its plan: what each request counts against. */
  readonly claims: readonly Claim[]
}

interface Credential {
  readonly until: number
  readonly caller: Caller
}

/** The claims of a token that has been checked, its issuer among them. */
export type Claims = Readonly<Record<string, unknown>>

/** By issuer, claim and value of the claim. */
type TokenOwners = Map<unknown, Map<string, Map<unknown, Caller>>>

/** Everybody of a snapshot. */
export interface Callers {
  /** Whose key this is at `now`; `undefined` where it is nobody's, has expired, or is no key. */
  byKey(key: string, now: number): Caller | undefined
  /** Whose token has these claims; `null` where it is nobody's, or more than one's. */
  byClaims(claims: Claims): Caller | null
  /** Whose certificate has these names; `null` where it is nobody's, or more than one's. */
  byNames(names: readonly SubjectAltName[]): Caller | null
}

export async function compileCallers(
  content: Pick<SnapshotContent, 'consumers' | 'plans'>,
  pause: () => Promise<void> | undefined,
): Promise<Callers> {
  const plans = new Map(content.plans.map(({ id, limits }) => [id, named(limits)]))
  const byHash = new Map<string, Credential>()
  const owners: TokenOwners = new Map()
  const certified = new Map<string, Caller>()
  for (const { id, keys, tokens, certificates = [], grants } of content.consumers) {
    const caller: Caller = {
      consumer: id,
      grants: new Map(
        grants.map(({ api, version, plan, expires }) => {
          const scope = `${api}/${version}`
          const claims = (plans.get(plan) ?? []).map(({ limit, name }) => ({
            key: `plan ${id} ${scope} ${plan} ${counterId(limit)}`,
            limit,
            name,
          }))
          return [scope, { plan, until: endOf(expires), claims }]
        }),
      ),
    }
    for (const { hash, expires } of keys) byHash.set(hash, { until: endOf(expires), caller })
    for (const { issuer, claim, value } of tokens) mapAt(mapAt(owners, issuer), claim).set(value, caller)
    for (const name of certificates) certified.set(nameKey(name), caller)
    await pause()
  }
  return {
    byKey: finderByKey(byHash),
    byClaims: (claims) => ownerOf(claims, owners),
    byNames: (names) => onlyOne(names.flatMap((name) => certified.get(nameKey(name)) ?? [])),
  }
}

/** What answers call the limits of a plan: its quota by the period, its rates `plan`, `plan-2`, … */
function named(limits: readonly RateLimit[]): readonly Pick<Claim, 'limit' | 'name'>[] {
  let rates = 0
  return limits.map((limit) => {
    if (typeof limit.per === 'string') return { limit, name: limit.per }
    rates += 1
    return { limit, name: rates === 1 ? 'plan' : `plan-${rates}` }
  })
}

/** Keys in use, to spare them the checksum and the hash: only those found, so that guesses do not fill the memory. */
const rememberAtMost = 10_000

function finderByKey(byHash: ReadonlyMap<string, Credential>): Callers['byKey'] {
  const remembered = new Map<string, Credential>()
  return (key, now) => {
    // A hash table compares a guess with what it holds only where the (seeded) hashes are equal: time tells nothing of a key.
    let credential = remembered.get(key)
    if (credential === undefined) {
      credential = isApiKey(key) ? byHash.get(hashOf(key)) : undefined
      if (credential !== undefined && remembered.size < rememberAtMost) remembered.set(key, credential)
    }
    return credential !== undefined && credential.until > now ? credential.caller : undefined
  }
}

function nameKey({ san, value }: SubjectAltName): string {
  return `${san} ${value}`
}

function onlyOne(callers: readonly Caller[]): Caller | null {
  const [first = null] = callers
  return callers.every((caller) => caller === first) ? first : null
}

/** A claim that is no text is nobody's: a list may name several. */
function ownerOf(claims: Claims, owners: TokenOwners): Caller | null {
  let owner: Caller | null = null
  for (const [claim, byValue] of owners.get(claims['iss']) ?? []) {
    const found = byValue.get(claims[claim])
    if (found === undefined) continue
    if (owner !== null && owner !== found) return null
    owner = found
  }
  return owner
}

function mapAt<Key, InnerKey, Value>(maps: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const found = maps.get(key) ?? new Map<InnerKey, Value>()
  maps.set(key, found)
  return found
}

/** The last day is included, in UTC. */
function endOf(expires: string | null): number {
  return expires === null ? Number.POSITIVE_INFINITY : Date.parse(`${expires}T00:00:00Z`) + 86_400_000
}
