/** One after the other, by key: two writes to one repository must not read the same before. */

export interface Turns {
  /** Runs `work` when everything begun earlier under the key has ended, however it ended. */
  take<T>(key: number, work: () => Promise<T>): Promise<T>
}

export function turns(): Turns {
  const tails = new Map<number, Promise<unknown>>()
  return {
    async take(key, work) {
      const before = tails.get(key) ?? Promise.resolve()
      const mine = before.then(work, work)
      const tail = mine.catch(() => undefined)
      tails.set(key, tail)
      try {
        return await mine
      } finally {
        if (tails.get(key) === tail) tails.delete(key)
      }
    },
  }
}
