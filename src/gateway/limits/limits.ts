/**
 * Limits: what a request counts against, and what its caller is told. A request claims every limit that holds for it; it passes when
 * all of them have room, and only then is it counted: a refused request costs nothing.
 */
import type { RateLimit } from '../../snapshot/snapshot.ts'
import type { Exchange } from '../exchange.ts'
import type { Problem } from '../problem.ts'
import type { Counter } from './counter.ts'
import { announce, tooMany } from './fields.ts'
import { MemoryCounters } from './memory-counters.ts'

/** A limit and whose requests count against it. Equal keys share an allowance. */
export interface Claim {
  readonly key: string
  readonly limit: RateLimit
  /** What answers call the limit; a word. */
  readonly name: string
}

export interface Limits {
  /**
   * Counts the exchange against its claims, or answers 429 with the longest wait. Says in `answerHeaders` how much is left. A promise only
   * where it must ask somebody else.
   */
  settle(exchange: Exchange): Problem | undefined | Promise<Problem | undefined>
  /** Tells whoever counts elsewhere what it must know. */
  close(): Promise<void>
}

/** Nobody else is asked, so nothing waits. */
export interface LocalLimits extends Limits {
  settle(exchange: Exchange): Problem | undefined
}

/** Limits that are counted in the memory of this process. */
export function createLimits(counters = new MemoryCounters()): LocalLimits {
  return {
    settle(exchange: Exchange): Problem | undefined {
      const { claims, now } = exchange
      if (claims.length === 0) return undefined
      const claimed: Counter[] = []
      let isRefused = false
      for (const { key, limit } of claims) {
        const counter = counters.counterOf(key, limit, now)
        claimed.push(counter)
        if (counter.left < 1) isRefused = true
      }
      if (isRefused) return tooMany(exchange, claimed)
      for (const counter of claimed) counter.spend(1)
      announce(exchange, claimed)
      return undefined
    },
    async close() {},
  }
}
