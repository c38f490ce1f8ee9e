import type { RateLimit } from '../../snapshot/snapshot.ts'

/** What somebody asks of one allowance. */
export interface Draw {
  /** Whose requests are counted: equal keys share an allowance. */
  readonly key: string
  readonly limit: RateLimit
  /** Requests that would like to pass. */
  readonly wanted: number
  /** Requests that passed before and are counted whatever is left; less than 0: drawn ones that are given back. */
  readonly passed: number
}

export interface Drawn {
  /** How many of those wanted may pass: they are counted. */
  readonly granted: number
  /** What is left after that; a fraction is on its way. Less than 0 where more passed than may. */
  readonly left: number
  /** Milliseconds until one more may pass; 0 where one may now. */
  readonly wait: number
}

/**
 * The port to where allowances are counted that several gateways, or several processes of one, have in common. Counters are made when
 * first drawn from, and forgotten when a new one would say the same.
 */
export interface Counters {
  /**
   * Draws from each allowance, each by itself and atomically, and answers in the same order; asked for nothing, it only says that it is
   * there. Rejects where it is not: what became of the draws is then not known.
   * @param now milliseconds since the epoch, by the clock of whoever asks.
   */
  draw(draws: readonly Draw[], now: number): Promise<readonly Drawn[]>
  close(): Promise<void>
}
