import type { Logger } from 'pino'

/** Work that nobody waits for: it is kept in sight until it has ended, and what it throws is logged. */
export interface Errands {
  run(what: string, errand: () => Promise<unknown>): void
  /** Resolves when none is left, those included that others began. */
  idle(): Promise<void>
  /** From now on what ends is nobody's business: the program is going down, and a later start does it again. */
  abandon(): void
  readonly abandoned: boolean
}

export function openErrands(log: Logger): Errands {
  const under = new Set<Promise<void>>()
  let abandoned = false
  return {
    run(what, errand) {
      const running = errand().then(
        () => void under.delete(running),
        (err: unknown) => {
          under.delete(running)
          if (!abandoned) log.error({ err }, what)
        },
      )
      under.add(running)
    },
    async idle() {
      while (under.size > 0) await Promise.all(under)
    },
    abandon() {
      abandoned = true
    },
    get abandoned() {
      return abandoned
    },
  }
}
