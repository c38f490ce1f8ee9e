/**
 * What answers callers, apart from what looks after it (`gateway.ts`): a table that is exchanged whole, and all that outlives
 * tables. This one lives in the process that made it.
 */
import type { Registry } from 'prom-client'
import { type Clock, systemClock } from '../base/ports.ts'
import type { ContentChange } from '../snapshot/change.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { openAccessLog } from './access-log.ts'
import { cappedLog } from './capped-log.ts'
import { createDenials, type Denied } from './denylist.ts'
import { defaultIssuerTimes, type IssuerState, type IssuerTimes } from './issuers/issuer-keys.ts'
import { createIssuers } from './issuers/issuers.ts'
import type { Limits } from './limits/limits.ts'
import type { Permits } from './limits/permits.ts'
import type { Patience } from './limits/teller.ts'
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
import { countDropped, openTrafficLog, type TrafficLogOptions } from './traffic-sink.ts'
import { type SecretFiles, TargetTlsStore } from './upstream/target-tls.ts'
import { defaultTimeouts, type Timeouts } from './upstream/timeouts.ts'
import { createUpstreams } from './upstream/upstreams.ts'
import { countViolations } from './validation/violation-log.ts'
import type { Measured } from './workers/measures.ts'

/** How callers are served, whatever the snapshot says. */
export interface PlaneOptions {
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly issuerTimes?: IssuerTimes | undefined
  /** The certificate for callers; without it they come in the clear. */
  readonly tls?: TlsIdentity | undefined
  /** Addresses and ranges of the proxies in front, whose `X-Forwarded-*` and `Via` are believed. None unless given. */
  readonly trustedProxies?: readonly string[] | undefined
  /** The file that gets a line of JSON for each request; none unless given. */
  readonly accessLog?: string | undefined
  /** The file that is told who used what; none unless given. */
  readonly trafficLog?: TrafficLogOptions | undefined
  readonly callerLimits?: CallerLimits | undefined
  /** Where the files are that snapshots name. */
  readonly secrets?: SecretFiles | undefined
  /** The operator's own plugins; they run after those of the house. */
  readonly plugins?: readonly Plugin[]
  readonly clock?: Clock
  /** How long requests wait for a store where limits are counted with others. */
  readonly storePatience?: Patience | undefined
}

export interface Plane {
  /** For what is counted beside requests. */
  readonly metrics: Pick<Metrics, 'snapshotOffered' | 'serving'>
  /**
   * Serves a snapshot from the next request on. Throws `UnservableSnapshot` where it must not be served: then what was served is served on.
   * @param change of the content that was taken before.
   */
  take(snapshot: Snapshot, change: ContentChange): Promise<void>
  /** Refuses these and nobody else, from the next request on when it resolves. */
  deny(entries: readonly Denied[]): Promise<void>
  /** Answers the port. */
  listen(at: { readonly host: string; readonly port: number }): Promise<number>
  /** See `Gateway.secure`. */
  secure(tls: TlsIdentity): Promise<void>
  /** Forgets cached answers; see `ResponseCache`. */
  purge(host: string | undefined, prefix: string): Promise<number>
  issuers(): Promise<readonly IssuerState[]>
  /** Everything that is counted, for Prometheus. */
  scrape(): Promise<{ readonly contentType: string; readonly text: string }>
  /** The processes that serve, and the digest of what each does; `null` where it is this one. */
  workers(): Promise<readonly WorkerState[] | null>
  /** See `Gateway.close`. */
  close(grace: number): Promise<void>
}

export interface WorkerState {
  /** From 1; the one that replaces another has its number. */
  readonly worker: number
  readonly pid: number
  readonly digest: string | null
}

/** A snapshot that can be served. One of the two is called, once. */
export interface Prepared {
  /** Serves it from the next request on. */
  serve(): void
  drop(): void
}

/** In this process. */
export interface LocalPlane extends Plane {
  /**
   * Compiles a snapshot beside what is served. Throws `UnservableSnapshot` where it must not be served.
   * @param change of the content that is served.
   */
  prepare(snapshot: Snapshot, change: ContentChange): Promise<Prepared>
  /** Everything that is counted. */
  measure(): Promise<readonly Measured[]>
}

/** Of plugins and of faults, which callers can bring about. */
const linesASecond = 10

const noSecrets: SecretFiles = { folder: null, poll: 60_000 }

/** What is counted here, or together with other processes. */
export interface Counting {
  /** What limits count of themselves goes into the registry. */
  readonly limitsWith: (registry: Registry) => Limits
  readonly permits: Permits
  /** So many processes serve alike; each has its part of what they do not count together. */
  readonly processes: number
}

/** @param log gets what the operator should know, a line each. */
export async function createPlane(
  options: PlaneOptions,
  { limitsWith, permits, processes }: Counting,
  log: (line: string) => void,
): Promise<LocalPlane> {
  const { clock = systemClock } = options
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const issuers = createIssuers(options.issuerTimes ?? defaultIssuerTimes, log)
  const upstreams = createUpstreams(timeouts, processes, new TargetTlsStore(options.secrets ?? noSecrets, log))
  const metrics = createMetrics(issuers.states, {
    targets: () => upstreams.states(clock.now()),
    guarded: () => upstreams.guardedStates(clock.now()),
  })
  const denials = createDenials(metrics.registry)
  const provenance = createProvenance(options.tls ? 'https' : 'http', options.trustedProxies ?? [])
  const accessLog = options.accessLog === undefined ? null : await openAccessLog(options.accessLog, log)
  const trafficSink = options.trafficLog === undefined ? null : await openTrafficLog(options.trafficLog, log)
  if (trafficSink !== null) countDropped(metrics.registry, trafficSink)
  const limits = limitsWith(metrics.registry)
  const pluginStates = new PluginStates()
  const capped = cappedLog(log, linesASecond)
  countViolations(metrics.registry, {
    request: () => requestViolationsIn(pluginStates),
    answer: () => answerViolationsIn(pluginStates),
  })
  const surroundings = {
    asksForCertificates: options.tls?.clientCa !== undefined,
    upstreams,
    issuers,
    denials,
    limits,
    permits,
    plugins: [...plugins, ...(options.plugins ?? [])],
    pluginStates,
    tell: capped.tell,
  }
  let table: Table | null = null
  const traffic = createTraffic({
    table: () => table,
    metrics,
    accessLog,
    trafficSink,
    clock,
    deadlines: upstreams.deadlines,
    bodyRoom: new BodyRoom(),
    patience: timeouts.body,
    provenance,
    tls: options.tls,
    callerLimits: options.callerLimits ?? defaultCallerLimits,
    fault: (thrown, requestId) =>
      capped.tell(`fault in request ${requestId}: ${thrown instanceof Error ? thrown.stack : thrown}`),
  })

  async function prepare(snapshot: Snapshot, change: ContentChange): Promise<Prepared> {
    const next = await compileTable(snapshot, change, surroundings, table)
    return {
      serve() {
        table?.retire()
        table = next
      },
      drop: () => next.retire(),
    }
  }

  return {
    metrics,
    prepare,
    take: async (snapshot, change) => (await prepare(snapshot, change)).serve(),
    async deny(entries) {
      denials.set(entries)
    },
    async listen(at) {
      await traffic.listen(at)
      return traffic.port()
    },
    secure: async (tls) => traffic.secure(tls),
    purge: async (host, prefix) => cacheIn(pluginStates).purge(host, prefix),
    issuers: async () => issuers.states(),
    measure: async () => (await metrics.registry.getMetricsAsJSON()) as readonly Measured[],
    workers: async () => null,
    scrape: async () => ({
      contentType: metrics.registry.contentType,
      text: await metrics.registry.metrics(),
    }),
    async close(grace) {
      await traffic.close(grace)
      await limits.close()
      upstreams.destroy()
      issuers.destroy()
      capped.close()
      await Promise.all([accessLog?.close(), trafficSink?.close()])
    },
  }
}
