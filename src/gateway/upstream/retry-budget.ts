/** Seconds over which requests and retries are held against each other. */
const seconds = 10
/** Retries a second that are granted however few requests there are: one failure in a quiet hour may be retried. */
const floor = 3

/**
 * How many requests of an upstream may be sent once more. Where everything fails, retries would otherwise multiply the load just
 * when there is least room for it.
 */
export class RetryBudget {
  /** Retries that were granted since the process began, and those that were not. */
  granted = 0
  refused = 0
  readonly #share: number
  readonly #floor: number
  /** The last ten seconds that had requests, oldest first. */
  readonly #seconds: Second[] = []

  /**
   * @param percent of the requests of the last ten seconds.
   * @param processes share what is granted whatever there are.
   */
  constructor(percent: number, processes: number) {
    this.#share = percent / 100
    this.#floor = (floor * seconds) / processes
  }

  /** A request is sent for the first time. @param now milliseconds since the epoch. */
  requested(now: number): void {
    this.#current(now).requests += 1
  }

  /** Whether one may be sent once more, which is then counted. */
  grants(now: number): boolean {
    const current = this.#current(now)
    let [requests, retries] = [0, 0]
    for (const each of this.#seconds) {
      requests += each.requests
      retries += each.retries
    }
    if (retries >= this.#floor + requests * this.#share) {
      this.refused += 1
      return false
    }
    current.retries += 1
    this.granted += 1
    return true
  }

  #current(now: number): Second {
    const at = Math.floor(now / 1000)
    const last = this.#seconds.at(-1)
    if (last !== undefined && last.at >= at) return last
    while ((this.#seconds[0]?.at ?? at) <= at - seconds) this.#seconds.shift()
    const current = { at, requests: 0, retries: 0 }
    this.#seconds.push(current)
    return current
  }
}

interface Second {
  /** Since the epoch. */
  readonly at: number
  requests: number
  retries: number
}
