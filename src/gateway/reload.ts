/**
 * From texts to tables. A text, as its bytes, is looked at off the request path; it becomes the table in one assignment, or it is
 * refused and said so, and what was served before is served on.
 */
import { ApigovError, messageOf } from '../base/errors.ts'
import type { Refusal } from '../snapshot/read.ts'
import type { SnapshotReader } from '../snapshot/reader.ts'
import type { Snapshot, SnapshotContent } from '../snapshot/snapshot.ts'
import type { SnapshotSource } from '../snapshot/source.ts'
import { noServableSnapshot } from './errors.ts'
import type { LastGood } from './last-good.ts'
import type { Plane } from './plane.ts'
import { UnservableSnapshot } from './table.ts'

export type Offer =
  | {
      readonly outcome: 'applied' | 'unchanged'
      readonly sequence: number
      readonly routes: number
      /** From having its text to serving it. */
      readonly milliseconds: number
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export interface Reloader {
  /** What is served; `null` until something is. */
  readonly content: () => SnapshotContent | null
  /** The envelope that is served; its sequence may be newer than the one its content came with. */
  readonly serving: () => Omit<Snapshot, 'content'> | null
  /** Why the last snapshot was refused; `null` when the last one was taken. */
  readonly refused: () => Refusal | null
  /** Takes the last good snapshot and then the source's. Throws an `ApigovError` where neither can be served. */
  start(): Promise<void>
  /** Looks at the source again. Calls that come while it looks become one more look. Never throws. */
  look(): Promise<void>
}

export interface Reloading {
  readonly source: SnapshotSource
  readonly plane: Pick<Plane, 'take'>
  readonly lastGood: LastGood
  readonly reader: SnapshotReader
  /** Told of every snapshot that was looked at. */
  readonly told: (offer: Offer) => void
  /** Told of what does not stop the gateway but is not right. */
  readonly warn: (message: string) => void
}

export function createReloader(reloading: Reloading): Reloader {
  const { source, reader, plane, lastGood, told, warn } = reloading
  let content: SnapshotContent | null = null
  let envelope: Omit<Snapshot, 'content'> | null = null
  let refused: Refusal | null = null
  // What was refused once will be again: what is served only grows.
  let refusedBytes: Buffer | null = null
  // Sources are looked at far more often than they change.
  let servedBytes: Buffer | null = null
  let looking: Promise<void> | null = null
  let lookAgain = false

  async function offer(bytes: Buffer): Promise<Offer> {
    const began = performance.now()
    const reading = await reader.read(bytes)
    if ('refusal' in reading) return { outcome: 'refused', refusal: reading.refusal }
    const { snapshot, change } = reading
    const stale = outdated(snapshot, envelope)
    if (stale) return { outcome: 'refused', refusal: stale }
    const { content: offered, ...next } = snapshot
    const isSame = content !== null && snapshot.digest === envelope?.digest
    if (!isSame) {
      try {
        await plane.take(snapshot, change)
      } catch (thrown) {
        if (thrown instanceof UnservableSnapshot) return { outcome: 'refused', refusal: thrown.refusal }
        throw thrown
      }
      content = offered
      reader.keep()
    }
    envelope = next
    return {
      outcome: isSame ? 'unchanged' : 'applied',
      sequence: next.sequence,
      routes: offered.routes.length,
      milliseconds: performance.now() - began,
    }
  }

  async function take(bytes: Buffer): Promise<void> {
    if (refusedBytes?.equals(bytes)) return
    if (servedBytes?.equals(bytes)) {
      refused = refusedBytes = null
      return
    }
    const before = envelope
    const offered = await offer(bytes)
    refused = offered.outcome === 'refused' ? offered.refusal : null
    if (offered.outcome === 'refused') refusedBytes = bytes
    else [refusedBytes, servedBytes] = [null, bytes]
    tell(offered, before)
    if (offered.outcome === 'refused' || (before?.sequence === offered.sequence && before.digest === envelope?.digest))
      return
    await lastGood.write(bytes).catch((thrown) => warn(messageOf(thrown)))
  }

  /** A look that found nothing new at all is no news, and neither is a refusal that `start` will throw. */
  function tell(offered: Offer, before: typeof envelope): void {
    if (offered.outcome === 'unchanged' ? before?.sequence !== offered.sequence : content !== null) told(offered)
  }

  async function lookOnce(): Promise<void> {
    try {
      await take(await source.read())
    } catch (thrown) {
      refuseUnread(thrown)
    }
  }

  function refuseUnread(thrown: unknown): void {
    const help = thrown instanceof ApigovError ? thrown.hint : 'Please report this.'
    const reason = messageOf(thrown)
    // Sources that are away are asked again and again.
    if (refused?.reason === reason) return
    refused = { sequence: null, reason, help }
    refusedBytes = null
    told({ outcome: 'refused', refusal: refused })
  }

  async function lookUntilQuiet(): Promise<void> {
    do {
      lookAgain = false
      await lookOnce()
    } while (lookAgain)
  }

  return {
    content: () => content,
    serving: () => envelope,
    refused: () => refused,
    async start() {
      const kept = await lastGood.read()
      if (kept !== null) {
        const offered = await offer(kept)
        if (offered.outcome === 'refused')
          warn(`The last good snapshot on disk cannot be used: ${offered.refusal.reason}`)
        else told(offered)
      }
      const bytes = await source.read().catch((thrown) => {
        if (content === null) throw thrown
        refuseUnread(thrown)
        return null
      })
      if (bytes !== null) await take(bytes)
      if (content === null) throw noServableSnapshot(source.name, refused?.reason ?? '', refused?.help ?? '')
    },
    look() {
      lookAgain = true
      looking ??= lookUntilQuiet().finally(() => {
        looking = null
      })
      return looking
    },
  }
}

/** Why a snapshot must not follow the one that is served; `null` where it may. */
function outdated(next: Snapshot, serving: Omit<Snapshot, 'content'> | null): Refusal | null {
  if (serving === null) return null
  const { sequence } = next
  if (next.environment !== serving.environment)
    return {
      sequence,
      reason: `the snapshot is for \`${next.environment}\`, and this gateway serves \`${serving.environment}\``,
      help: 'Point the gateway to the branch of its environment, or start another gateway with another data folder.',
    }
  if (sequence < serving.sequence)
    return {
      sequence,
      reason: `the snapshot has sequence \`${sequence}\`, and \`${serving.sequence}\` is served already`,
      help: 'Roll back with old content under a new sequence: revert the merge, and the next snapshot has one.',
    }
  return null
}
