/**
 * Token buckets and monthly counters, by a key that outlives snapshots. A request claims every limit that holds for it; it
 * passes when all of them have room, and only then is it counted: a refused request costs nothing.
 */
import { LRUCache } from 'lru-cache'
import type { RateLimit } from '../snapshot/snapshot.ts'
import type { Exchange } from './exchange.ts'
import type { Problem } from './problem.ts'

/** A limit and whose requests count against it. Equal keys share an allowance. */
export interface Claim {
  readonly key: string
  readonly limit: RateLimit
}

export interface Limits {
  /** Counts the exchange against its claims, or answers 429 with the longest wait. Says in `answerHeaders` how much is left. */
  settle(exchange: Exchange): Problem | undefined
}

/** What is left of an allowance. */
interface State {
  /** As the latest snapshot has it, and what callers are told of it. */
  limit: RateLimit
  policy: string
  /** Tokens of a bucket, or requests of the month. */
  left: number
  /** Milliseconds; of a bucket: when `left` was right. Of a month: its start. */
  at: number
}

/** Remembers at most `capacity` keys, those seen last: an attacker with many addresses must not fill the memory. */
export function createLimits(capacity = 200_000): Limits {
  const states = new LRUCache<string, State>({ max: capacity })

  function stateOf({ key, limit }: Claim, now: number): State {
    let state = states.get(key)
    if (state === undefined) {
      state = { limit, policy: '', left: room(limit), at: now }
      states.set(key, state)
    }
    refill(state, limit, now)
    return state
  }

  return {
    settle(exchange) {
      const { claims, now } = exchange
      if (claims.length === 0) return undefined
      const claimed: State[] = []
      let longest = 0
      for (const claim of claims) {
        const state = stateOf(claim, now)
        claimed.push(state)
        const wait = waitOf(state, now)
        if (wait <= longest) continue
        longest = wait
        announce(exchange, state, wait)
      }
      if (longest > 0) return { ...tooMany, headers: { 'retry-after': String(Math.max(1, Math.ceil(longest / 1000))) } }
      let nearest: State | undefined
      for (const state of claimed) {
        state.left -= 1
        if (nearest === undefined || share(state) < share(nearest)) nearest = state
      }
      if (nearest !== undefined) announce(exchange, nearest, 0)
      return undefined
    },
  }
}

const tooMany: Problem = {
  status: 429,
  title: 'Too Many Requests',
  detail: 'The allowance is used up; wait as long as Retry-After says',
}

function room(limit: RateLimit): number {
  return limit.per === 'month' ? limit.requests : limit.burst
}

function share({ left, limit }: State): number {
  return left / room(limit)
}

function refill(state: State, limit: RateLimit, now: number): void {
  const start = limit.per === 'month' ? monthOf(now).start : now
  // The snapshot may have changed the limit, or the month may be another: its length is part of the policy.
  if (state.limit !== limit || state.policy === '' || (limit.per === 'month' && state.at !== start)) {
    state.limit = limit
    state.policy = policyOf(limit, now)
  }
  if (limit.per === 'month') {
    if (state.at !== start) state.left = limit.requests
    state.at = start
  } else if (now > state.at) {
    state.left += ((now - state.at) * limit.requests) / limit.per
    state.at = now
  }
  state.left = Math.min(state.left, room(limit))
}

/** Milliseconds until one more request is allowed. */
function waitOf({ left, limit }: State, now: number): number {
  if (left >= 1) return 0
  return limit.per === 'month' ? monthOf(now).end - now : Math.max(1, ((1 - left) * limit.per) / limit.requests)
}

interface Month {
  readonly start: number
  readonly end: number
}

let month: Month = { start: 0, end: 0 }

/** The month of an instant in UTC: its first millisecond, and that of the next. The same for millions of requests. */
function monthOf(now: number): Month {
  if (now >= month.start && now < month.end) return month
  const date = new Date(now)
  const [year, index] = [date.getUTCFullYear(), date.getUTCMonth()]
  month = { start: Date.UTC(year, index), end: Date.UTC(year, index + 1) }
  return month
}

function policyOf({ requests, per }: RateLimit, now: number): string {
  const window = per === 'month' ? monthOf(now).end - monthOf(now).start : per
  return `"default";q=${requests};w=${Math.max(1, Math.round(window / 1000))}`
}

/** `RateLimit` and `RateLimit-Policy` of the limit that is nearest (draft-ietf-httpapi-ratelimit-headers-10). */
function announce({ answerHeaders, now }: Exchange, { limit, policy, left }: State, wait: number): void {
  const full = limit.per === 'month' ? monthOf(now).end - now : ((limit.burst - left) * limit.per) / limit.requests
  const reset = Math.ceil((wait > 0 ? wait : full) / 1000)
  answerHeaders['ratelimit-policy'] = policy
  answerHeaders['ratelimit'] = `"default";r=${Math.max(0, Math.floor(left))};t=${reset}`
}
