import type { KeyObject } from 'node:crypto'
import { type ContentChange, changeOf } from './change.ts'
import { checkSnapshot, type Refusal, refusalOf } from './read.ts'
import { gentleSlices, slices } from './slices.ts'
import type { Snapshot } from './snapshot.ts'
import { type ReadLists, type ReadText, readText } from './text.ts'

/** A snapshot that holds together, with how it follows from the one that is kept; or why there is none. */
export type ReadSnapshot =
  | { readonly snapshot: Snapshot; readonly change: ContentChange }
  | { readonly refusal: Refusal }

/** Reads one `gateway.json` after the other, for a gateway that serves meanwhile. */
export interface SnapshotReader {
  /** See `parseSnapshot`. Entries that the kept snapshot has as well are the same objects. The bytes must not change any more. */
  read(bytes: Buffer): Promise<ReadSnapshot>
  /** Keeps what was read last: what comes is read as it follows from it. */
  keep(): void
  close(): Promise<void>
}

/** Checks what would keep this thread from its callers. */
export interface Elsewhere {
  /** Bytes that are new since the kept snapshot; those beyond are much to check. */
  readonly much: number
  /** Answers the bytes as `snapshotText` has them, or why they are refused. */
  check(bytes: Buffer): Promise<CheckedElsewhere>
  close(): Promise<void>
}

export type CheckedElsewhere = { readonly bytes: Buffer } | { readonly refusal: Refusal }

/** Reads in this thread, in slices. */
export function readerHere(publicKey: KeyObject | undefined): SnapshotReader {
  return readerWith(publicKey, null)
}

/** Reads in this thread, but for much that is new, which is checked elsewhere. Until one is kept, nobody is kept waiting. */
export function readerWith(publicKey: KeyObject | undefined, elsewhere: Elsewhere | null): SnapshotReader {
  let known: ReadLists | null = null
  let last: ReadLists | null = null

  async function readHere(bytes: Buffer) {
    const atMost = known === null || elsewhere === null ? Number.POSITIVE_INFINITY : elsewhere.much
    let read: ReadText | null
    try {
      read = await readText(bytes, { known, pause: slices(), atMost })
    } catch (thrown) {
      return { refusal: refusalOf(thrown) }
    }
    return read && checkSnapshot(read, publicKey)
  }

  async function readChecked(bytes: Buffer) {
    const read = await readText(bytes, { known, pause: gentleSlices(), isChecked: true })
    if (read === null) throw new RangeError('nothing is too much where no limit is given')
    return { snapshot: read.value as Snapshot, lists: read.lists }
  }

  return {
    async read(bytes) {
      let reading = await readHere(bytes)
      if (reading === null && elsewhere !== null) {
        const checked = await elsewhere.check(bytes)
        reading = 'refusal' in checked ? checked : await readChecked(checked.bytes)
      }
      if (reading === null) throw new RangeError('nobody has read it')
      if ('refusal' in reading) return reading
      last = reading.lists
      return { snapshot: reading.snapshot, change: changeOf(reading.snapshot.content, last) }
    },
    keep() {
      known = last
    },
    close: async () => elsewhere?.close(),
  }
}
