import type { Comparison } from './comparison.ts'
import { withKeywords } from './inclusion/inclusion.ts'
import { get, spotOf } from './node.ts'

/** What a text must match. */
export function comparePattern({ base, revision, tell, inclusionsOf }: Comparison): void {
  const before = get(base, 'pattern') || undefined
  const after = get(revision, 'pattern') || undefined
  if (before === after) return
  const kind =
    before === undefined
      ? 'pattern-added'
      : after === undefined
        ? 'pattern-removed'
        : after === '.*'
          ? 'pattern-generalized'
          : 'pattern-changed'
  const inclusions = inclusionsOf(base, withKeywords(base, revision, ['pattern']))
  tell(kind, { before, after, base: spotOf(base, 'pattern'), revision: spotOf(revision, 'pattern'), inclusions })
}
