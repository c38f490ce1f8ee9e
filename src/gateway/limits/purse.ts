import type { RateLimit } from '../../snapshot/snapshot.ts'
import { periodOf } from './calendar.ts'
import { type Counter, newCounter } from './counter.ts'
import type { Draw, Drawn } from './counters.ts'
import type { Allowance } from './fields.ts'

/** Milliseconds: who draws again sooner draws more. */
const briefly = 1000

/**
 * What this process has drawn of an allowance that is counted elsewhere, and not spent yet. Callers that come slowly draw request by
 * request; those that come fast draw twice as many each time, up to `slackOf`, so that few of their requests wait for an answer. What is
 * not needed is given back (`excess`), so that others may spend it and nothing is spent long after it was counted.
 */
export class Purse implements Allowance {
  readonly key: string
  limit: RateLimit
  policy = ''
  /** Requests that wait for what is being drawn. */
  waiting = 0
  /** What is being drawn; resolves when that is answered, or when nobody should wait for it any more. */
  drawing: Promise<void> | null = null
  #held = 0
  /** What was left for all after the last draw, and when that was. */
  #rest: number
  #drawnAt = Number.NEGATIVE_INFINITY
  #lease = 1
  /** Passed since `excess` was asked for. */
  #spent = 0
  /** When one more may pass, where none was left. */
  #moreAt = 0
  /** Counts while the store is away. */
  #alone: Counter | null = null
  /** Passed while it was, and not told yet; less than 0: to be given back. */
  #owed = 0
  /** Of a quota: the end of its period. */
  #end = Number.POSITIVE_INFINITY

  readonly #holding: number

  /** @param holding milliseconds between two calls of `excess`; who was refused is not asked for again sooner. */
  constructor(key: string, limit: RateLimit, now: number, holding: number) {
    this.key = key
    this.limit = limit
    this.#holding = holding
    this.#rest = roomOf(limit)
    if (typeof limit.per === 'string') this.#end = periodOf(limit.per, now).end
  }

  renew(limit: RateLimit, now: number): void {
    if (limit !== this.limit) {
      this.limit = limit
      this.policy = ''
      this.#moreAt = 0
      // Drawn by another rule: the store says what it is worth by this one.
      this.#owed -= this.#held
      this.#held = 0
    }
    if (typeof limit.per === 'number' || now < this.#end) return
    this.#end = periodOf(limit.per, now).end
    this.policy = ''
    this.#held = this.#owed = this.#moreAt = 0
    this.#rest = limit.requests
    this.#alone = null
  }

  get left(): number {
    return this.#held + Math.max(0, this.#alone?.left ?? this.#rest)
  }

  wait(now: number): number {
    if (this.#held >= 1) return 0
    if (this.#alone !== null) return this.#alone.wait(now)
    return this.#rest >= 1 ? 0 : Math.max(1, this.#moreAt - now)
  }

  full(now: number): number {
    const { per, requests, burst } = this.limit
    if (typeof per === 'string') return Math.max(0, this.#end - now)
    return this.limit.algorithm === 'sliding-window' ? per : (Math.max(0, burst - this.left) * per) / requests
  }

  /** Whether a request may pass; `null` where only the store knows. @param isAway nobody can ask it. */
  mayPass(now: number, isAway: boolean): boolean | null {
    if (!isAway) this.#alone = null
    if (this.#held >= 1) return true
    if (isAway) return this.limit.whenAway !== 'refuse' && this.#countAlone(now).left >= 1
    return this.#rest < 1 && now < Math.min(this.#moreAt, this.#drawnAt + this.#holding) ? false : null
  }

  /** Goes on from what the store said last; where it said nothing, from a whole allowance. */
  #countAlone(now: number): Counter {
    if (this.#alone === null) {
      const isKnown = this.#drawnAt !== Number.NEGATIVE_INFINITY
      this.#alone = newCounter(this.limit, isKnown ? this.#drawnAt : now)
      if (isKnown) this.#alone.spend(this.#alone.left - this.#rest)
    }
    this.#alone.renew(this.limit, now)
    return this.#alone
  }

  /** One request passes. */
  spend(now: number): void {
    if (this.#held >= 1) {
      this.#held -= 1
      this.#spent += 1
      return
    }
    this.#countAlone(now).spend(1)
    this.#owed += 1
  }

  /** Whether to draw before what is held runs out. */
  get isLow(): boolean {
    return this.drawing === null && this.#rest >= 1 && this.#held * 2 < this.#lease && this.#lease > 1
  }

  /** What to ask the store for now. `credit` or `failed` must follow. */
  nextDraw(now: number): Draw {
    this.#lease = now - this.#drawnAt > briefly ? 1 : Math.min(slackOf(this.limit), this.#lease * 2)
    this.#drawnAt = now
    const passed = this.#owed
    this.#owed = 0
    return { key: this.key, limit: this.limit, wanted: Math.max(this.waiting, this.#lease - this.#held), passed }
  }

  /** The store has answered; perhaps late, when a period is over in which it was asked. */
  credit({ granted, left, wait }: Drawn, askedAt: number): void {
    if (!this.#isCurrent(askedAt)) return
    this.#held += granted
    this.#rest = left
    this.#moreAt = askedAt + wait
  }

  /** In doubt it is against the caller: what passed is told again, what was given back is not. */
  failed({ passed }: Draw, askedAt: number): void {
    if (passed > 0 && this.#isCurrent(askedAt)) this.#owed += passed
  }

  #isCurrent(time: number): boolean {
    return typeof this.limit.per === 'number' || periodOf(this.limit.per, time).end === this.#end
  }

  get isHolding(): boolean {
    return this.#held >= 1
  }

  /** What is held beyond what passed since this was asked before, to be given back; `null`: nothing. */
  excess(now: number): Draw | null {
    const needed = this.#spent
    this.#spent = 0
    if (this.waiting > 0 || this.drawing !== null || this.#held <= needed) return null
    this.#lease = Math.max(1, needed)
    return this.#giveBack(this.#held - needed, now)
  }

  /** What the store should know before this is forgotten; `null` where it can be. */
  farewell(now: number): Draw | null {
    return this.#giveBack(this.#held, now)
  }

  #giveBack(unneeded: number, now: number): Draw | null {
    const passed = this.#owed - unneeded
    this.#held -= unneeded
    this.#owed = 0
    // What was counted in a period that is over is worth nothing in the next.
    if (passed === 0 || now >= this.#end) return null
    return { key: this.key, limit: this.limit, wanted: 0, passed }
  }

  /** Whether a new one would do. */
  isIdle(now: number): boolean {
    if (this.waiting > 0 || this.drawing !== null) return false
    if (typeof this.limit.per === 'string') return now >= this.#end || (this.#held === 0 && this.#owed === 0)
    return this.#owed === 0 && now - this.#drawnAt > (roomOf(this.limit) * this.limit.per) / this.limit.requests
  }
}

/** Requests of one allowance that a process may have drawn ahead: a twentieth of it, at least one and at most 1,000. */
export function slackOf(limit: RateLimit): number {
  return Math.min(1000, Math.max(1, Math.floor(roomOf(limit) / 20)))
}

function roomOf({ per, requests, burst, algorithm }: RateLimit): number {
  return typeof per === 'string' || algorithm === 'sliding-window' ? requests : burst
}
