/** Upstreams and their connections. Pools are shared by origin and outlive snapshots; a balancer keeps its turn while its targets stay. */
import assert from 'node:assert/strict'
import { Pool } from 'undici'
import type { Upstream } from '../snapshot/snapshot.ts'

/** Milliseconds. */
export interface Timeouts {
  /** To open a connection. */
  readonly connect: number
  /** From the last byte of a request to the head of its answer. */
  readonly headers: number
  /** Between two pieces of an answer's body. */
  readonly body: number
}

export const defaultTimeouts: Timeouts = { connect: 5_000, headers: 60_000, body: 300_000 }

export interface Balancer {
  /** The target whose turn it is, not one of `tried`; `undefined` where none is left. */
  next(now: number, tried: ReadonlySet<string>): BalancedTarget | undefined
  /** A target refused a connection: the others take its share for a while, unless there are none. */
  failed(target: BalancedTarget, now: number): void
}

export interface BalancedTarget {
  readonly origin: string
  readonly pool: Pool
}

interface Turn extends BalancedTarget {
  readonly weight: number
  current: number
  skippedUntil: number
}

const skipFor = 2_000

/**
 * Smooth weighted round robin: over `sum of weights` requests each target gets exactly its weight, spread as evenly as can be.
 * A target of weight 0 gets none.
 */
function createBalancer(upstream: Upstream, poolOf: (origin: string) => Pool): Balancer {
  const turns: Turn[] = upstream.targets
    .filter(({ weight }) => weight > 0)
    .map(({ url, weight }) => {
      const { origin } = new URL(url)
      return { origin, pool: poolOf(origin), weight, current: 0, skippedUntil: 0 }
    })

  return {
    next(now, tried) {
      const left = tried.size === 0 ? turns : turns.filter(({ origin }) => !tried.has(origin))
      const up = left.filter(({ skippedUntil }) => skippedUntil <= now)
      return turnOf(up.length > 0 ? up : left)
    },
    failed(target, now) {
      const turn = turns.find(({ origin }) => origin === target.origin)
      if (turn) turn.skippedUntil = now + skipFor
    },
  }
}

function turnOf(turns: readonly Turn[]): Turn | undefined {
  let total = 0
  let best: Turn | undefined
  for (const turn of turns) {
    turn.current += turn.weight
    total += turn.weight
    if (best === undefined || turn.current > best.current) best = turn
  }
  if (best) best.current -= total
  return best
}

export interface Upstreams {
  /** The balancers of a snapshot by upstream id, those that are there already where nothing changed. They and their connections are held until `release`. */
  acquire(upstreams: readonly Upstream[], pause?: () => Promise<void> | undefined): Promise<Lease>
  /** Breaks what is still open. */
  destroy(): Promise<void>
}

export interface Lease {
  readonly balancers: ReadonlyMap<string, Balancer>
  /** Closes the pools that no other lease holds, once their requests are done. Once. */
  release(): void
}

export function createUpstreams(timeouts: Timeouts): Upstreams {
  const pools = createShared<Pool>((pool) => {
    // Nothing waits for it: requests on it finish, idle connections go.
    void pool.close().catch(() => undefined)
  })
  const balancers = createShared<Balancer>(() => undefined)

  return {
    async acquire(upstreams, pause = () => undefined) {
      const releases: (() => void)[] = []
      const byId = new Map<string, Balancer>()
      for (const upstream of upstreams) {
        // A kept balancer has its pools already, but this lease must hold them too.
        const origins = new Set(upstream.targets.map(({ url }) => new URL(url).origin))
        const own = new Map([...origins].map((origin) => [origin, pools.acquire(origin, () => open(origin, timeouts))]))
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
    async destroy() {
      await Promise.all(pools.all().map((pool) => pool.destroy()))
    },
  }
}

function open(origin: string, timeouts: Timeouts): Pool {
  return new Pool(origin, {
    // One request at a time per connection: a broken answer can then never be taken for that of another request.
    pipelining: 1,
    allowH2: false,
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
  })
}

function held(pools: ReadonlyMap<string, Pool>, origin: string): Pool {
  const pool = pools.get(origin)
  assert(pool, `a pool for ${origin} is held`)
  return pool
}

interface Shared<T> {
  acquire(key: string, make: () => T): T
  release(key: string): void
  all(): readonly T[]
}

/** Things that several leases hold at once; the last one to let go disposes. */
function createShared<T>(dispose: (thing: T) => void): Shared<T> {
  const things = new Map<string, { readonly thing: T; holders: number }>()
  return {
    acquire(key, make) {
      const entry = things.get(key) ?? { thing: make(), holders: 0 }
      entry.holders += 1
      things.set(key, entry)
      return entry.thing
    },
    release(key) {
      const entry = things.get(key)
      if (entry === undefined || --entry.holders > 0) return
      things.delete(key)
      dispose(entry.thing)
    },
    all: () => [...things.values()].map(({ thing }) => thing),
  }
}
