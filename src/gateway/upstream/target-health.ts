/** Failures in a row after which a target gets nothing for a while. */
const failuresToEject = 5
/** Milliseconds of the first time; each further one in a row is twice as long. */
const firstEjection = 10_000
const longestEjection = 300_000
/** Milliseconds for which a target that refused a connection is passed over: it may just be starting. */
const skipFor = 2_000
/** Probes in a row that make a target that was up count as down, and the other way round. */
const probesToTurn = 2

/**
 * What is known of a target: what its probes say, and how the requests it got went. It outlives snapshots. Times are milliseconds
 * since the epoch.
 */
export class TargetHealth {
  /** How often it was ejected since the process began. */
  ejections = 0
  #isDown = false
  #probesAgainst = 0
  #isProbed = false
  #failures = 0
  #skippedUntil = 0
  #ejectedUntil = 0
  #ejectedFor = 0

  isAvailable(now: number): boolean {
    return !this.#isDown && this.#skippedUntil <= now && this.#ejectedUntil <= now
  }

  isEjected(now: number): boolean {
    return this.#ejectedUntil > now
  }

  /** The first probe decides at once: a target that is down when the gateway starts should get nothing. */
  probed(isGood: boolean): void {
    if (isGood !== this.#isDown) this.#probesAgainst = 0
    else if (++this.#probesAgainst >= probesToTurn || !this.#isProbed) {
      this.#isDown = !isGood
      this.#probesAgainst = 0
    }
    this.#isProbed = true
  }

  /** It refused a connection, or there was none in time. */
  refused(now: number): void {
    this.#skippedUntil = now + skipFor
  }

  /** A request went wrong there. True where it has failed often enough to be ejected. */
  failed(): boolean {
    this.#failures += 1
    return this.#failures >= failuresToEject
  }

  succeeded(now: number): void {
    if (this.#failures === 0) return
    this.#failures = 0
    // Well for as long again as it was away: the next time begins small.
    if (now > this.#ejectedUntil + this.#ejectedFor) this.#ejectedFor = 0
  }

  eject(now: number): void {
    this.ejections += 1
    this.#ejectedFor = this.#ejectedFor === 0 ? firstEjection : Math.min(this.#ejectedFor * 2, longestEjection)
    this.#ejectedUntil = now + this.#ejectedFor
    // When it is back, one more failure is enough.
    this.#failures = failuresToEject - 1
  }
}
