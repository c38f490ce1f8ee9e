/**
 * What answers callers, apart from what looks after it (`gateway.ts`): a table that is exchanged whole, and all that outlives
 * tables. This one lives in the process that made it.
 */
import { type Clock, systemClock } from '../base/ports.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { openAccessLog } from './access-log.ts'
import { createDenials, type Denied } from './denylist.ts'
import { defaultIssuerTimes, type IssuerState, type IssuerTimes } from './issuers/issuer-keys.ts'
import { createIssuers } from './issuers/issuers.ts'
import { createLimits } from './limits/limits.ts'
import type { MemoryCounters } from './limits/memory-counters.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { cacheIn } from './plugins/cache.ts'
import { plugins } from './plugins/index.ts'
import { type Plugin, PluginStates } from './plugins/plugin.ts'
import { requestViolationsIn } from './plugins/validate-request.ts'
import { answerViolationsIn } from './plugins/validate-response.ts'
import { createProvenance } from './provenance.ts'
import { BodyRoom } from './request-body.ts'
import { compileTable, type Table } from './table.ts'
import { type CallerLimits, createTraffic, defaultCallerLimits, type TlsIdentity } from './traffic.ts'
import { defaultTimeouts, type Timeouts } from './upstream/timeouts.ts'
import { createUpstreams } from './upstream/upstreams.ts'
import { countViolations } from './validation/violation-log.ts'

/** How callers are served, whatever the snapshot says. */
export interface PlaneOptions {
  readonly timeouts?: Partial<Timeouts>
  readonly issuerTimes?: IssuerTimes
  /** The certificate for callers; without it they come in the clear. */
  readonly tls?: TlsIdentity | undefined
  /** Addresses and ranges of the proxies in front, whose `X-Forwarded-*` and `Via` are believed. None unless given. */
  readonly trustedProxies?: readonly string[]
  /** The file that gets a line of JSON for each request; none unless given. */
  readonly accessLog?: string | undefined
  readonly callerLimits?: CallerLimits
  /** The operator's own plugins; they run after those of the house. */
  readonly plugins?: readonly Plugin[]
  readonly clock?: Clock
}

export interface Plane {
  /** For what is counted beside requests. */
  readonly metrics: Pick<Metrics, 'snapshotOffered' | 'serving'>
  /** Serves a snapshot from the next request on. Throws `UnservableSnapshot` where it must not be served: then what was served is served on. */
  take(snapshot: Snapshot): Promise<void>
  /** Refuses these and nobody else, from the next request on when it resolves. */
  deny(entries: readonly Denied[]): Promise<void>
  /** Answers the port. */
  listen(at: { readonly host: string; readonly port: number }): Promise<number>
  /** Forgets cached answers; see `ResponseCache`. */
  purge(host: string | undefined, prefix: string): Promise<number>
  issuers(): Promise<readonly IssuerState[]>
  /** Everything that is counted, for Prometheus. */
  scrape(): Promise<{ readonly contentType: string; readonly text: string }>
  /** See `Gateway.close`. */
  close(grace: number): Promise<void>
}

/**
 * @param counters where limits are counted; they outlive the plane.
 * @param log gets what the operator should know, a line each.
 */
export async function createPlane(
  options: PlaneOptions,
  counters: MemoryCounters,
  log: (line: string) => void,
): Promise<Plane> {
  const { clock = systemClock } = options
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const issuers = createIssuers(options.issuerTimes ?? defaultIssuerTimes, log)
  const upstreams = createUpstreams(timeouts)
  const metrics = createMetrics(issuers.states, {
    targets: () => upstreams.states(clock.now()),
    guarded: () => upstreams.guardedStates(clock.now()),
  })
  const denials = createDenials(metrics.registry)
  const provenance = createProvenance(options.tls ? 'https' : 'http', options.trustedProxies ?? [])
  const accessLog = options.accessLog === undefined ? null : await openAccessLog(options.accessLog, log)
  const pluginStates = new PluginStates()
  countViolations(metrics.registry, {
    request: () => requestViolationsIn(pluginStates),
    answer: () => answerViolationsIn(pluginStates),
  })
  const surroundings = {
    upstreams,
    issuers,
    denials,
    limits: createLimits(counters),
    plugins: [...plugins, ...(options.plugins ?? [])],
    pluginStates,
    tell: atMostTenASecond(log, clock),
  }
  let table: Table | null = null
  const traffic = createTraffic({
    table: () => table,
    metrics,
    accessLog,
    clock,
    deadlines: upstreams.deadlines,
    bodyRoom: new BodyRoom(),
    patience: timeouts.body,
    provenance,
    tls: options.tls,
    callerLimits: options.callerLimits ?? defaultCallerLimits,
    fault: (thrown, requestId) =>
      log(`fault in request ${requestId}: ${thrown instanceof Error ? thrown.stack : thrown}`),
  })
  return {
    metrics,
    async take(snapshot) {
      const next = await compileTable(snapshot, surroundings, table)
      table?.retire()
      table = next
    },
    async deny(entries) {
      denials.set(entries)
    },
    async listen(at) {
      await traffic.listen(at)
      return traffic.port()
    },
    purge: async (host, prefix) => cacheIn(pluginStates).purge(host, prefix),
    issuers: async () => issuers.states(),
    scrape: async () => ({
      contentType: metrics.registry.contentType,
      text: await metrics.registry.metrics(),
    }),
    async close(grace) {
      await traffic.close(grace)
      upstreams.destroy()
      issuers.destroy()
      await accessLog?.close()
    },
  }
}

/** Callers can make plugins speak: they must not fill the operator's disk with it. */
function atMostTenASecond(log: (line: string) => void, clock: Clock): (line: string) => void {
  let [second, told] = [0, 0]
  return (line) => {
    const now = Math.floor(clock.now() / 1000)
    told = now === second ? told + 1 : 1
    second = now
    if (told <= 10) log(line)
  }
}
