/** Things that several holders have at once, by key. */
interface Shared<T> {
  acquire(key: string, make: () => T): T
  release(key: string): void
  all(): readonly T[]
}

/** The last one to let go of a thing disposes of it. */
export function createShared<T>(dispose: (thing: T) => void): Shared<T> {
  const things = new Map<string, { readonly thing: T; holders: number }>()
  return {
    acquire(key, make) {
      const entry = things.get(key) ?? { thing: make(), holders: 0 }
      entry.holders += 1
      things.set(key, entry)
      return entry.thing
    },
    release(key) {
      const entry = things.get(key)
      if (entry === undefined || --entry.holders > 0) return
      things.delete(key)
      dispose(entry.thing)
    },
    all: () => [...things.values()].map(({ thing }) => thing),
  }
}
