/** Who calls: from the credential of a request to a consumer and its grant. */
import { hashOf, isApiKey } from '../snapshot/api-key.ts'
import type { RateLimit, SnapshotContent } from '../snapshot/snapshot.ts'
import { bearerOf } from './bearer.ts'
import type { Step } from './exchange.ts'
import type { Problem } from './problem.ts'
import type { RequestFields } from './request-fields.ts'

export interface Caller {
  readonly consumer: string
  /** By `<api>/<version>`. */
  readonly grants: ReadonlyMap<string, CompiledGrant>
}

interface CompiledGrant {
  /** Milliseconds; the grant works before it. `Infinity`: no end. */
  readonly until: number
  readonly plan: string
  readonly limits: readonly RateLimit[]
}

interface Credential {
  readonly until: number
  readonly caller: Caller
}

/** Everybody of a snapshot. */
export interface Callers {
  /** Whose key this is; `undefined` where it is nobody's, or no key. */
  credentialOf(key: string): Credential | undefined
}

export async function compileCallers(
  content: Pick<SnapshotContent, 'consumers' | 'plans'>,
  pause: () => Promise<void> | undefined,
): Promise<Callers> {
  const plans = new Map(content.plans.map(({ id, limits }) => [id, limits]))
  const byHash = new Map<string, Credential>()
  for (const { id, keys, grants } of content.consumers) {
    const caller: Caller = {
      consumer: id,
      grants: new Map(
        grants.map(({ api, version, plan, expires }) => [
          `${api}/${version}`,
          { until: endOf(expires), plan, limits: plans.get(plan) ?? [] },
        ]),
      ),
    }
    for (const { hash, expires } of keys) byHash.set(hash, { until: endOf(expires), caller })
    await pause()
  }
  return callersBy(byHash)
}

/** Keys in use, to spare them the checksum and the hash: only those found, so that guesses do not fill the memory. */
const rememberAtMost = 10_000

function callersBy(byHash: ReadonlyMap<string, Credential>): Callers {
  const remembered = new Map<string, Credential>()
  return {
    credentialOf(key) {
      // A hash table compares a guess with what it holds only where the (seeded) hashes are equal: time tells nothing of a key.
      const known = remembered.get(key)
      if (known !== undefined) return known
      const credential = isApiKey(key) ? byHash.get(hashOf(key)) : undefined
      if (credential !== undefined && remembered.size < rememberAtMost) remembered.set(key, credential)
      return credential
    },
  }
}

/** The last day is included, in UTC. */
function endOf(expires: string | null): number {
  return expires === null ? Number.POSITIVE_INFINITY : Date.parse(`${expires}T00:00:00Z`) + 86_400_000
}

/**
 * The step that lets in only callers with a known key and a grant for the API's version, and lays the limits of their plan on
 * the exchange. 401: nobody we know; 403: somebody we know, without a grant.
 */
export function authenticateStep(callers: Callers, scope: string): Step {
  return function authenticate(exchange) {
    const key = keyOf(exchange.fields)
    const credential = key === null ? undefined : callers.credentialOf(key)
    if (credential === undefined || credential.until <= exchange.now) return key === null ? noCredential : badCredential
    const { caller } = credential
    const grant = caller.grants.get(scope)
    if (grant === undefined || grant.until <= exchange.now) return noGrant
    exchange.caller = caller
    for (const limit of grant.limits)
      exchange.claims.push({ key: `plan ${caller.consumer} ${scope} ${grant.plan} ${limit.per}`, limit })
    return undefined
  }
}

/** `x-api-key`, or a bearer token. `null`: the caller gave neither. */
function keyOf({ apiKey, authorization }: RequestFields): string | null {
  return apiKey ?? bearerOf(authorization)
}

const noCredential: Problem = {
  status: 401,
  title: 'Unauthorized',
  detail: 'Send an API key in `x-api-key` or as bearer token',
  headers: { 'www-authenticate': 'Bearer realm="apigov"' },
}

const badCredential: Problem = {
  status: 401,
  title: 'Unauthorized',
  detail: 'The credential is unknown or has expired; ask the owner of your application for a current one',
  headers: { 'www-authenticate': 'Bearer realm="apigov", error="invalid_token"' },
}

const noGrant: Problem = {
  status: 403,
  title: 'Forbidden',
  detail: 'Your application has no subscription to this API; ask its owner for one',
}
