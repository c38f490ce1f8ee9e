import type { Balance, Target, Upstream } from '../../snapshot/snapshot.ts'
import type { Exchange } from '../exchange.ts'
import type { Breaker } from './breaker.ts'
import { rendezvousScore } from './hash.ts'
import type { Pool } from './pool.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { TargetHealth } from './target-health.ts'
import type { Timeouts } from './timeouts.ts'

/** What of a request decides where it goes. */
export type Balanced = Pick<Exchange, 'now' | 'address' | 'caller' | 'headers'>

export interface Balancer extends Terms {
  /**
   * The target whose turn it is, not one of `tried`; `undefined` where none is left. One that is down, ejected or just refused a
   * connection gets nothing, unless all are.
   */
  next(request: Balanced, tried: ReadonlySet<string>): BalancedTarget | undefined
  /** A target refused a connection, or there was none in time. */
  refused(target: BalancedTarget, now: number): void
  /** A target gave no valid answer, or said (502, 503, 504) that it cannot. */
  failed(target: BalancedTarget, now: number): void
  /** A target answered. */
  answered(target: BalancedTarget, status: number, now: number): void
}

/** What the catalog says of an upstream beside its targets. */
export interface Terms {
  readonly timeouts: Timeouts
  /** Bytes of a request's body in each `timeouts.pace`; 0: as slowly as it likes. */
  readonly leastBytes: number
  /** How often a request is sent again at most. */
  readonly retries: number
  /** `null` where nothing is sent again. */
  readonly budget: RetryBudget | null
  readonly breaker: Breaker | null
}

export interface BalancedTarget {
  readonly origin: string
  readonly pool: Pool
  readonly health: TargetHealth
}

interface Turn extends BalancedTarget {
  /** At least 1: one that has none is only asked by those it is a canary for. */
  readonly weight: number
  readonly canary: Target['canary']
  current: number
}

/** What a balancer needs of an origin. */
export type Parts = (origin: string) => { readonly pool: Pool; readonly health: TargetHealth }

export function createBalancer(upstream: Upstream, partsOf: Parts, terms: Terms): Balancer {
  const all: Turn[] = upstream.targets.map(({ url, weight, canary }) => {
    const { origin } = new URL(url)
    return { origin, ...partsOf(origin), weight: Math.max(weight, 1), canary, current: 0 }
  })
  const weighted = all.filter((_, index) => upstream.targets[index]?.weight !== 0)
  const canaries = all.filter(({ canary }) => canary !== undefined)
  const choose = choiceBy(upstream.balance)

  function failed({ health }: BalancedTarget, now: number): void {
    terms.breaker?.failed(now)
    if (!health.failed() || health.isEjected(now)) return
    // Never more than half of them: what fails everywhere is no fault of a target.
    const ejected = all.filter((target) => target.health.isEjected(now)).length
    if (ejected + 1 <= all.length / 2) health.eject(now)
  }

  return {
    ...terms,
    next(request, tried) {
      for (const turns of canaries.length > 0 ? [canaries.filter(wants(request)), weighted] : [weighted]) {
        const left = tried.size === 0 ? turns : turns.filter(({ origin }) => !tried.has(origin))
        const up = left.every(({ health }) => health.isAvailable(request.now))
          ? left
          : left.filter(({ health }) => health.isAvailable(request.now))
        if (up.length > 0) return choose(up, request)
        // Canaries that are down leave their share to the others.
        if (turns === weighted) return choose(left, request)
      }
      return undefined
    },
    refused(target, now) {
      target.health.refused(now)
      failed(target, now)
    },
    failed,
    answered(target, status, now) {
      if (status >= 502 && status <= 504) failed(target, now)
      else {
        target.health.succeeded(now)
        terms.breaker?.succeeded(now)
      }
    },
  }
}

/** Whether a request is one of those that a canary is for. */
function wants({ caller, headers }: Balanced): (turn: Turn) => boolean {
  return ({ canary }) =>
    (caller !== null && canary?.consumers?.includes(caller.consumer)) ||
    (canary?.header !== undefined && headers[canary.header.name] === canary.header.value)
}

type Choice = (turns: readonly Turn[], request: Balanced) => Turn | undefined

function choiceBy(balance: Balance | undefined): Choice {
  if (balance === undefined) return byWeight
  if (balance.by === 'connections') return byConnections
  return (turns, request) => byHash(turns, keyOf(balance, request))
}

/**
 * Smooth weighted round robin: over `sum of weights` requests each target gets exactly its weight, spread as evenly as can be.
 */
function byWeight(turns: readonly Turn[]): Turn | undefined {
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

/** The one with the fewest requests for its weight; among equals, by weight. */
function byConnections(turns: readonly Turn[]): Turn | undefined {
  const share = ({ pool, weight }: Turn) => (pool.load + 1) / weight
  const least = Math.min(...turns.map(share))
  return byWeight(turns.filter((turn) => share(turn) === least))
}

/** Rendezvous hashing: when a target comes or goes, only its own share of the keys moves. */
function byHash(turns: readonly Turn[], key: string): Turn | undefined {
  let best: Turn | undefined
  let highest = Number.NEGATIVE_INFINITY
  for (const turn of turns) {
    const score = rendezvousScore(key, turn.origin, turn.weight)
    if (score > highest) [best, highest] = [turn, score]
  }
  return best
}

/** The address where a request has not what it is balanced by. */
function keyOf(balance: Exclude<Balance, { by: 'connections' }>, { address, caller, headers }: Balanced): string {
  if (balance.by === 'consumer') return caller?.consumer ?? address
  if (balance.by === 'header') return String(headers[balance.name] ?? address)
  return address
}
