/**
 * Limits whose allowances are counted by the first process, for all workers together. To ask it for every request would cost more
 * than the request: a worker draws some at a time and spends them by itself. It never spends what it has not drawn, so workers together
 * let no more through than one process would. What one has drawn and not spent the others lack, until it gives it back.
 */
import type { RateLimit } from '../../snapshot/snapshot.ts'
import type { Exchange } from '../exchange.ts'
import { periodOf } from '../limits/calendar.ts'
import type { Counters, Draw } from '../limits/counters.ts'
import { type Allowance, announce, tooMany } from '../limits/fields.ts'
import type { Claim, Limits } from '../limits/limits.ts'
import type { Problem } from '../problem.ts'

/** Of what is left, the part that a worker draws at a time; and at most so many. */
const [part, most] = [16, 1_000] as const
/** Milliseconds after which a worker gives back what it has not begun to spend, and asks again where there was nothing. */
const holding = 50

/** @param counters of the first process. */
export function leasedLimits(counters: Pick<Counters, 'draw'>): Limits {
  const leases = new Map<string, Lease>()
  const asking = new Asking(counters)

  function leaseOf({ key, limit }: Claim): Lease {
    let lease = leases.get(key)
    if (lease === undefined) {
      lease = new Lease(key, limit)
      leases.set(key, lease)
    }
    if (lease.limit !== limit) {
      giveBack(lease)
      lease.adopt(limit)
    }
    lease.isUsed = true
    return lease
  }

  function giveBack(lease: Lease): void {
    if (lease.held > 0)
      void asking.draw({ key: lease.key, limit: lease.limit, wanted: 0, passed: -lease.held }).catch(() => undefined)
    lease.held = 0
  }

  const sweep = setInterval(() => {
    for (const lease of leases.values()) {
      if (!lease.isUsed && lease.drawing === null) {
        giveBack(lease)
        leases.delete(lease.key)
      }
      lease.isUsed = false
    }
  }, holding).unref()

  async function settleAsking(exchange: Exchange, claimed: readonly Lease[]): Promise<Problem | undefined> {
    for (;;) {
      const missing = claimed.filter(({ held }) => held < 1)
      if (missing.length === 0) return spend(exchange, claimed)
      if (missing.some((lease) => lease.isEmpty(Date.now()))) return tooMany(exchange, claimed)
      await Promise.all(missing.map((lease) => lease.drawMore(asking)))
    }
  }

  return {
    settle(exchange) {
      if (exchange.claims.length === 0) return undefined
      const claimed = exchange.claims.map(leaseOf)
      for (const { held } of claimed) if (held < 1) return settleAsking(exchange, claimed)
      return spend(exchange, claimed)
    },
    async close() {
      clearInterval(sweep)
    },
  }
}

function spend(exchange: Exchange, claimed: readonly Lease[]): undefined {
  for (const lease of claimed) lease.held -= 1
  announce(exchange, claimed)
}

/** What a worker has of one allowance. */
class Lease implements Allowance {
  readonly key: string
  limit: RateLimit
  policy = ''
  /** Drawn, and not spent. */
  held = 0
  isUsed = true
  drawing: Promise<void> | null = null
  /** As the first process said last: what nobody had drawn, and when there would be one more. */
  #rest: number
  #next = 0
  /** Until when it need not be asked again. */
  #emptyUntil = 0

  constructor(key: string, limit: RateLimit) {
    this.key = key
    this.limit = limit
    this.#rest = typeof limit.per === 'string' ? limit.requests : limit.burst
  }

  get left(): number {
    return this.#rest + this.held
  }

  adopt(limit: RateLimit): void {
    this.limit = limit
    this.policy = ''
    this.#emptyUntil = 0
  }

  isEmpty(now: number): boolean {
    return now < this.#emptyUntil
  }

  wait(now: number): number {
    return this.held >= 1 ? 0 : Math.max(0, this.#next - now)
  }

  /** Of a sliding window the longest it can be: only the first process knows its parts. */
  full(now: number): number {
    const { per, burst, requests, algorithm } = this.limit
    if (typeof per === 'string') return periodOf(per, now).end - now
    return algorithm === 'sliding-window' ? per : ((burst - this.left) * per) / requests
  }

  /** Calls that come meanwhile share what comes of it. */
  drawMore(asking: Asking): Promise<void> {
    this.drawing ??= this.#draw(asking).finally(() => {
      this.drawing = null
    })
    return this.drawing
  }

  async #draw(asking: Asking): Promise<void> {
    const { key, limit } = this
    const wanted = Math.min(most, Math.max(1, Math.floor(this.#rest / part)))
    const { granted, left, wait } = await asking.draw({ key, limit, wanted, passed: 0 })
    const now = Date.now()
    this.held += granted
    this.#rest = left
    this.#next = now + wait
    this.#emptyUntil = granted > 0 ? 0 : now + Math.min(Math.max(1, wait), holding)
  }
}

type Drawing = ReturnType<Counters['draw']>

/** What is drawn in one turn of the event loop is asked for at once. */
class Asking {
  readonly #counters: Pick<Counters, 'draw'>
  #draws: Draw[] = []
  #answers: Drawing | null = null

  constructor(counters: Pick<Counters, 'draw'>) {
    this.#counters = counters
  }

  async draw(draw: Draw) {
    const index = this.#draws.push(draw) - 1
    this.#answers ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const draws = this.#draws
        this.#draws = []
        this.#answers = null
        this.#counters.draw(draws, Date.now()).then(resolve, reject)
      })
    })
    const drawn = (await this.#answers)[index]
    if (drawn === undefined) throw new Error('the first process left a draw without an answer')
    return drawn
  }
}
