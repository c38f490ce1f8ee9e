/**
 * The way to the upstreams: a small HTTP/1.1 client that does what a proxy needs and nothing else, and is strict where lenience
 * would let two parties read one message differently (RFC 9112).
 *
 * From the outside in: `balancer.ts` says which target is next by what `target-health.ts` and `probes.ts` know of each, `pool.ts` has the connections to each, `connection.ts` carries
 * one request at a time over one socket, `response-reader.ts` takes the answer apart with `response-head.ts` and `chunked.ts`,
 * `deadlines.ts` ends what takes too long. Bytes of an answer are lent, never stored: a body is as large as it likes.
 *
 * Pools are shared by origin and outlive snapshots; a balancer keeps its turn while its targets stay, and what is known of a target's
 * health stays with upstream and origin.
 */
import assert from 'node:assert/strict'
import type { Upstream } from '../../snapshot/snapshot.ts'
import { type Balancer, createBalancer, type Parts } from './balancer.ts'
import { Deadlines } from './deadlines.ts'
import { defaultPoolLimits, Pool } from './pool.ts'
import { startProbes } from './probes.ts'
import { createShared } from './shared.ts'
import { TargetHealth } from './target-health.ts'
import type { Timeouts } from './timeouts.ts'

export interface Upstreams {
  readonly deadlines: Deadlines
  /** The balancers of a snapshot by upstream id, those that are there already where nothing changed. They and their connections are held until `release`. */
  acquire(upstreams: readonly Upstream[], pause?: () => Promise<void> | undefined): Promise<Lease>
  states(now: number): readonly TargetState[]
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

export interface Lease {
  readonly balancers: ReadonlyMap<string, Balancer>
  /** Closes the pools that no other lease holds, once their requests are done. Once. */
  release(): void
}

export function createUpstreams(timeouts: Timeouts): Upstreams {
  const deadlines = new Deadlines(Math.min(timeouts.connect, timeouts.headers, timeouts.body))
  const pools = createShared<Pool>((pool) => pool.close())
  const targets = createShared<HeldTarget>(() => undefined)
  const probes = createShared<{ readonly stop: () => void }>(({ stop }) => stop())
  const balancers = createShared<Balancer>(() => undefined)

  /** What there is of a target, for as long as `releases` are not called. */
  function hold({ id, health: probe }: Upstream, origin: string, releases: (() => void)[]): HeldTarget {
    const pool = pools.acquire(origin, () => new Pool(origin, deadlines, timeouts, defaultPoolLimits))
    const key = `${id} ${origin}`
    const target = targets.acquire(key, () => ({ upstream: id, origin, pool, health: new TargetHealth() }))
    releases.push(
      () => pools.release(origin),
      () => targets.release(key),
    )
    if (probe !== null) {
      const probeKey = JSON.stringify([key, probe.path, probe.interval])
      probes.acquire(probeKey, () => ({ stop: startProbes(origin, probe, target.health) }))
      releases.push(() => probes.release(probeKey))
    }
    return target
  }

  return {
    deadlines,
    async acquire(upstreams, pause = () => undefined) {
      const releases: (() => void)[] = []
      const byId = new Map<string, Balancer>()
      for (const upstream of upstreams) {
        // A kept balancer has its targets already, but this lease must hold them too.
        const origins = [...new Set(upstream.targets.map(({ url }) => new URL(url).origin))]
        const own = new Map(origins.map((origin) => [origin, hold(upstream, origin, releases)]))
        const key = JSON.stringify([upstream.id, upstream.targets, upstream.balance])
        const partsOf: Parts = (origin) => {
          const parts = own.get(origin)
          assert(parts, `${origin} is held`)
          return parts
        }
        byId.set(
          upstream.id,
          balancers.acquire(key, () => createBalancer(upstream, partsOf)),
        )
        releases.push(() => balancers.release(key))
        await pause()
      }
      return {
        balancers: byId,
        release() {
          for (const release of releases) release()
        },
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
    destroy() {
      for (const pool of pools.all()) pool.destroy()
      for (const { stop } of probes.all()) stop()
      deadlines.stop()
    },
  }
}
