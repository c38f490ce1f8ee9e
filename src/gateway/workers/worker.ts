/** What a worker does for the process that started it: a plane of its own, whose snapshots come in pieces over the channel. */

import assert from 'node:assert/strict'
import { systemClock } from '../../base/ports.ts'
import { type ChangePart, ContentBuilder } from '../../snapshot/change.ts'
import type { Refusal } from '../../snapshot/read.ts'
import { gentleSlices, slices } from '../../snapshot/slices.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import type { Denied } from '../denylist.ts'
import type { IssuerState } from '../issuers/issuer-keys.ts'
import { BorrowedPermits } from '../limits/borrowed-permits.ts'
import type { Counters } from '../limits/counters.ts'
import type { PermitDraw, PermitsDrawn } from '../limits/permits.ts'
import { createSharedLimits } from '../limits/shared-limits.ts'
import { loadOwnPlugins } from '../own-plugins.ts'
import { createPlane, type LocalPlane, type PlaneOptions, type Prepared } from '../plane.ts'
import { UnservableSnapshot } from '../table.ts'
import type { TlsIdentity } from '../traffic.ts'
import type { Measured } from './measures.ts'

/** How a worker serves; carried over the channel. */
export type WorkerOptions = Omit<PlaneOptions, 'plugins' | 'clock'> & {
  /** Absolute paths of the modules of the operator's own plugins. */
  readonly pluginModules: readonly string[]
  /** Whether the first process counts in a store outside, which may be away. */
  readonly hasStore: boolean
  /** So many workers serve. */
  readonly processes: number
}

/** What the first process calls on a worker. */
export interface WorkerCalls {
  /** First of all. */
  begin(options: WorkerOptions, denied: readonly Denied[]): Promise<void>
  /** A snapshot will come in parts. `isWhole`: they say nothing of what is served. */
  expect(isWhole: boolean): void
  part(part: ChangePart): Promise<void>
  /** Compiles what came in parts. Answers why it must not be served. */
  prepare(envelope: Omit<Snapshot, 'content'>): Promise<Refusal | null>
  /** Serves what was prepared. */
  serve(): void
  /** Forgets what was prepared or came in parts. */
  drop(): void
  listen(at: { readonly host: string; readonly port: number }): Promise<number>
  deny(entries: readonly Denied[]): Promise<void>
  secure(tls: TlsIdentity): Promise<void>
  purge(host: string | undefined, prefix: string): Promise<number>
  issuers(): Promise<readonly IssuerState[]>
  measure(): Promise<readonly Measured[]>
  /** The digest of what is served; `null`: nothing yet. */
  serving(): string | null
  close(grace: number): Promise<void>
}

/** What a worker calls on the first process. */
export interface ParentCalls extends Pick<Counters, 'draw'> {
  log(line: string): void
  /** See `LocalPermits.lend`. */
  borrow(draws: readonly PermitDraw[]): readonly PermitsDrawn[] | Promise<readonly PermitsDrawn[]>
}

/** @param parent the first process. */
export function createWorker({ log, draw, borrow }: ParentCalls): WorkerCalls {
  const begun = Promise.withResolvers<LocalPlane>()
  let builder: ContentBuilder | null = null
  let prepared: (Prepared & { readonly snapshot: Snapshot }) | null = null
  let served: Snapshot | null = null

  function drop(): void {
    builder = null
    prepared?.drop()
    prepared = null
  }

  return {
    async begin({ pluginModules, hasStore, processes, ...options }, denied) {
      const plugins = await loadOwnPlugins(pluginModules, '/')
      const plane = await createPlane(
        { ...options, plugins },
        {
          limitsWith: (registry) =>
            createSharedLimits(
              { draw },
              systemClock,
              hasStore ? { log, registry, patience: options.storePatience } : null,
            ),
          permits: new BorrowedPermits(borrow),
          processes,
        },
        log,
      )
      await plane.deny(denied)
      begun.resolve(plane)
    },
    expect(isWhole) {
      const before = isWhole ? null : (served?.content ?? null)
      builder = new ContentBuilder(before, before === null ? slices() : gentleSlices())
    },
    part: async (part) => builder?.add(part),
    async prepare(envelope) {
      const plane = await begun.promise
      assert(builder, 'a snapshot was expected')
      const [snapshot, change] = [{ ...envelope, content: builder.content() }, builder.change()]
      builder = null
      try {
        prepared = { ...(await plane.prepare(snapshot, change)), snapshot }
        return null
      } catch (thrown) {
        if (thrown instanceof UnservableSnapshot) return thrown.refusal
        throw thrown
      }
    },
    serve() {
      prepared?.serve()
      served = prepared?.snapshot ?? served
      prepared = null
    },
    drop,
    listen: async (at) => (await begun.promise).listen(at),
    deny: async (entries) => (await begun.promise).deny(entries),
    secure: async (tls) => (await begun.promise).secure(tls),
    purge: async (host, prefix) => (await begun.promise).purge(host, prefix),
    issuers: async () => (await begun.promise).issuers(),
    measure: async () => (await begun.promise).measure(),
    serving: () => served?.digest ?? null,
    close: async (grace) => (await begun.promise).close(grace),
  }
}
