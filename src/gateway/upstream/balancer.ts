import type { Upstream } from '../../snapshot/snapshot.ts'
import type { Pool } from './pool.ts'

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
export function createBalancer(upstream: Upstream, poolOf: (origin: string) => Pool): Balancer {
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
