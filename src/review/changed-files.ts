import { compareText } from '../base/finding.ts'
import type { Tree } from '../base/tree.ts'

/** The paths that differ between two trees in any way (content, kind, presence), in order. `null` is a tree without files. */
export function changedFiles(base: Tree | null, head: Tree): readonly string[] {
  const changed: string[] = []
  for (const [path, entry] of head.entries) {
    const before = base?.entries.get(path)
    if (before?.blob !== entry.blob || before.kind !== entry.kind) changed.push(path)
  }
  for (const path of base?.entries.keys() ?? []) if (!head.entries.has(path)) changed.push(path)
  return changed.sort(compareText)
}
