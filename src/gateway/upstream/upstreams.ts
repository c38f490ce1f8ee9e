/**
 * The way to the upstreams: a small HTTP/1.1 client that does what a proxy needs and nothing else, and is strict where lenience
 * would let two parties read one message differently (RFC 9112).
 *
 * From the outside in: `balancer.ts` says which target is next by what `target-health.ts` and `probes.ts` know of each, `pool.ts`
 * has the connections to each, `connection.ts` carries one request at a time over one socket, `response-reader.ts` takes the answer
 * apart with `response-head.ts` and `chunked.ts`, `deadlines.ts` ends what takes too long by `timeouts.ts`. `breaker.ts` and
 * `retry-budget.ts` keep callers from hurting an upstream that fails. Bytes of an answer are lent, never stored: a body is as large
 * as it likes. With upstreams that speak HTTP/2, over Node's own, `http2-pool.ts` has the sessions, `http2-session.ts` is one of
 * them, and `http2-stream.ts` carries one request on it.
 *
 * Pools are shared by origin and outlive snapshots; a balancer keeps its turn while its targets stay, and what is known of a target's
 * health stays with upstream and origin.
 */
import assert from 'node:assert/strict'
import { messageOf } from '../../base/errors.ts'
import type { Upstream } from '../../snapshot/snapshot.ts'
import { type Balancer, createBalancer, type Parts, type Terms } from './balancer.ts'
import { Breaker } from './breaker.ts'
import { Deadlines } from './deadlines.ts'
import { Http2Pool } from './http2-pool.ts'
import { defaultPoolLimits, Http1Pool, type Pool } from './pool.ts'
import { startProbes } from './probes.ts'
import { RetryBudget } from './retry-budget.ts'
import { createShared } from './shared.ts'
import { TargetHealth } from './target-health.ts'
import { type TargetTls, type TargetTlsStore, TargetTlsUnusable } from './target-tls.ts'
import { leastBytes, type Timeouts, timeoutsOf } from './timeouts.ts'

export interface Upstreams {
  readonly deadlines: Deadlines
  /**
   * The balancers of a snapshot by upstream id, those that are there already where nothing changed. They and their connections are
   * held until `release`. Throws `TargetTlsUnusable`, and holds nothing then.
   */
  acquire(upstreams: readonly Upstream[], pause?: () => Promise<void> | undefined): Promise<Lease>
  states(now: number): readonly TargetState[]
  /** Of those that have a breaker or retries. */
  guardedStates(now: number): readonly GuardedState[]
  /** Breaks what is still open. */
  destroy(): void
}

interface HeldTarget {
  readonly upstream: string
  readonly origin: string
  readonly pool: Pool
  readonly health: TargetHealth
}

/** How a target is, for who looks after it. */
export interface TargetState {
  readonly upstream: string
  readonly target: string
  /** Gets requests. */
  readonly isAvailable: boolean
  /** How often it was ejected since the process began. */
  readonly ejections: number
  /** Requests it has, and that wait for it. */
  readonly load: number
}

/** What keeps an upstream from its callers. Counts are since the process began. */
export interface GuardedState {
  readonly upstream: string
  /** Its breaker turns all requests away. */
  readonly isOpen: boolean
  /** Requests that its breaker turned away. */
  readonly turnedAway: number
  readonly retries: number
  /** Retries that its budget did not grant. */
  readonly retriesRefused: number
}

interface Guard {
  readonly upstream: string
  readonly breaker: Breaker | null
  readonly budget: RetryBudget | null
}

export interface Lease {
  readonly balancers: ReadonlyMap<string, Balancer>
  /** Requests will be held to these as well. */
  measure(timeouts: Timeouts): void
  /** Closes the pools that no other lease holds, once their requests are done. Once. */
  release(): void
}

/** @param processes so many share what an upstream takes; each gives it its part. */
export function createUpstreams(timeouts: Timeouts, processes: number, secrets: TargetTlsStore): Upstreams {
  const deadlines = new Deadlines(shortestOf(timeouts))
  const pools = createShared<Pool>((pool) => pool.close())
  const healths = createShared<TargetHealth>(() => undefined)
  const targets = createShared<HeldTarget>(() => undefined)
  const guards = createShared<Guard>(() => undefined)
  const probes = createShared<{ readonly stop: () => void }>(({ stop }) => stop())
  const balancers = createShared<Balancer>(() => undefined)

  /** What there is of a target, for as long as `releases` are not called. */
  function hold(upstream: Upstream, origin: string, security: TargetTls | null, releases: (() => void)[]): HeldTarget {
    const { id, health: probe, protocol = 'http/1.1' } = upstream
    const own = timeoutsOf(upstream, timeouts)
    const poolKey = `${origin} ${protocol} ${own.connect} ${JSON.stringify(upstream.tls ?? null)}`
    const PoolOf = protocol === 'h2' ? Http2Pool : Http1Pool
    const pool = pools.acquire(poolKey, () => new PoolOf(origin, deadlines, own, defaultPoolLimits, security))
    const key = `${id} ${origin}`
    const health = healths.acquire(key, () => new TargetHealth())
    const targetKey = `${id} ${poolKey}`
    const target = targets.acquire(targetKey, () => ({ upstream: id, origin, pool, health }))
    releases.push(
      () => pools.release(poolKey),
      () => healths.release(key),
      () => targets.release(targetKey),
    )
    if (probe !== null) {
      const probeKey = JSON.stringify([key, protocol, probe.path, probe.interval, upstream.tls])
      probes.acquire(probeKey, () => ({ stop: startProbes(origin, probe, protocol, security, target.health) }))
      releases.push(() => probes.release(probeKey))
    }
    return target
  }

  async function securityOf({ id, tls }: Upstream, releases: (() => void)[]): Promise<TargetTls | null> {
    if (tls === undefined) return null
    try {
      const security = await secrets.acquire(tls)
      releases.push(() => secrets.release(tls))
      return security
    } catch (thrown) {
      throw new TargetTlsUnusable(`upstream \`${id}\` cannot be reached as it should be: ${messageOf(thrown)}`)
    }
  }

  /** What of an upstream stays as long as its settings do, whatever becomes of its targets. */
  function termsOf(upstream: Upstream, releases: (() => void)[]): Terms {
    const { id, breaker, retries } = upstream
    const own = timeoutsOf(upstream, timeouts)
    const terms = { timeouts: own, leastBytes: leastBytes(upstream, own), retries: retries?.times ?? 0 }
    if (breaker === undefined && retries === undefined) return { ...terms, budget: null, breaker: null }
    const key = JSON.stringify([id, breaker, retries])
    const guard = guards.acquire(key, () => ({
      upstream: id,
      breaker: breaker === undefined ? null : new Breaker(breaker, processes),
      budget: retries === undefined ? null : new RetryBudget(retries.budget, processes),
    }))
    releases.push(() => guards.release(key))
    return { ...terms, budget: guard.budget, breaker: guard.breaker }
  }

  return {
    deadlines,
    async acquire(upstreams, pause = () => undefined) {
      const releases: (() => void)[] = []
      const byId = new Map<string, Balancer>()
      let shortest = shortestOf(timeouts)
      const measure = (own: Timeouts) => {
        shortest = Math.min(shortest, shortestOf(own))
      }
      for (const upstream of upstreams) measure(timeoutsOf(upstream, timeouts))
      deadlines.measure(shortest)
      const release = () => {
        for (const each of releases) each()
      }
      for (const upstream of upstreams) {
        const security = await securityOf(upstream, releases).catch((thrown) => {
          release()
          throw thrown
        })
        // A kept balancer has its targets already, but this lease must hold them too.
        const origins = [...new Set(upstream.targets.map(({ url }) => new URL(url).origin))]
        const own = new Map(origins.map((origin) => [origin, hold(upstream, origin, security, releases)]))
        const terms = termsOf(upstream, releases)
        const { id, targets, protocol, tls, balance, timeouts: times, bodyRate, retries, breaker } = upstream
        const key = JSON.stringify([id, targets, protocol, tls, balance, times, bodyRate, retries, breaker])
        const partsOf: Parts = (origin) => {
          const parts = own.get(origin)
          assert(parts, `${origin} is held`)
          return parts
        }
        byId.set(
          upstream.id,
          balancers.acquire(key, () => createBalancer(upstream, partsOf, terms)),
        )
        releases.push(() => balancers.release(key))
        await pause()
      }
      return {
        balancers: byId,
        measure(own) {
          measure(own)
          deadlines.measure(shortest)
        },
        release,
      }
    },
    states: (now) =>
      targets.all().map(({ upstream, origin, health, pool }) => ({
        upstream,
        target: origin,
        isAvailable: health.isAvailable(now),
        ejections: health.ejections,
        load: pool.load,
      })),
    guardedStates: (now) =>
      guards.all().map(({ upstream, breaker, budget }) => ({
        upstream,
        isOpen: breaker?.isOpen(now) ?? false,
        turnedAway: breaker?.refused ?? 0,
        retries: budget?.granted ?? 0,
        retriesRefused: budget?.refused ?? 0,
      })),
    destroy() {
      for (const pool of pools.all()) pool.destroy()
      for (const { stop } of probes.all()) stop()
      deadlines.stop()
      secrets.stop()
    },
  }
}

function shortestOf({ connect, headers, body, total, pace }: Timeouts): number {
  return Math.min(connect, headers, body, total, pace)
}
