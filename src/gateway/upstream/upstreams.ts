/**
 * The way to the upstreams: a small HTTP/1.1 client that does what a proxy needs and nothing else, and is strict where lenience
 * would let two parties read one message differently (RFC 9112).
 *
 * From the outside in: `balancer.ts` says which target is next, `pool.ts` has the connections to each, `connection.ts` carries
 * one request at a time over one socket, `response-reader.ts` takes the answer apart with `response-head.ts` and `chunked.ts`,
 * `deadlines.ts` ends what takes too long. Bytes of an answer are lent, never stored: a body is as large as it likes.
 *
 * Pools are shared by origin and outlive snapshots; a balancer keeps its turn while its targets stay.
 */
import assert from 'node:assert/strict'
import type { Upstream } from '../../snapshot/snapshot.ts'
import { type Balancer, createBalancer } from './balancer.ts'
import { Deadlines } from './deadlines.ts'
import { defaultPoolLimits, Pool } from './pool.ts'
import { createShared } from './shared.ts'
import type { Timeouts } from './timeouts.ts'

export interface Upstreams {
  readonly deadlines: Deadlines
  /** The balancers of a snapshot by upstream id, those that are there already where nothing changed. They and their connections are held until `release`. */
  acquire(upstreams: readonly Upstream[], pause?: () => Promise<void> | undefined): Promise<Lease>
  /** Breaks what is still open. */
  destroy(): void
}

export interface Lease {
  readonly balancers: ReadonlyMap<string, Balancer>
  /** Closes the pools that no other lease holds, once their requests are done. Once. */
  release(): void
}

export function createUpstreams(timeouts: Timeouts): Upstreams {
  const deadlines = new Deadlines(Math.min(timeouts.connect, timeouts.headers, timeouts.body))
  const pools = createShared<Pool>((pool) => pool.close())
  const balancers = createShared<Balancer>(() => undefined)

  return {
    deadlines,
    async acquire(upstreams, pause = () => undefined) {
      const releases: (() => void)[] = []
      const byId = new Map<string, Balancer>()
      for (const upstream of upstreams) {
        // A kept balancer has its pools already, but this lease must hold them too.
        const origins = new Set(upstream.targets.map(({ url }) => new URL(url).origin))
        const own = new Map(
          [...origins].map((origin) => [
            origin,
            pools.acquire(origin, () => new Pool(origin, deadlines, timeouts, defaultPoolLimits)),
          ]),
        )
        const key = JSON.stringify([upstream.id, upstream.targets])
        const balancer = balancers.acquire(key, () => createBalancer(upstream, (origin) => held(own, origin)))
        byId.set(upstream.id, balancer)
        releases.push(() => balancers.release(key), ...[...origins].map((origin) => () => pools.release(origin)))
        await pause()
      }
      return {
        balancers: byId,
        release() {
          for (const release of releases) release()
        },
      }
    },
    destroy() {
      for (const pool of pools.all()) pool.destroy()
      deadlines.stop()
    },
  }
}

function held(pools: ReadonlyMap<string, Pool>, origin: string): Pool {
  const pool = pools.get(origin)
  assert(pool, `a pool for ${origin} is held`)
  return pool
}
