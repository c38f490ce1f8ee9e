/** What callers are told of limits: the fields of draft-ietf-httpapi-ratelimit-headers-10, and the 429 with `Retry-After`. */
import type { RateLimit } from '../../snapshot/snapshot.ts'
import type { Exchange } from '../exchange.ts'
import type { Problem } from '../problem.ts'
import { type Period, periodOf } from './calendar.ts'
import type { Claim } from './limits.ts'

/** What is known of one allowance when its limit is told. */
export interface Allowance {
  readonly limit: RateLimit
  readonly left: number
  /** Kept from answer to answer; empty where the limit has changed. */
  policy: string
  wait(now: number): number
  full(now: number): number
}

/** `RateLimit-Policy` of all limits, and `RateLimit` of the one that is nearest. @param allowances of each of the exchange's claims. */
export function announce(exchange: Exchange, allowances: readonly Allowance[]): void {
  let [nearest, least] = [0, Number.POSITIVE_INFINITY]
  for (let index = 0; index < allowances.length; index++) {
    const share = shareLeft(allowances[index])
    if (share < least) [nearest, least] = [index, share]
  }
  tell(exchange, allowances, nearest, 0)
}

/** Says which limits are used up, and when the last of them lets one through again. */
export function tooMany(exchange: Exchange, allowances: readonly Allowance[]): Problem {
  const { claims, now } = exchange
  const waits = allowances.map((allowance) => allowance.wait(now))
  const longest = Math.max(...waits)
  const last = waits.indexOf(longest)
  tell(exchange, allowances, last, longest)
  const names = claims.filter((_, index) => (waits[index] ?? 0) > 0).map(({ name }) => name)
  const quota = quotaUsedUp(allowances[last]?.limit, now + longest)
  return {
    status: 429,
    title: 'Too Many Requests',
    detail: quota?.detail ?? 'The allowance is used up; wait as long as Retry-After says',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(longest / 1000))) },
    more: { 'violated-policies': names, ...quota?.more },
  }
}

/** Which quota is used up and when it begins anew; `null` where it was a rate. */
function quotaUsedUp(limit: RateLimit | undefined, end: number) {
  if (limit === undefined || typeof limit.per === 'number') return null
  const { requests, per } = limit
  const renews = new Date(end).toISOString().replace('.000Z', 'Z')
  const detail = `The quota of ${requests} requests for the calendar ${per} is used up; it begins anew at ${renews}`
  return { detail, more: { quota: { requests, per }, renews } }
}

function tell({ answerHeaders, claims, now }: Exchange, allowances: readonly Allowance[], index: number, wait: number) {
  const allowance = allowances[index]
  const claim = claims[index]
  if (allowance === undefined || claim === undefined) return
  let policies = ''
  for (let other = 0; other < allowances.length; other++)
    policies += `${other === 0 ? '' : ', '}${policyOf(claims[other], allowances[other], now)}`
  const reset = Math.ceil((wait > 0 ? wait : allowance.full(now)) / 1000)
  answerHeaders['ratelimit-policy'] = policies
  answerHeaders['ratelimit'] = `"${claim.name}";r=${Math.max(0, Math.floor(allowance.left))};t=${reset}`
}

function policyOf(claim: Claim | undefined, allowance: Allowance | undefined, now: number): string {
  if (claim === undefined || allowance === undefined) return ''
  if (allowance.policy !== '') return allowance.policy
  const { requests, per } = claim.limit
  const window = typeof per === 'string' ? lengthOf(periodOf(per, now)) : per
  allowance.policy = `"${claim.name}";q=${requests};w=${Math.max(1, Math.round(window / 1000))}`
  return allowance.policy
}

function lengthOf({ start, end }: Period): number {
  return end - start
}

/** How much of an allowance is left, of all there may be. */
function shareLeft(allowance: Allowance | undefined): number {
  if (allowance === undefined) return Number.POSITIVE_INFINITY
  const { left, limit } = allowance
  return left / (typeof limit.per === 'string' ? limit.requests : limit.burst)
}
