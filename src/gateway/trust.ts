import type { SnapshotContent } from '../snapshot/snapshot.ts'
import { type Callers, compileCallers } from './callers.ts'
import { Held } from './held.ts'
import type { Issuers, TrustedIssuers } from './issuers/issuers.ts'

/** Whom the routes of a snapshot let in. Tables whose snapshots say the same of it share one. */
export interface Trust {
  readonly of: TrustedContent
  readonly callers: Callers
  readonly issuers: TrustedIssuers
}

type TrustedContent = Pick<SnapshotContent, 'consumers' | 'plans' | 'issuers'>

/** The trust of the table before where nothing of it changed (the same objects, see `parseSnapshot`), held once more; else its own. */
export async function trustOf(
  { consumers, plans, issuers }: TrustedContent,
  surrounding: Issuers,
  previous: Held<Trust> | null,
  pause: () => Promise<void> | undefined,
): Promise<Held<Trust>> {
  const of = { consumers, plans, issuers }
  if (previous !== null && lists.every((name) => isSame(of[name], previous.value.of[name]))) return previous.hold()
  const callers = await compileCallers(of, pause)
  const trusted = await surrounding.acquire(issuers)
  return new Held({ of, callers, issuers: trusted }, () => trusted.release())
}

const lists = ['consumers', 'plans', 'issuers'] as const

/** Whether two lists have the same objects. */
export function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, index) => one === b[index]))
}
