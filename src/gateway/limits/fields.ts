/** What callers are told of limits (draft-ietf-httpapi-ratelimit-headers-10, and `Retry-After`). */
import type { RateLimit } from '../../snapshot/snapshot.ts'
import type { Exchange } from '../exchange.ts'
import type { Problem } from '../problem.ts'
import { monthOf } from './calendar.ts'
import type { Counter } from './counter.ts'

/** @param wait milliseconds until the caller may come again. */
export function tooMany(wait: number): Problem {
  return {
    status: 429,
    title: 'Too Many Requests',
    detail: 'The allowance is used up; wait as long as Retry-After says',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(wait / 1000))) },
  }
}

/** `RateLimit` and `RateLimit-Policy` of the limit that is nearest. */
export function announce({ answerHeaders, now }: Exchange, counter: Counter, wait: number): void {
  const { limit, left } = counter
  const full = limit.per === 'month' ? monthOf(now).end - now : ((limit.burst - left) * limit.per) / limit.requests
  const reset = Math.ceil((wait > 0 ? wait : full) / 1000)
  counter.policy ||= policyOf(limit, now)
  answerHeaders['ratelimit-policy'] = counter.policy
  answerHeaders['ratelimit'] = `"default";r=${Math.max(0, Math.floor(left))};t=${reset}`
}

function policyOf(limit: RateLimit, now: number): string {
  const window = limit.per === 'month' ? monthOf(now).end - monthOf(now).start : limit.per
  return `"default";q=${limit.requests};w=${Math.max(1, Math.round(window / 1000))}`
}
