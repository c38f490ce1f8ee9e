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
  #interval = 0
  #last = performance.now()
  #timer: NodeJS.Timeout | undefined

  /** @param shortest the shortest time that is measured, in milliseconds. */
  constructor(shortest: number) {
    this.measure(shortest)
  }

  /** From now on, times as short as this are measured: to an eighth of it, and to 5 ms at the finest. */
  measure(shortest: number): void {
    const interval = Math.min(500, Math.max(5, shortest / 8))
    if (interval === this.#interval) return
    this.#interval = interval
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#look(), interval).unref()
  }

  #look(): void {
    const time = performance.now()
    this.now += Math.min(time - this.#last, this.#interval * 2)
    this.#last = time
    for (const watched of this.#watched) if (watched.deadline < this.now) watched.expire()
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
