import { messageOf } from '../../base/errors.ts'
import type { Clock } from '../../base/ports.ts'
import { MemoryCounters } from './memory-counters.ts'
import { openQuotaFile, type QuotaFile } from './quota-file.ts'

/** Milliseconds. A process that is killed loses, for its callers, what was used of quotas since the last time. */
const writtenEvery = 5_000
const sweptEvery = 60_000

/**
 * Counters that forget what is idle, and keep what was used of quotas in the file at `path`; `null`: a restart begins them anew. When
 * `close` resolves it is on disk.
 * @param warn told of what cannot be read or written.
 */
export async function openCounters(
  path: string | null,
  clock: Clock,
  warn: (line: string) => void,
): Promise<MemoryCounters> {
  return new KeptCounters(path === null ? null : await openQuotaFile(path, clock.now(), warn), clock, warn)
}

class KeptCounters extends MemoryCounters {
  readonly #file: QuotaFile | null
  readonly #clock: Clock
  readonly #warn: (line: string) => void
  readonly #timers: readonly NodeJS.Timeout[]
  #writing = Promise.resolve()
  #hasFailed = false

  constructor(file: QuotaFile | null, clock: Clock, warn: (line: string) => void) {
    super(file ?? {})
    this.#file = file
    this.#clock = clock
    this.#warn = warn
    this.#timers = [
      setInterval(() => void this.#writeInTurn(), writtenEvery).unref(),
      setInterval(() => void this.forgetIdle(clock.now()), sweptEvery).unref(),
    ]
  }

  #writeInTurn(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    const spent = this.takeSpent()
    if (this.#file === null || (spent.length === 0 && !this.#hasFailed)) return
    try {
      await this.#file.write(spent, () => this.used(this.#clock.now()))
      this.#hasFailed = false
    } catch (thrown) {
      if (!this.#hasFailed) this.#warn(`what is used of quotas cannot be kept: ${messageOf(thrown)}`)
      this.#hasFailed = true
    }
  }

  override async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#writeInTurn()
  }
}
