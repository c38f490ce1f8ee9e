/** Something that must be over by its `deadline`. */
export interface Deadlined {
  /** In the time of the `Deadlines` it was given to; `Infinity`: no deadline. */
  readonly deadline: number
  /** Called once it has passed. */
  expire(): void
}

/**
 * One timer that looks at all deadlines, where a timer per request would cost a fifth of the throughput: a deadline is a number
 * that its owner moves. It is met up to one interval late. Time in which the process itself stood still is nobody's delay and
 * does not count.
 */
export class Deadlines {
  /** Milliseconds that have passed while the process was awake; of the last look, which is at most an interval ago. */
  now = 0
  readonly #watched = new Set<Deadlined>()
  readonly #timer: NodeJS.Timeout

  /** @param shortest the shortest time that is measured, in milliseconds. */
  constructor(shortest: number) {
    const interval = Math.min(500, Math.max(5, shortest / 8))
    let last = performance.now()
    this.#timer = setInterval(() => {
      const time = performance.now()
      this.now += Math.min(time - last, interval * 2)
      last = time
      for (const watched of this.#watched) if (watched.deadline < this.now) watched.expire()
    }, interval).unref()
  }

  watch(watched: Deadlined): void {
    this.#watched.add(watched)
  }

  forget(watched: Deadlined): void {
    this.#watched.delete(watched)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
