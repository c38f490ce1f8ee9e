/** How many may be at something at once: each has a permit while it is, and there are so many of a key. */
export interface Permits {
  /**
   * Takes a permit, or answers false where all are taken; a promise only where somebody else must be asked. Whoever got one calls
   * `release`, once.
   * @param most how many there are of this key.
   */
  acquire(key: string, most: number): boolean | Promise<boolean>
  release(key: string): void
}

/** What a worker asks of the first process: `wanted` permits of a key of which there are `most`, after giving back some. */
export interface PermitDraw {
  readonly key: string
  readonly most: number
  readonly wanted: number
  readonly back: number
}

export interface PermitsDrawn {
  readonly granted: number
  /** What is left for all. */
  readonly free: number
}

/** Permits that only this process hands out. */
export class LocalPermits implements Permits {
  readonly #taken = new Map<string, number>()

  acquire(key: string, most: number): boolean {
    const taken = this.#taken.get(key) ?? 0
    if (taken >= most) return false
    this.#taken.set(key, taken + 1)
    return true
  }

  release(key: string, count = 1): void {
    const left = (this.#taken.get(key) ?? 0) - count
    if (left > 0) this.#taken.set(key, left)
    else this.#taken.delete(key)
  }

  /** For another process; what that one has not given back when it ends, `end` does. */
  lend(): { readonly draw: (draws: readonly PermitDraw[]) => readonly PermitsDrawn[]; readonly end: () => void } {
    const lent = new Map<string, number>()
    return {
      draw: (draws) =>
        draws.map(({ key, most, wanted, back }) => {
          if (back > 0) this.release(key, back)
          let granted = 0
          while (granted < wanted && this.acquire(key, most)) granted += 1
          const has = (lent.get(key) ?? 0) - back + granted
          if (has > 0) lent.set(key, has)
          else lent.delete(key)
          return { granted, free: Math.max(0, most - (this.#taken.get(key) ?? 0)) }
        }),
      end: () => {
        for (const [key, count] of lent) this.release(key, count)
        lent.clear()
      },
    }
  }
}
