/** What callers can make the gateway say must not fill the operator's disk. */
export interface CappedLog {
  tell(line: string): void
  /** Says what was left out so far. */
  close(): void
}

/** @param most lines in a second that begins with its first; how many more there were is said when it is over. */
export function cappedLog(log: (line: string) => void, most: number): CappedLog {
  let told = 0
  let timer: NodeJS.Timeout | null = null

  function over(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (told > most) log(`lines of the last second that are left out here: ${told - most}`)
    told = 0
  }

  return {
    tell(line) {
      timer ??= setTimeout(over, 1_000).unref()
      told += 1
      if (told <= most) log(line)
    },
    close: over,
  }
}
