import { messageOf } from '../../base/errors.ts'
import type { Clock } from '../../base/ports.ts'
import { MemoryCounters } from './memory-counters.ts'
import { openQuotaFile } from './quota-file.ts'

/** The counters of a process, with who looks after them. */
export interface KeptCounters {
  readonly counters: MemoryCounters
  /** Ends the looking after; what was used of quotas is on disk when it resolves. */
  close(): Promise<void>
}

/** Milliseconds. A process that is killed loses, for its callers, what was used of quotas since the last time. */
const writtenEvery = 5_000
const sweptEvery = 60_000

/**
 * Counters that forget what is idle, and keep what was used of quotas in the file at `path`; `null`: a restart begins them anew.
 * @param warn told of what cannot be read or written.
 */
export async function openCounters(
  path: string | null,
  clock: Clock,
  warn: (line: string) => void,
): Promise<KeptCounters> {
  const file = path === null ? null : await openQuotaFile(path, clock.now(), warn)
  const counters = new MemoryCounters(file ?? {})
  let writing = Promise.resolve()
  let hasFailed = false

  async function write(): Promise<void> {
    const spent = counters.takeSpent()
    if (file === null || (spent.length === 0 && !hasFailed)) return
    try {
      await file.write(spent, () => counters.used(clock.now()))
      hasFailed = false
    } catch (thrown) {
      if (!hasFailed) warn(`what is used of quotas cannot be kept: ${messageOf(thrown)}`)
      hasFailed = true
    }
  }
  function writeInTurn(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  const timers = [
    setInterval(() => void writeInTurn(), writtenEvery),
    setInterval(() => void counters.forgetIdle(clock.now()), sweptEvery),
  ]
  for (const timer of timers) timer.unref()
  return {
    counters,
    async close() {
      for (const timer of timers) clearInterval(timer)
      await writeInTurn()
    },
  }
}
