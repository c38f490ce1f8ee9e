/**
 * What judgement may ask of the outside without knowing it. Everything else that reaches out is declared as a port by the
 * folder whose words it uses (`review/judge.ts`, `release/releaser.ts`, `snapshot/source.ts`, …) and implemented in layer 5.
 */

/** The time. Handed in, so that a verdict can be replayed and a test does not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/**
 * Answers kept by content. An answer stands as long as every file it looked at still has the same blob, so a key is never
 * guessed in advance: the computation reports what it read, and a later question is answered from memory when all of that is
 * unchanged. Only pure computations may be kept: nothing that reads the clock.
 */
export interface Memo {
  /**
   * @param question names the computation and every option it depends on, e.g. `lint/1 ruleset=ab12 payments/v2`.
   * @param blobOf   the blob id of a path today; `undefined` where there is no such file.
   * @param compute  answers, and lists the paths it looked at (also those it looked for in vain).
   */
  answer<T>(
    question: string,
    blobOf: (path: string) => string | undefined,
    compute: () => Promise<{ readonly answer: T; readonly read: readonly string[] }>,
  ): Promise<T>
}
