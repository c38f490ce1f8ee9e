/** A content as it follows from another: what must be carried to whoever has the one and needs the other. */
import { canonicalJson } from './canonical.ts'
import type { SnapshotContent } from './snapshot.ts'
import type { Piece, ReadLists } from './text.ts'

type ListName = keyof SnapshotContent
type Pause = () => Promise<void> | undefined

/** Of each list that the content has, all of it in order; `kept` counts places of the same list before. */
export type ContentChange = { readonly [List in ListName]?: readonly Piece[] }

/**
 * The change that makes `content`.
 * @param lists as `content` was read; `null`: nothing of it is taken over from another.
 */
export async function changeOf(
  content: SnapshotContent,
  lists: ReadLists | null,
  pause: Pause,
): Promise<ContentChange> {
  const change: { [List in ListName]?: readonly Piece[] } = {}
  for (const name of Object.keys(content) as ListName[])
    change[name] = lists?.[name].pieces ?? [{ fresh: await linesOf(content[name] ?? [], pause) }]
  return change
}

/** @param before the content that `change` was made from; `null` where it takes nothing over. Entries that are kept are the same objects. */
export async function changedContent(
  before: SnapshotContent | null,
  change: ContentChange,
  pause: Pause,
): Promise<SnapshotContent> {
  const content: { [List in ListName]?: unknown[] } = {}
  for (const name of Object.keys(change) as ListName[]) {
    const list: unknown[] = []
    for (const piece of change[name] ?? []) {
      if ('kept' in piece) for (const entry of before?.[name]?.slice(...piece.kept) ?? []) list.push(entry)
      else
        for (const line of piece.fresh) {
          list.push(JSON.parse(line))
          await pause()
        }
    }
    content[name] = list
  }
  // Whoever made the change has checked what it makes.
  return content as unknown as SnapshotContent
}

async function linesOf(entries: readonly unknown[], pause: Pause): Promise<readonly string[]> {
  const lines: string[] = []
  for (const entry of entries) {
    lines.push(canonicalJson(entry))
    await pause()
  }
  return lines
}
