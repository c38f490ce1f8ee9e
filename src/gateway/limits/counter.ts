/** The counters of limits: what is left of one allowance, and when there will be more. Nothing here knows whose it is. */
import type { CalendarPeriod, RateLimit } from '../../snapshot/snapshot.ts'
import { periodOf } from './calendar.ts'

export abstract class Counter {
  /** As the latest snapshot has it. */
  limit: RateLimit
  /** What callers are told of it, made when first told. */
  policy = ''

  constructor(limit: RateLimit) {
    this.limit = limit
  }

  protected adopt(limit: RateLimit): void {
    if (limit === this.limit) return
    this.limit = limit
    this.policy = ''
  }

  /** Requests that may pass, as of the last `renew`; a fraction of one is on its way. */
  abstract readonly left: number
  /** Brings it to `now`, and to a limit that may have changed. A clock that goes back gives nothing away. */
  abstract renew(limit: RateLimit, now: number): void
  /** Counts requests, or takes them back (less than 0). */
  abstract spend(requests: number): void
  /** Milliseconds from `now` until one more may pass; 0 where one may. */
  abstract wait(now: number): number
  /** Milliseconds from `now` until nothing is counted any more. */
  abstract full(now: number): number
  /** Whether it says no more than a new one would. */
  abstract isIdle(now: number): boolean
}

/** A counter on which nothing has been counted. */
export function newCounter(limit: RateLimit, now: number): Counter {
  const { per, algorithm } = limit
  if (typeof per === 'string') return new Quota(limit, per, now)
  return algorithm === 'sliding-window' ? new SlidingWindow(limit, per, now) : new TokenBucket(limit, per, now)
}

/** What tells counters of one allowance apart: what one kind of counter holds means nothing to another. */
export function counterId({ per, algorithm }: RateLimit): string {
  return algorithm === 'sliding-window' ? `${per} sliding` : `${per}`
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
    this.adopt(limit)
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

  full(): number {
    return ((this.limit.burst - this.left) * this.#per) / this.limit.requests
  }

  isIdle(now: number): boolean {
    return this.left + ((now - this.#at) * this.limit.requests) / this.#per >= this.limit.burst
  }
}

/** A window is counted in this many parts. */
export const windowParts = 16

/**
 * Lets `requests` pass in any stretch of time as long as `per`, and never more: the window slides by parts, and the part that it has
 * half left is counted whole. So a request is forgotten up to a sixteenth of `per` later than it might be.
 */
class SlidingWindow extends Counter {
  /** Of each part that may be in the window, in a ring. */
  readonly #counts: number[] = new Array(windowParts + 1).fill(0)
  readonly #width: number
  #total = 0
  /** The number of the latest part. */
  #part: number

  constructor(limit: RateLimit, per: number, now: number) {
    super(limit)
    this.#width = per / windowParts
    this.#part = Math.floor(now / this.#width)
  }

  get left(): number {
    return this.limit.requests - this.#total
  }

  renew(limit: RateLimit, now: number): void {
    this.adopt(limit)
    const part = Math.floor(now / this.#width)
    if (part <= this.#part) return
    for (let gone = Math.max(this.#part + 1, part - windowParts); gone <= part; gone++) this.#count(gone, 0)
    this.#part = part
  }

  spend(requests: number): void {
    if (requests < 0) this.#takeBack(-requests)
    else this.#count(this.#part, this.#countOf(this.#part) + requests)
  }

  /** The oldest first: it is not known of which part they are, and no window may forget what passed in it. */
  #takeBack(requests: number): void {
    for (let [part, rest] = [this.#part - windowParts, requests]; part <= this.#part && rest > 0; part++) {
      const taken = Math.min(rest, this.#countOf(part))
      this.#count(part, this.#countOf(part) - taken)
      rest -= taken
    }
  }

  wait(now: number): number {
    let missing = 1 - this.left
    if (missing <= 0) return 0
    let part = this.#part - windowParts
    for (; part < this.#part; part++) {
      missing -= this.#countOf(part)
      if (missing <= 0) break
    }
    return Math.max(1, this.#end(part) - now)
  }

  full(now: number): number {
    let part = this.#part
    while (part > this.#part - windowParts && this.#countOf(part) === 0) part -= 1
    return this.#total === 0 ? 0 : Math.max(0, this.#end(part) - now)
  }

  isIdle(now: number): boolean {
    return this.#total <= 0 || now >= this.#end(this.#part)
  }

  /** When a part is counted no longer. */
  #end(part: number): number {
    return (part + windowParts + 1) * this.#width
  }

  #countOf(part: number): number {
    return this.#counts[part % (windowParts + 1)] ?? 0
  }

  #count(part: number, requests: number): void {
    this.#total += requests - this.#countOf(part)
    this.#counts[part % (windowParts + 1)] = requests
  }
}

/** What was used of a quota in the period that ends at `end`, the first millisecond of the next. */
export interface Used {
  readonly end: number
  readonly requests: number
}

/** Lets `requests` pass in each period of the calendar. */
export class Quota extends Counter {
  /** Told once when something was counted, and again after `take`. */
  onSpent: (() => void) | null = null
  readonly #per: CalendarPeriod
  #used = 0
  #start: number
  #end: number
  #isTold = false

  constructor(limit: RateLimit, per: CalendarPeriod, now: number) {
    super(limit)
    this.#per = per
    const { start, end } = periodOf(per, now)
    this.#start = start
    this.#end = end
  }

  get left(): number {
    return this.limit.requests - this.#used
  }

  renew(limit: RateLimit, now: number): void {
    this.adopt(limit)
    const { start, end } = periodOf(this.#per, now)
    if (start <= this.#start) return
    this.#start = start
    this.#end = end
    this.#used = 0
    // Months are not equally long.
    this.policy = ''
  }

  spend(requests: number): void {
    this.#used += requests
    if (this.#isTold || this.onSpent === null) return
    this.#isTold = true
    this.onSpent()
  }

  wait(now: number): number {
    return this.left >= 1 ? 0 : this.#end - now
  }

  full(now: number): number {
    return Math.max(0, this.#end - now)
  }

  isIdle(now: number): boolean {
    return this.#used <= 0 || now >= this.#end
  }

  /** Goes on from what was used before, where that was in the same period. */
  resume({ end, requests }: Used): void {
    if (end === this.#end) this.#used += requests
  }

  get used(): Used {
    return { end: this.#end, requests: this.#used }
  }

  /** What was used, for whoever keeps it; tells again when more is. */
  take(): Used {
    this.#isTold = false
    return this.used
  }
}
