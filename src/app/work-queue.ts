import type { StopReason } from '../workflow/stop.ts'

/**
 * Work by key: one at a time for each key, keys side by side up to a limit. Work is level-triggered, so two tasks of a key ask the
 * same question: a task that waits is joined by the next, and one that runs may be told that it is out of date. A signal is aborted
 * with a `StopReason`.
 */
export interface WorkQueue {
  /**
   * Resolves when a task of this key that began after the call has ended; rejects with what it threw.
   * `supersede`: the task that runs is aborted, as what it looks at has changed.
   */
  run(key: string, task: Task, options?: { readonly supersede?: boolean }): Promise<void>
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>
  /** Aborts what runs, refuses what waits, and resolves when all has ended. */
  close(): Promise<void>
}

type Task = (signal: AbortSignal) => Promise<void>

export function openWorkQueue(limit: number): WorkQueue {
  const lanes = new Map<string, Lane>()
  let free = limit
  let isClosed = false
  const idlers: (() => void)[] = []

  const pump = () => {
    for (const [key, lane] of lanes) {
      if (free === 0) return
      if (lane.running || !lane.next) continue
      const { task, done } = lane.next
      lane.next = null
      lane.running = new AbortController()
      free -= 1
      const { signal } = lane.running
      void Promise.resolve()
        .then(() => task(signal))
        .then(done.resolve, done.reject)
        .finally(() => {
          lane.running = null
          free += 1
          if (!lane.next) lanes.delete(key)
          if (lanes.size === 0) for (const resolve of idlers.splice(0)) resolve()
          pump()
        })
    }
  }

  const idle = () => (lanes.size === 0 ? Promise.resolve() : new Promise<void>((resolve) => idlers.push(resolve)))
  return {
    run(key, task, { supersede = false } = {}) {
      if (isClosed) return Promise.reject(new Error('closing'))
      const lane = lanes.get(key) ?? { running: null, next: null }
      lanes.set(key, lane)
      if (supersede) lane.running?.abort('superseded' satisfies StopReason)
      lane.next ??= { task, done: Promise.withResolvers<void>() }
      const { promise } = lane.next.done
      pump()
      return promise
    },
    idle,
    async close() {
      isClosed = true
      for (const [key, lane] of lanes) {
        lane.running?.abort('closing' satisfies StopReason)
        lane.next?.done.reject(new Error('closing'))
        lane.next = null
        if (!lane.running) lanes.delete(key)
      }
      await idle()
    },
  }
}

interface Lane {
  running: AbortController | null
  next: { readonly task: Task; readonly done: PromiseWithResolvers<void> } | null
}
