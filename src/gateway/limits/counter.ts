/** The counters of limits: what is left of one allowance, and when there will be more. Nothing here knows whose it is. */
import type { RateLimit } from '../../snapshot/snapshot.ts'
import { monthOf } from './calendar.ts'

export abstract class Counter {
  /** As the latest snapshot has it. */
  limit: RateLimit
  /** What callers are told of it, made when first told. */
  policy = ''

  constructor(limit: RateLimit) {
    this.limit = limit
  }

  /** Requests that may pass, as of the last `renew`; a fraction of one is on its way. */
  abstract readonly left: number
  /** Brings it to `now`, and to a limit that may have changed. A clock that goes back gives nothing away. */
  abstract renew(limit: RateLimit, now: number): void
  /** Counts requests, or takes them back (less than 0). */
  abstract spend(requests: number): void
  /** Milliseconds from `now` until one more may pass; 0 where one may. */
  abstract wait(now: number): number
  /** Whether it says no more than a new one would. */
  abstract isIdle(now: number): boolean
}

/** A counter on which nothing has been counted. */
export function newCounter(limit: RateLimit, now: number): Counter {
  return limit.per === 'month' ? new Quota(limit, now) : new TokenBucket(limit, limit.per, now)
}

/**
 * Holds `burst` tokens, and `requests` more flow in evenly in each `per`; a request takes one. In any stretch of time at most `burst`
 * and what flows in meanwhile pass.
 */
class TokenBucket extends Counter {
  left: number
  /** When `left` was right. */
  #at: number
  #per: number

  constructor(limit: RateLimit, per: number, now: number) {
    super(limit)
    this.left = limit.burst
    this.#per = per
    this.#at = now
  }

  renew(limit: RateLimit, now: number): void {
    if (limit !== this.limit) {
      this.limit = limit
      this.policy = ''
    }
    if (now > this.#at) {
      this.left += ((now - this.#at) * limit.requests) / this.#per
      this.#at = now
    }
    if (this.left > limit.burst) this.left = limit.burst
  }

  spend(requests: number): void {
    this.left -= requests
  }

  wait(): number {
    return this.left >= 1 ? 0 : Math.max(1, ((1 - this.left) * this.#per) / this.limit.requests)
  }

  isIdle(now: number): boolean {
    return this.left + ((now - this.#at) * this.limit.requests) / this.#per >= this.limit.burst
  }
}

/** Lets `requests` pass in each period of the calendar. */
class Quota extends Counter {
  #used = 0
  #start: number
  #end: number

  constructor(limit: RateLimit, now: number) {
    super(limit)
    const { start, end } = monthOf(now)
    this.#start = start
    this.#end = end
  }

  get left(): number {
    return this.limit.requests - this.#used
  }

  renew(limit: RateLimit, now: number): void {
    const { start, end } = monthOf(now)
    if (limit !== this.limit || start > this.#start) {
      this.limit = limit
      // Months are not equally long.
      this.policy = ''
    }
    if (start <= this.#start) return
    this.#start = start
    this.#end = end
    this.#used = 0
  }

  spend(requests: number): void {
    this.#used += requests
  }

  wait(now: number): number {
    return this.left >= 1 ? 0 : this.#end - now
  }

  isIdle(now: number): boolean {
    return this.#used <= 0 || now >= this.#end
  }
}
