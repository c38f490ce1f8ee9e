import type { SnapshotContent } from '../snapshot/snapshot.ts'
import { type Callers, compileCallers } from './callers.ts'
import type { Issuers, TrustedIssuers } from './issuers/issuers.ts'

/** Whom the routes of a snapshot let in. Tables whose snapshots say the same of it share one. */
export interface Trust {
  readonly of: TrustedContent
  readonly callers: Callers
  readonly issuers: TrustedIssuers
  /** Another table has it, too. */
  hold(): void
  /** A table lets go of it. */
  release(): void
}

type TrustedContent = Pick<SnapshotContent, 'consumers' | 'plans' | 'issuers'>

/** The trust of the table before where nothing of it changed (the same objects, see `parseSnapshot`), held once more; else its own. */
export async function trustOf(
  content: TrustedContent,
  issuers: Issuers,
  previous: Trust | null,
  pause: () => Promise<void> | undefined,
): Promise<Trust> {
  if (previous !== null && lists.every((name) => isSame(content[name], previous.of[name]))) {
    previous.hold()
    return previous
  }
  const { consumers, plans } = content
  const callers = await compileCallers(content, pause)
  const trusted = await issuers.acquire(content.issuers)
  let holders = 1
  return {
    of: { consumers, plans, issuers: content.issuers },
    callers,
    issuers: trusted,
    hold() {
      holders += 1
    },
    release() {
      holders -= 1
      if (holders === 0) trusted.release()
    },
  }
}

const lists = ['consumers', 'plans', 'issuers'] as const

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}
