import type { KeyObject } from 'node:crypto'
import { type ContentChange, changeOf } from './change.ts'
import { parseSnapshot, type Refusal } from './read.ts'
import type { Snapshot } from './snapshot.ts'
import type { ReadLists } from './text.ts'

/** A snapshot that holds together, with how it follows from the one that is kept; or why there is none. */
export type ReadSnapshot =
  | { readonly snapshot: Snapshot; readonly change: ContentChange }
  | { readonly refusal: Refusal }

/** Reads one `gateway.json` after the other, for a gateway that serves meanwhile. */
export interface SnapshotReader {
  /** See `parseSnapshot`. Entries that the kept snapshot has as well are the same objects. */
  read(bytes: Uint8Array): Promise<ReadSnapshot>
  /** Keeps what was read last: what comes is read as it follows from it. */
  keep(): void
  close(): Promise<void>
}

// A byte order mark is not part of JSON, and nobody takes it away.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads in this thread, in slices. */
export function readerHere(publicKey: KeyObject | undefined): SnapshotReader {
  let known: ReadLists | null = null
  let last: ReadLists | null = null
  return {
    async read(bytes) {
      const reading = await parseSnapshot(utf8.decode(bytes), { publicKey, known })
      if ('refusal' in reading) return reading
      last = reading.lists
      return { snapshot: reading.snapshot, change: changeOf(reading.snapshot.content, last) }
    },
    keep() {
      known = last
    },
    close: async () => undefined,
  }
}
