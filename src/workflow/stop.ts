/** Why a workflow was told to stop: its question is out of date, or the program ends and a later start goes on. */
export type StopReason = 'superseded' | 'closing'

/** Resolves when the signal is aborted; for racing against work that cannot be interrupted. */
export function stopped(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null)
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }))
}

export function isClosing(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason === ('closing' satisfies StopReason)
}
