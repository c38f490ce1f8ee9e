/** A content as it follows from another: what must be carried to whoever has the one and needs the other. */
import type { SnapshotContent } from './snapshot.ts'
import type { Piece, ReadLists } from './text.ts'

type ListName = keyof SnapshotContent

/** Of each list that the content has, all of it in order; `kept` counts places of the same list before. */
export type ContentChange = { readonly [List in ListName]?: readonly Piece[] }

/**
 * The change that makes `content`.
 * @param lists as `content` was read; `null`: nothing of it is taken over from another.
 */
export function changeOf(content: SnapshotContent, lists: ReadLists | null): ContentChange {
  const names = Object.keys(content) as ListName[]
  return Object.fromEntries(names.map((name) => [name, lists?.[name].pieces ?? [{ fresh: content[name] ?? [] }]]))
}

/** Some of a change, small enough to be carried and taken in one go. New entries are JSON, each by itself. */
export interface ChangePart {
  readonly list: ListName
  readonly pieces: readonly ({ readonly kept: readonly [from: number, to: number] } | { readonly json: string })[]
}

/** Characters. */
const partSize = 128 * 1024

/** All of a change, in order. Each list has a part at least, so that an empty one is told, too. */
export function* partsOf(change: ContentChange): Generator<ChangePart> {
  for (const list of Object.keys(change) as ListName[]) {
    let pieces: ChangePart['pieces'][number][] = []
    let size = 0
    for (const piece of change[list] ?? []) {
      if ('kept' in piece) pieces.push({ kept: piece.kept })
      else
        for (const entry of piece.fresh) {
          const json = JSON.stringify(entry)
          pieces.push({ json })
          size += json.length
          if (size < partSize) continue
          yield { list, pieces }
          pieces = []
          size = 0
        }
    }
    yield { list, pieces }
  }
}

type GrowingPiece = Extract<Piece, { kept: unknown }> | { readonly fresh: unknown[] }

/** Makes a content from the one before and the parts of a change. Entries that are kept are the same objects. */
export class ContentBuilder {
  readonly #before: SnapshotContent | null
  readonly #pause: () => Promise<void> | undefined
  readonly #lists = new Map<ListName, { readonly entries: unknown[]; readonly pieces: GrowingPiece[] }>()

  /** @param before the content that the change was made from; `null` where it takes nothing over. */
  constructor(before: SnapshotContent | null, pause: () => Promise<void> | undefined) {
    this.#before = before
    this.#pause = pause
  }

  async add({ list, pieces }: ChangePart): Promise<void> {
    const { entries, pieces: made } = this.#lists.get(list) ?? { entries: [], pieces: [] }
    this.#lists.set(list, { entries, pieces: made })
    for (const piece of pieces) {
      if ('kept' in piece) {
        for (const entry of this.#before?.[list]?.slice(...piece.kept) ?? []) entries.push(entry)
        made.push(piece)
      } else {
        const entry: unknown = JSON.parse(piece.json)
        entries.push(entry)
        const last = made.at(-1)
        if (last !== undefined && 'fresh' in last) last.fresh.push(entry)
        else made.push({ fresh: [entry] })
      }
      await this.#pause()
    }
  }

  /** Once all parts are there; a list that did not change is the same object. Whoever made the change has checked what it makes. */
  content(): SnapshotContent {
    return Object.fromEntries(
      [...this.#lists].map(([name, { entries, pieces }]) => {
        const before: readonly unknown[] = this.#before?.[name] ?? []
        const isAllKept = before.length === entries.length && pieces.every((piece) => 'kept' in piece)
        return [name, isAllKept ? before : entries]
      }),
    ) as unknown as SnapshotContent
  }

  /** The change that the parts were of. */
  change(): ContentChange {
    return Object.fromEntries([...this.#lists].map(([name, { pieces }]) => [name, pieces]))
  }
}
