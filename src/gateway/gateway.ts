/**
 * The data plane. A gateway takes the snapshot of one environment from its source, compiles it into a table, and answers
 * requests by it: find the route, run its steps (authentication, plugins, limits), send the request on and the answer back.
 * When the source has something new, the new table is compiled beside the traffic and put in place with one assignment;
 * requests in flight finish on the table they began with.
 *
 * Read on in the order of a request: `handle.ts`, `admission.ts` (with `request-target.ts` and `router.ts`), `exchange.ts`, the steps
 * `authenticate.ts` (with `issuers/`) and `limits/`, `forward/`, `upstream/`, and `own-answer.ts` where no upstream answers; of a
 * snapshot: `reload.ts`, `table.ts`, `plugins/`. The folder knows `snapshot/` and `base/`, and nothing of the catalog.
 */
import type { KeyObject } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { messageOf } from '../base/errors.ts'
import { type Clock, systemClock } from '../base/ports.ts'
import type { Heartbeat } from '../snapshot/heartbeat.ts'
import type { SnapshotSource } from '../snapshot/source.ts'
import { openAccessLog } from './access-log.ts'
import { createAdmin, isLoopback } from './admin.ts'
import { type Denied, openDenylist, type Said } from './denylist.ts'
import { adminOpen, cannotListen } from './errors.ts'
import { type HeartbeatOptions, type Heartbeats, nodeName, startHeartbeats } from './heartbeats.ts'
import { defaultIssuerTimes, type IssuerTimes } from './issuers/issuer-keys.ts'
import { createIssuers } from './issuers/issuers.ts'
import { lastGoodIn, noLastGood } from './last-good.ts'
import { createLimits } from './limits/limits.ts'
import { createMetrics } from './metrics.ts'
import { cacheIn } from './plugins/cache.ts'
import { plugins } from './plugins/index.ts'
import { type Plugin, PluginStates } from './plugins/plugin.ts'
import { createProvenance } from './provenance.ts'
import { createReloader, type Offer, type Reloader } from './reload.ts'
import { BodyRoom } from './request-body.ts'
import { type CallerLimits, createTraffic, defaultCallerLimits, type TlsIdentity } from './traffic.ts'
import { defaultTimeouts, type Timeouts } from './upstream/timeouts.ts'
import { createUpstreams } from './upstream/upstreams.ts'

export interface GatewayOptions {
  readonly source: SnapshotSource
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** `127.0.0.1` unless given. */
  readonly adminHost?: string
  readonly adminPort: number
  /** What operators show to change how it serves, and to read anything where given; at an address that others reach there must be one. */
  readonly adminToken?: string | undefined
  /** Where the last good snapshot and the denylist are kept; without it a restart needs the source, and nothing denied survives it. */
  readonly dataDir?: string | undefined
  readonly heartbeat?: HeartbeatOptions | undefined
  /** Only snapshots signed with its other half are served. */
  readonly publicKey?: KeyObject | undefined
  readonly clock?: Clock
  readonly timeouts?: Timeouts
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
  /** Accepts nothing new, lets requests in flight finish for at most `grace` milliseconds, then breaks what is left. */
  close(grace?: number): Promise<void>
}

/** Starts a gateway and resolves when it serves. Throws an `ApigovError` where it has no snapshot to serve or cannot listen. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { source, clock = systemClock, log = () => undefined, adminHost = '127.0.0.1' } = options
  if (options.adminToken === undefined && !isLoopback(adminHost)) throw adminOpen(adminHost)
  const node = nodeName()
  const issuers = createIssuers(options.issuerTimes ?? defaultIssuerTimes, log)
  const timeouts = options.timeouts ?? defaultTimeouts
  const upstreams = createUpstreams(timeouts)
  const metrics = createMetrics(issuers.states, () => upstreams.states(clock.now()))
  const provenance = createProvenance(options.tls ? 'https' : 'http', options.trustedProxies ?? [])
  const accessLog = options.accessLog === undefined ? null : await openAccessLog(options.accessLog, log)
  const denylist = await openDenylist(options.dataDir ?? null, metrics.registry)
  const pluginStates = new PluginStates()
  let heartbeats: Heartbeats | undefined

  const reloader = createReloader({
    source,
    surroundings: {
      upstreams,
      issuers,
      denylist,
      limits: createLimits(),
      plugins: [...plugins, ...(options.plugins ?? [])],
      pluginStates,
      tell: atMostTenASecond(log, clock),
    },
    lastGood: options.dataDir === undefined ? noLastGood : lastGoodIn(options.dataDir, source.name),
    publicKey: options.publicKey,
    warn: log,
    told(offer) {
      metrics.snapshotOffered(offer.outcome)
      if (offer.outcome !== 'refused') metrics.serving(offer)
      log(lineOf(offer, source.name))
      if (drift().length > 0) log(driftLine(drift()))
      heartbeats?.beat()
    },
  })
  const drift = () => denylist.states(saidBy(reloader)).filter(({ isDrift }) => isDrift)
  const traffic = createTraffic({
    table: reloader.table,
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
  const admin = createAdmin({
    reloader,
    metrics,
    issuers,
    node,
    cache: cacheIn(pluginStates),
    token: options.adminToken ?? null,
    denylist: {
      list: denylist,
      states: () => denylist.states(saidBy(reloader)),
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
    await traffic.close(grace)
    upstreams.destroy()
    issuers.destroy()
    await Promise.all([admin.close(), heartbeats?.stop(), accessLog?.close()])
  }

  try {
    await reloader.start()
    await listen(traffic.listen, options.host, options.port)
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
    port: traffic.port(),
    adminHost,
    adminPort: (admin.server.address() as AddressInfo).port,
    serving: reloader.serving,
    look: () => reloader.look(),
    close,
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

async function listen(
  begin: (at: { host: string; port: number }) => Promise<unknown>,
  host: string,
  port: number,
): Promise<void> {
  try {
    await begin({ host, port })
  } catch (thrown) {
    throw cannotListen(`${host}:${port}`, messageOf(thrown), thrown)
  }
}

/** What the served snapshot says of those who may be denied. */
function saidBy(reloader: Reloader): Said | null {
  const table = reloader.table()
  return table && { consumers: table.trust.of.consumers, routes: table.compiled.keys() }
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
