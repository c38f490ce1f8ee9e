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

interface State {
  /** What is left. Tokens of a bucket, or requests of the month. */
  left: number
  /** Milliseconds; of a bucket: when `left` was right. Of a month: its start. */
  at: number
}

interface Standing {
  readonly claim: Claim
  readonly state: State
  /** Milliseconds until one more request is allowed. */
  readonly wait: number
}

/** Remembers at most `capacity` keys, those seen last: an attacker with many addresses must not fill the memory. */
export function createLimits(capacity = 200_000): Limits {
  const states = new LRUCache<string, State>({ max: capacity })

  function standing(claim: Claim, now: number): Standing {
    const { limit, key } = claim
    let state = states.get(key)
    if (state === undefined) {
      state = { left: room(limit), at: limit.per === 'month' ? monthStart(now, 0) : now }
      states.set(key, state)
    }
    refill(state, limit, now)
    return { claim, state, wait: state.left >= 1 ? 0 : untilOne(state, limit, now) }
  }

  return {
    settle(exchange) {
      if (exchange.claims.length === 0) return undefined
      const standings = exchange.claims.map((claim) => standing(claim, exchange.now))
      const strictest = standings.reduce((a, b) => (b.wait > a.wait ? b : a))
      if (strictest.wait > 0) {
        announce(exchange, strictest)
        const seconds = String(Math.max(1, Math.ceil(strictest.wait / 1000)))
        return { ...tooMany, headers: { 'retry-after': seconds } }
      }
      for (const { state } of standings) state.left -= 1
      announce(
        exchange,
        standings.reduce((a, b) => (share(b) < share(a) ? b : a)),
      )
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

function share({ state, claim }: Standing): number {
  return state.left / room(claim.limit)
}

function refill(state: State, limit: RateLimit, now: number): void {
  if (limit.per === 'month') {
    const start = monthStart(now, 0)
    if (state.at !== start) Object.assign(state, { left: limit.requests, at: start })
  } else if (now > state.at) {
    state.left += ((now - state.at) * limit.requests) / limit.per
    state.at = now
  }
  // The snapshot may have lowered the limit since.
  state.left = Math.min(state.left, room(limit))
}

function untilOne(state: State, limit: RateLimit, now: number): number {
  return limit.per === 'month' ? monthStart(now, 1) - now : Math.max(1, ((1 - state.left) * limit.per) / limit.requests)
}

/** Milliseconds of the first instant of the month `ahead` months after `now`'s, in UTC. */
function monthStart(now: number, ahead: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead)
}

/** `RateLimit` and `RateLimit-Policy` of the limit that is nearest (draft-ietf-httpapi-ratelimit-headers-10). */
function announce(exchange: Exchange, { claim: { limit }, state, wait }: Standing): void {
  const window = limit.per === 'month' ? monthStart(exchange.now, 1) - monthStart(exchange.now, 0) : limit.per
  const full =
    limit.per === 'month'
      ? monthStart(exchange.now, 1) - exchange.now
      : ((limit.burst - state.left) * limit.per) / limit.requests
  const reset = Math.ceil((wait > 0 ? wait : full) / 1000)
  exchange.answerHeaders['ratelimit-policy'] =
    `"default";q=${limit.requests};w=${Math.max(1, Math.round(window / 1000))}`
  exchange.answerHeaders['ratelimit'] = `"default";r=${Math.max(0, Math.floor(state.left))};t=${reset}`
}
