import { LRUCache } from 'lru-cache'
import type { RateLimit } from '../../snapshot/snapshot.ts'
import { type Counter, newCounter } from './counter.ts'
import type { Counters, Draw, Drawn } from './counters.ts'

/** Counters in the memory of this process. */
export class MemoryCounters implements Counters {
  readonly #counters: LRUCache<string, Counter>

  /** @param capacity those used last are remembered: an attacker with many addresses must not fill the memory. */
  constructor(capacity = 200_000) {
    this.#counters = new LRUCache({ max: capacity })
  }

  /** The counter of a key as it is now. For those in the same process, who need not wait for an answer. */
  counterOf(key: string, limit: RateLimit, now: number): Counter {
    let counter = this.#counters.get(key)
    if (counter === undefined) {
      counter = newCounter(limit, now)
      this.#counters.set(key, counter)
    }
    counter.renew(limit, now)
    return counter
  }

  async draw(draws: readonly Draw[], now: number): Promise<readonly Drawn[]> {
    return draws.map(({ key, limit, wanted, passed }) => {
      const counter = this.counterOf(key, limit, now)
      counter.spend(passed)
      const granted = Math.max(0, Math.min(wanted, Math.floor(counter.left)))
      counter.spend(granted)
      return { granted, left: counter.left, wait: counter.wait(now) }
    })
  }

  async close(): Promise<void> {}
}
