/**
 * The data plane. A gateway takes the snapshot of one environment from its source, compiles it into a table, and answers
 * requests by it: find the route, run its steps (authentication, plugins, limits), send the request on and the answer back.
 * When the source has something new, the new table is compiled beside the traffic and put in place with one assignment;
 * requests in flight finish on the table they began with.
 *
 * Read on in the order of a request: `plane.ts`, `traffic.ts` (with `http1-*.ts` and `http2-*.ts`), `handle.ts`, `admission.ts`
 * (with `request-target.ts` and `router.ts`), `exchange.ts`, the steps `authenticate.ts` (with `issuers/`) and `limits/`, `forward/`,
 * `upstream/`, and `own-answer.ts` where no upstream answers; of a snapshot: `reload.ts`, `table.ts`, `plugins/`. The folder knows
 * `snapshot/` and `base/`, and nothing of the catalog.
 */
import type { KeyObject } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import { messageOf } from '../base/errors.ts'
import { systemClock } from '../base/ports.ts'
import type { Heartbeat } from '../snapshot/heartbeat.ts'
import { readerHere, type SnapshotReader } from '../snapshot/reader.ts'
import type { SnapshotSource } from '../snapshot/source.ts'
import { createAdmin, isLoopback } from './admin.ts'
import { type Denied, openDenylist } from './denylist.ts'
import { adminOpen, cannotListen } from './errors.ts'
import { type HeartbeatOptions, type Heartbeats, nodeName, startHeartbeats } from './heartbeats.ts'
import { lastGoodIn, noLastGood, quotasIn } from './last-good.ts'
import type { Counters } from './limits/counters.ts'
import { openCounters } from './limits/kept-counters.ts'
import { createLimits } from './limits/limits.ts'
import { MemoryCounters } from './limits/memory-counters.ts'
import { LocalPermits } from './limits/permits.ts'
import { createSharedLimits } from './limits/shared-limits.ts'
import { createPlane, type Plane, type PlaneOptions } from './plane.ts'
import { createReloader, type Offer, type Reloader } from './reload.ts'
import type { TlsIdentity } from './traffic.ts'
import { type CarriedOptions, type FleetOptions, startFleet } from './workers/fleet.ts'

export interface GatewayOptions extends PlaneOptions {
  readonly source: SnapshotSource
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** `127.0.0.1` unless given. */
  readonly adminHost?: string
  readonly adminPort: number
  /** What operators show to change how it serves, and to read anything where given; at an address that others reach there must be one. */
  readonly adminToken?: string | undefined
  /**
   * Where the last good snapshot, the denylist and what was used of quotas are kept; without it a restart needs the source, and the
   * rest begins anew.
   */
  readonly dataDir?: string | undefined
  /** Of the Redis or Valkey where limits are counted together with other gateways; in the memory of this one unless given. */
  readonly redisUrl?: string | undefined
  readonly heartbeat?: HeartbeatOptions | undefined
  /** Only snapshots signed with its other half are served. */
  readonly publicKey?: KeyObject | undefined
  /** Reads the texts; in this thread unless given. */
  readonly reader?: ((publicKey: KeyObject | undefined) => SnapshotReader) | undefined
  /** Serves in so many processes, all alike; in this one unless given. */
  readonly workers?: FleetOptions | undefined
  /** Told of what the operator should know, a line each. */
  readonly log?: (line: string) => void
}

export interface Gateway {
  readonly host: string
  readonly port: number
  readonly adminHost: string
  readonly adminPort: number
  readonly serving: Reloader['serving']
  /** Looks for a new snapshot now; resolves when it is served or refused. */
  look(): Promise<void>
  /**
   * Shows another certificate, and trusts other authorities, from the next connection on; those that are there keep theirs. Throws an
   * `ApigovError` where it cannot be used: the one before is shown on.
   */
  secure(tls: TlsIdentity): Promise<void>
  /** Accepts nothing new, lets requests in flight finish for at most `grace` milliseconds, then breaks what is left. */
  close(grace?: number): Promise<void>
}

/** Starts a gateway and resolves when it serves. Throws an `ApigovError` where it has no snapshot to serve or cannot listen. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { source, clock = systemClock, log = () => undefined, adminHost = '127.0.0.1' } = options
  if (options.adminToken === undefined && !isLoopback(adminHost)) throw adminOpen(adminHost)
  const node = nodeName()
  const counters = await countersOf(options, () => reloader.serving()?.environment ?? '')
  let heartbeats: Heartbeats | undefined
  const plane = await planeOf(options, counters, log).catch(async (thrown) => {
    await counters.close()
    throw thrown
  })
  const denylist = await openDenylist(options.dataDir ?? null, (entries) => plane.deny(entries)).catch(
    async (thrown) => {
      await plane.close(0)
      await counters.close()
      throw thrown
    },
  )
  const reader = (options.reader ?? readerHere)(options.publicKey)
  const reloader = createReloader({
    source,
    plane,
    lastGood: options.dataDir === undefined ? noLastGood : lastGoodIn(options.dataDir, source.name),
    reader,
    warn: log,
    told(offer) {
      plane.metrics.snapshotOffered(offer.outcome)
      if (offer.outcome !== 'refused') plane.metrics.serving(offer)
      log(lineOf(offer, source.name))
      if (drift().length > 0) log(driftLine(drift()))
      heartbeats?.beat()
    },
  })
  const denied = () => denylist.states(reloader.content())
  const drift = () => denied().filter(({ isDrift }) => isDrift)
  const admin = createAdmin({
    reloader,
    plane,
    node,
    token: options.adminToken ?? null,
    denylist: {
      list: denylist,
      states: denied,
      now: () => clock.now(),
      changed(line) {
        log(line)
        heartbeats?.beat()
      },
    },
  })

  let unwatch = () => {}
  async function close(grace = 10_000): Promise<void> {
    unwatch()
    await plane.close(grace)
    await Promise.all([reader.close(), admin.close(), heartbeats?.stop(), counters.close()])
  }

  let port: number
  try {
    await reloader.start()
    port = await listen((at) => plane.listen(at), options.host, options.port)
    await listen((at) => admin.listen(at), adminHost, options.adminPort)
  } catch (thrown) {
    await close(0)
    throw thrown
  }
  if (options.heartbeat)
    heartbeats = startHeartbeats(options.heartbeat, () => heartbeatOf(reloader, node, options, drift()), log)
  unwatch = source.watch(() => void reloader.look())
  return {
    host: options.host,
    port,
    adminHost,
    adminPort: (admin.server.address() as AddressInfo).port,
    serving: reloader.serving,
    look: () => reloader.look(),
    secure: (tls) => plane.secure(tls),
    close,
  }
}

function planeOf(options: GatewayOptions, counters: Counters, log: (line: string) => void): Promise<Plane> {
  const { workers, storePatience } = options
  if (workers !== undefined) return startFleet(workers, carriedOptions(options), counters, log)
  const { clock = systemClock } = options
  const limitsWith = (registry: Registry) =>
    counters instanceof MemoryCounters
      ? createLimits(counters)
      : createSharedLimits(counters, clock, { log, registry, patience: storePatience })
  return createPlane(options, { limitsWith, permits: new LocalPermits(), processes: 1 }, log)
}

/** What workers are told: all that is not code. One that is missing here does not compile. */
function carriedOptions(options: GatewayOptions): CarriedOptions {
  const { timeouts, issuerTimes, tls, trustedProxies, accessLog, trafficLog, callerLimits, storePatience, secrets } =
    options
  const logs = { accessLog, trafficLog }
  const told = { timeouts, issuerTimes, tls, trustedProxies, ...logs, callerLimits, storePatience, secrets }
  const hasStore = options.redisUrl !== undefined
  return { ...told, hasStore } satisfies { [Name in keyof Required<CarriedOptions>]: CarriedOptions[Name] }
}

/** Where limits are counted. What a store needs is loaded only where there is one. */
async function countersOf(options: GatewayOptions, environment: () => string): Promise<Counters> {
  const { clock = systemClock, log = () => undefined, dataDir, source } = options
  if (options.redisUrl === undefined)
    return openCounters(dataDir === undefined ? null : quotasIn(dataDir, source.name), clock, log)
  const { openRedisCounters } = await import('./limits/redis-counters.ts')
  return openRedisCounters(options.redisUrl, environment)
}

async function listen<T>(
  begin: (at: { host: string; port: number }) => Promise<T>,
  host: string,
  port: number,
): Promise<T> {
  try {
    return await begin({ host, port })
  } catch (thrown) {
    throw cannotListen(`${host}:${port}`, messageOf(thrown), thrown)
  }
}

function driftLine(drift: readonly Denied[]): string {
  const some = drift.slice(0, 5).map(({ kind, value }) => `${kind} \`${value}\``)
  const more = drift.length > some.length ? ` and ${drift.length - some.length} more` : ''
  return `denied here, and not by the catalog: ${some.join(', ')}${more}. Say so in the catalog, or allow them again.`
}

function heartbeatOf(
  reloader: Reloader,
  node: string,
  { heartbeat }: GatewayOptions,
  drift: readonly Denied[],
): Heartbeat | null {
  const serving = reloader.serving()
  if (serving === null) return null
  const { environment, sequence, digest } = serving
  const refusal = reloader.refused()
  const refused = refusal && { sequence: refusal.sequence, reason: refusal.reason.slice(0, 1000) }
  // An App from before there was drift knows no such field, and none takes more than 64 KiB.
  const denied = drift.slice(0, 50).map(({ kind, value, since }) => ({ kind, value, since }))
  return {
    format: 1,
    node,
    repository: heartbeat?.repository ?? null,
    ...{ environment, sequence, digest, refused },
    ...(denied.length > 0 && { denied }),
  }
}

function lineOf(offer: Offer, source: string): string {
  if (offer.outcome === 'refused')
    return `snapshot of ${source} refused: ${offer.refusal.reason}. ${offer.refusal.help}`
  if (offer.outcome === 'unchanged') return `snapshot ${offer.sequence} has the same content`
  return `snapshot ${offer.sequence} served, ${offer.routes} routes, after ${Math.ceil(offer.milliseconds)} ms`
}
