import { LRUCache } from 'lru-cache'
import { slices } from '../../snapshot/slices.ts'
import type { RateLimit } from '../../snapshot/snapshot.ts'
import { type Counter, newCounter, Quota, type Used } from './counter.ts'
import type { Counters, Draw, Drawn } from './counters.ts'

/** Counters in the memory of this process. */
export class MemoryCounters implements Counters {
  readonly #rates: LRUCache<string, Counter>
  /** Apart from rates: an attacker with many addresses must not make them forgotten. */
  readonly #quotas: LRUCache<string, Quota>
  /** Of quotas that nobody asked for since. */
  readonly #before: Map<string, Used>
  /** Quotas of which something was used since they were last taken. */
  readonly #spent: Map<string, Quota> | null

  /**
   * @param options.capacity of rates and of quotas each; those used last are remembered.
   * @param options.before what was used of quotas before this process began; they are then noted for `takeSpent`.
   */
  constructor(options: { readonly capacity?: number; readonly before?: ReadonlyMap<string, Used> } = {}) {
    const { capacity = 200_000, before } = options
    this.#rates = new LRUCache({ max: capacity })
    this.#quotas = new LRUCache({ max: capacity })
    this.#before = new Map(before)
    this.#spent = before === undefined ? null : new Map()
  }

  get size(): number {
    return this.#rates.size + this.#quotas.size
  }

  /** The counter of a key as it is now. For those in the same process, who need not wait for an answer. */
  counterOf(key: string, limit: RateLimit, now: number): Counter {
    const isRate = typeof limit.per === 'number'
    let counter = isRate ? this.#rates.get(key) : this.#quotas.get(key)
    if (counter === undefined) {
      counter = newCounter(limit, now)
      if (counter instanceof Quota) this.#remember(key, counter)
      else this.#rates.set(key, counter)
    }
    counter.renew(limit, now)
    return counter
  }

  #remember(key: string, quota: Quota): void {
    this.#quotas.set(key, quota)
    const before = this.#before.get(key)
    if (before !== undefined) quota.resume(before)
    this.#before.delete(key)
    if (this.#spent !== null) quota.onSpent = () => this.#spent?.set(key, quota)
  }

  /** What was used of each quota of which something was used since this was asked before. */
  takeSpent(): readonly (readonly [string, Used])[] {
    const spent = [...(this.#spent ?? [])].map(([key, quota]) => [key, quota.take()] as const)
    this.#spent?.clear()
    return spent
  }

  /** What was used of every quota of a period that is not over. */
  *used(now: number): Iterable<readonly [string, Used]> {
    for (const entry of this.#before) if (entry[1].end > now) yield entry
    for (const [key, quota] of [...this.#quotas.entries()].reverse()) if (!quota.isIdle(now)) yield [key, quota.used]
  }

  /** Forgets counters that say no more than new ones would, a few milliseconds at a time. */
  async forgetIdle(now: number): Promise<void> {
    const pause = slices()
    for (const counters of [this.#rates, this.#quotas])
      for (const key of [...counters.keys()]) {
        if (counters.peek(key)?.isIdle(now)) counters.delete(key)
        await pause()
      }
    for (const [key, { end }] of this.#before) if (end <= now) this.#before.delete(key)
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
