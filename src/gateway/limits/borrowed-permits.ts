import type { PermitDraw, Permits, PermitsDrawn } from './permits.ts'

/** Milliseconds after which a permit that nobody needed is given back. */
const holding = 100

/** The first process; see `LocalPermits.lend`. */
type Lender = (draws: readonly PermitDraw[]) => readonly PermitsDrawn[] | Promise<readonly PermitsDrawn[]>

/**
 * Permits that the first process hands out, for all workers together: at no time are there more than it has. Far from the limit a
 * worker keeps what a request gives back for the next one, for a moment, so that most need not ask; near the limit others may want it.
 */
export class BorrowedPermits implements Permits {
  readonly #draw: Lender
  readonly #keys = new Map<string, Held>()
  /** What is asked for in this turn of the event loop, together. */
  #asking: { readonly draw: PermitDraw; readonly answered: (drawn: PermitsDrawn | null) => void }[] = []
  readonly #timer = setInterval(() => this.#giveBackIdle(), holding).unref()

  constructor(draw: Lender) {
    this.#draw = draw
  }

  acquire(key: string, most: number): boolean | Promise<boolean> {
    const held = this.#heldOf(key, most)
    if (held.idle === 0) return this.#borrow(key, held)
    held.idle -= 1
    held.leastIdle = Math.min(held.leastIdle, held.idle)
    held.taken += 1
    return true
  }

  release(key: string): void {
    const held = this.#keys.get(key)
    if (held === undefined) return
    held.taken -= 1
    if (held.free * 2 >= held.most) held.idle += 1
    else this.#giveBack(key, held, 1)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #heldOf(key: string, most: number): Held {
    const held = this.#keys.get(key) ?? { most, taken: 0, idle: 0, leastIdle: 0, free: 0 }
    held.most = most
    this.#keys.set(key, held)
    return held
  }

  async #borrow(key: string, held: Held): Promise<boolean> {
    // Counted while it is asked for, so that what is known of the key is not forgotten meanwhile.
    held.taken += 1
    const drawn = await this.#ask({ key, most: held.most, wanted: 1, back: 0 })
    // Without the first process this one ends, too.
    if (drawn === null) return true
    held.free = drawn.free
    if (drawn.granted === 1) return true
    held.taken -= 1
    return false
  }

  #giveBack(key: string, held: Held, back: number): void {
    void this.#ask({ key, most: held.most, wanted: 0, back }).then((drawn) => {
      if (drawn !== null) held.free = drawn.free
    })
  }

  #giveBackIdle(): void {
    for (const [key, held] of this.#keys) {
      if (held.leastIdle > 0) {
        held.idle -= held.leastIdle
        this.#giveBack(key, held, held.leastIdle)
      }
      held.leastIdle = held.idle
      if (held.idle === 0 && held.taken === 0) this.#keys.delete(key)
    }
  }

  #ask(draw: PermitDraw): Promise<PermitsDrawn | null> {
    return new Promise((answered) => {
      if (this.#asking.length === 0) setImmediate(() => void this.#send())
      this.#asking.push({ draw, answered })
    })
  }

  async #drawn(draws: readonly PermitDraw[]): Promise<readonly PermitsDrawn[]> {
    try {
      return await this.#draw(draws)
    } catch {
      return []
    }
  }

  async #send(): Promise<void> {
    const asking = this.#asking
    this.#asking = []
    const drawn = await this.#drawn(asking.map(({ draw }) => draw))
    asking.forEach(({ answered }, index) => {
      answered(drawn[index] ?? null)
    })
  }
}

/** What this worker has of one key. */
interface Held {
  most: number
  /** Of requests that are in flight, or being asked for. */
  taken: number
  /** Not needed for now. */
  idle: number
  /** The fewest that were idle since they were looked at. */
  leastIdle: number
  /** What the first process had left for all when it was asked last. */
  free: number
}
