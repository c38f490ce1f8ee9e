/**
 * A plane of several processes. They serve the same port and the same snapshot: one is served when every worker has compiled it, and
 * by none where one of them refuses. A worker that ends is replaced, and learns all that holds before it takes a connection.
 */
import { extname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../base/errors.ts'
import type { StartWorker } from '../../base/worker-process.ts'
import type { ContentChange } from '../../snapshot/change.ts'
import type { Refusal } from '../../snapshot/read.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import type { Denied } from '../denylist.ts'
import type { IssuerState } from '../issuers/issuer-keys.ts'
import type { Counters } from '../limits/counters.ts'
import { LocalPermits } from '../limits/permits.ts'
import { createMetrics } from '../metrics.ts'
import type { Plane } from '../plane.ts'
import { UnservableSnapshot } from '../table.ts'
import { defaultCallerLimits, type TlsIdentity } from '../traffic.ts'
import { freePort } from './free-port.ts'
import { asOne, exposition, type Measured, remains } from './measures.ts'
import { Member, WorkerEnded, type WorkerPatience } from './member.ts'
import type { WorkerOptions } from './worker.ts'

export interface FleetOptions {
  readonly count: number
  readonly start: StartWorker
  /** Absolute paths of the modules of the operator's own plugins. */
  readonly pluginModules?: readonly string[]
  readonly patience?: WorkerPatience
}

/** How workers serve, beside what the fleet knows itself. */
export type CarriedOptions = Omit<WorkerOptions, 'pluginModules' | 'processes'>

/** What a worker runs. From sources it is a `.ts` file, from the package a `.js` file. */
export const workerFile = fileURLToPath(new URL(`./gateway-worker${extname(import.meta.filename)}`, import.meta.url))

const defaultPatience: WorkerPatience = { work: 60_000, answer: 10_000 }
/** Milliseconds before a worker is replaced that ended as soon as it began; twice as long each time. */
const backoff = { first: 100, most: 10_000 } as const
/** Milliseconds a worker serves whose end has nothing to do with its beginning. */
const settled = 10_000

/**
 * Resolves when every worker has begun; throws what keeps one from it.
 * @param counters where what workers let through is counted.
 */
export async function startFleet(
  fleet: FleetOptions,
  options: CarriedOptions,
  counters: Counters,
  log: (line: string) => void,
): Promise<Plane> {
  const { connections, ...callerLimits } = options.callerLimits ?? defaultCallerLimits
  const running = new Fleet(
    fleet,
    {
      ...options,
      callerLimits: { ...callerLimits, connections: Math.ceil(connections / fleet.count) },
      pluginModules: fleet.pluginModules ?? [],
      processes: fleet.count,
    },
    counters,
    log,
  )
  await running.begin()
  return running
}

class Fleet implements Plane {
  readonly #options: FleetOptions
  #workerOptions: WorkerOptions
  readonly #log: (line: string) => void
  readonly #members = new Set<Member>()
  readonly #ended: () => void
  readonly #counters: Counters
  readonly #permits = new LocalPermits()
  readonly metrics
  /** What was counted by those who are no more. */
  #gone: readonly Measured[] = []
  #denied: readonly Denied[] = []
  #served: Snapshot | null = null
  #address: { readonly host: string; readonly port: number } | null = null
  #isRunning = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: FleetOptions, workerOptions: WorkerOptions, counters: Counters, log: (line: string) => void) {
    this.#counters = counters
    this.#options = options
    this.#workerOptions = workerOptions
    this.#log = log
    this.metrics = createMetrics(() => [], { targets: () => [], guarded: () => [] })
    this.#ended = this.metrics.countWorkers(() => this.#serving().length)
  }

  async begin(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: this.#options.count }, (_, index) => this.#add(index + 1, 0)))
    } catch (thrown) {
      for (const member of this.#members) member.kill()
      throw thrown
    }
    this.#isRunning = true
  }

  async take(snapshot: Snapshot, change: ContentChange): Promise<void> {
    // A worker that ends just then says nothing of the snapshot; one that ends each time does.
    for (let round = 0; round < 2; round++) {
      if (await this.#inTurn(() => this.#offer(snapshot, change))) return
      await this.#complete()
    }
    throw new UnservableSnapshot({
      sequence: snapshot.sequence,
      reason: 'a worker ended while it compiled the snapshot, and so did the one after it',
      help: 'Look into the log for why, give the machine more memory, and report it where that was not the reason.',
    })
  }

  async deny(entries: readonly Denied[]): Promise<void> {
    this.#denied = entries
    // Those that are about to begin hear of it before they listen.
    for (const member of this.#members) if (!member.isServing) member.call('deny', entries).catch(() => undefined)
    await this.#ofEach((member) => member.call('deny', entries))
  }

  async secure(tls: TlsIdentity): Promise<void> {
    this.#workerOptions = { ...this.#workerOptions, tls }
    await this.#ofEach((member) => member.call('secure', tls))
  }

  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    const address = { host, port: port === 0 ? await freePort(host) : port }
    for (const member of this.#serving()) await member.call('listen', address)
    this.#address = address
    return address.port
  }

  async purge(host: string | undefined, prefix: string): Promise<number> {
    return (await this.#ofEach((member) => member.call('purge', host, prefix))).reduce((sum, count) => sum + count, 0)
  }

  async issuers(): Promise<readonly IssuerState[]> {
    const worst = new Map<string, IssuerState>()
    for (const state of (await this.#ofEach((member) => member.call('issuers'))).flat()) {
      const { issuer, keys, fetched, failure } = worst.get(state.issuer) ?? state
      worst.set(issuer, {
        issuer,
        keys: Math.min(keys, state.keys),
        fetched: fetched === null || state.fetched === null ? null : Math.min(fetched, state.fetched),
        failure: failure ?? state.failure,
      })
    }
    return [...worst.values()]
  }

  async scrape(): Promise<{ readonly contentType: string; readonly text: string }> {
    await this.#ofEach(async (member) => {
      member.measured = await member.call('measure')
    })
    const own = await this.metrics.registry.getMetricsAsJSON()
    const counted = [...this.#members].map(({ measured }) => measured)
    return exposition(asOne([own as readonly Measured[], this.#gone, ...counted]))
  }

  async workers() {
    return this.#ofEach(async (member) => ({
      worker: member.number,
      pid: member.pid,
      digest: await member.call('serving'),
    }))
  }

  async close(grace: number): Promise<void> {
    this.#isRunning = false
    await Promise.all([...this.#members].map((member) => member.close(grace)))
  }

  #serving(): readonly Member[] {
    return [...this.#members].filter(({ isServing }) => isServing).sort((a, b) => a.number - b.number)
  }

  /** What each answers, but for those that end meanwhile. */
  async #ofEach<T>(ask: (member: Member) => Promise<T>): Promise<readonly T[]> {
    const answers = await Promise.all(
      this.#serving().map((member) => ask(member).then((answer) => [answer], noneWhereEnded)),
    )
    return answers.flat(1) as T[]
  }

  /** One after the other: a worker that begins must not miss a snapshot that the others take. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** Answers false where it could not be decided, because a worker ended. */
  async #offer(snapshot: Snapshot, change: ContentChange): Promise<boolean> {
    const asked = this.#serving()
    if (asked.length === 0) return false
    const { content: _, ...envelope } = snapshot
    const outcomes = await Promise.allSettled(asked.map((member) => member.prepare(envelope, change, false)))
    const thrown = outcomes.find((outcome) => outcome.status === 'rejected' && !(outcome.reason instanceof WorkerEnded))
    const refusal = outcomes.map((outcome) => (outcome as { value?: Refusal | null }).value).find(Boolean)
    if (outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value === null)) {
      this.#served = snapshot
      await this.#ofEach((member) => member.call('serve'))
      return true
    }
    await this.#ofEach((member) => member.call('drop'))
    if (refusal) throw new UnservableSnapshot(refusal)
    if (thrown?.status === 'rejected') throw thrown.reason
    return false
  }

  /** Resolves when there are as many as there should be, or none more is to be waited for. */
  async #complete(): Promise<void> {
    const until = performance.now() + 2 * backoff.most
    while (this.#serving().length < this.#options.count && this.#isRunning && performance.now() < until) await wait(20)
  }

  async #add(number: number, failures: number): Promise<void> {
    const { start, patience = defaultPatience } = this.#options
    const log = (line: string) => this.#log(`worker ${number}: ${line}`)
    const draw: Counters['draw'] = (draws, now) => this.#counters.draw(draws, now)
    const permits = this.#permits.lend()
    const member = new Member(number, start, { log, draw, borrow: permits.draw }, patience)
    // Until it serves it has not begun, however long that takes on a busy machine.
    let servesSince = Number.POSITIVE_INFINITY
    this.#members.add(member)
    void member.ended.then((how) => {
      permits.end()
      this.#members.delete(member)
      this.#gone = asOne([this.#gone, remains(member.measured)])
      if (this.#isRunning) void this.#replace(member, how, performance.now() - servesSince < settled ? failures + 1 : 0)
    })
    await member.call('begin', this.#workerOptions, this.#denied)
    if (this.#served !== null) await member.catchUp(this.#served)
    if (this.#address !== null) await member.call('listen', this.#address)
    member.isServing = true
    servesSince = performance.now()
  }

  async #replace({ number, pid }: Member, how: string, failures: number): Promise<void> {
    this.#ended()
    const pause = failures < 2 ? 0 : Math.min(backoff.first * 2 ** (failures - 2), backoff.most)
    const when = pause === 0 ? 'now' : `in ${pause / 1000} s`
    this.#log(`worker ${number} (process ${pid}) ended (${how}); another one begins ${when}`)
    await wait(pause, undefined, { ref: false })
    await this.#inTurn(async () => {
      if (!this.#isRunning) return
      await this.#add(number, failures).catch((thrown) => {
        if (thrown instanceof WorkerEnded) return
        this.#log(`worker ${number} cannot begin: ${messageOf(thrown)}`)
        for (const member of this.#members) if (member.number === number) member.kill()
      })
    })
  }
}

function noneWhereEnded(thrown: unknown): [] {
  if (thrown instanceof WorkerEnded) return []
  throw thrown
}
