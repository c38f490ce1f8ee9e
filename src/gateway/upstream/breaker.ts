import type { Breaker as Settings } from '../../snapshot/snapshot.ts'

/** Milliseconds the circuit is open where the catalog does not say; each further time in a row it is twice as long. */
const firstPause = 5_000
const longestPause = 300_000

/** A request that may go to its upstream, until `leave`; or how long to wait, in milliseconds. */
export type Entry = { readonly leave: () => void } | { readonly refused: 'full' | 'open'; readonly wait: number }

/**
 * The circuit breaker of an upstream. Ejection takes a bad target from among good ones; this is for when they are all bad, or all
 * busy: callers are then told so at once, in place of waiting for what will fail, and the upstream gets the rest it needs.
 *
 * Closed until as many requests in a row failed as `failures` says, whichever target they went to; then open for `pause`; then one
 * request at a time tries, and the first that goes well closes it.
 */
export class Breaker {
  /** Requests that were turned away since the process began. */
  refused = 0
  readonly #settings: Settings
  readonly #room: number
  #inFlight = 0
  #failures = 0
  /** 0: closed. */
  #openUntil = 0
  #pause = 0
  #trying: symbol | null = null

  /** @param processes share the requests that may be in flight; each lets one in at least. */
  constructor(settings: Settings, processes: number) {
    this.#settings = settings
    this.#room = Math.max(1, Math.floor((settings.requests ?? Number.POSITIVE_INFINITY) / processes))
  }

  isOpen(now: number): boolean {
    return now < this.#openUntil
  }

  enter(now: number): Entry {
    if (this.isOpen(now)) return this.#refuse('open', this.#openUntil - now)
    if (this.#openUntil > 0 && this.#trying !== null) return this.#refuse('open', 1_000)
    if (this.#inFlight >= this.#room) return this.#refuse('full', 1_000)
    this.#inFlight += 1
    const entry = Symbol()
    if (this.#openUntil > 0) this.#trying = entry
    return {
      leave: () => {
        this.#inFlight -= 1
        // Its caller may have left before anything could be told of the upstream.
        if (this.#trying === entry) this.#trying = null
      },
    }
  }

  succeeded(now: number): void {
    this.#failures = 0
    // Those that were let in before tell nothing of now.
    if (this.#openUntil === 0 || this.isOpen(now)) return
    this.#openUntil = 0
    this.#pause = 0
    this.#trying = null
  }

  failed(now: number): void {
    const { failures = Number.POSITIVE_INFINITY, pause = firstPause } = this.#settings
    if (this.isOpen(now)) return
    this.#failures += 1
    if (this.#openUntil === 0 && this.#failures < failures) return
    this.#pause = this.#pause === 0 ? pause : Math.min(this.#pause * 2, Math.max(longestPause, pause))
    this.#openUntil = now + this.#pause
    this.#failures = 0
    this.#trying = null
  }

  #refuse(refused: 'full' | 'open', wait: number): Entry {
    this.refused += 1
    return { refused, wait }
  }
}
