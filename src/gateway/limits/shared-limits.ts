/**
 * Limits that are counted elsewhere, for several gateways or several processes of one. Each draws some requests ahead and lets callers
 * spend those, so that most requests pass at once; one that finds nothing drawn waits for the store. What is drawn and not needed is
 * given back. Where the store is away, each counts alone, or refuses, as the limit says.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Registry } from 'prom-client'
import type { Clock } from '../../base/ports.ts'
import { slices } from '../../snapshot/slices.ts'
import type { Exchange } from '../exchange.ts'
import type { Problem } from '../problem.ts'
import type { Counters, Draw } from './counters.ts'
import { announce, tooMany } from './fields.ts'
import type { Limits } from './limits.ts'
import { Purse } from './purse.ts'
import { defaultPatience, type Patience, Teller } from './teller.ts'

/** A request asks a store that may be away at most this often: others may spend what it waited for. */
const rounds = 3
/** Milliseconds after which what is drawn and not needed is given back: a store far away is asked for more at a time. */
const holding = { outside: 1_000, firstProcess: 100 } as const
const [sweptEvery, closedWithin] = [60_000, 1_000]

const uncounted: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'The limits of this API cannot be counted for now; try again in a moment',
  headers: { 'retry-after': '1' },
}

/** A store that may be away. */
export interface OutsideStore {
  /** Told when it goes away and when it is there again. */
  readonly log: (line: string) => void
  readonly registry: Registry
  readonly patience?: Patience | undefined
}

/**
 * Limits that are counted by `counters`. `close` gives back what was drawn and not spent.
 * @param outside `null`: the first process counts, and is there as long as this one.
 */
export function createSharedLimits(
  counters: Pick<Counters, 'draw'>,
  clock: Clock,
  outside: OutsideStore | null,
): Limits {
  const teller = new Teller(counters, clock, outside && { ...outside, patience: outside.patience ?? defaultPatience })
  void teller.begin()
  const held = outside === null ? holding.firstProcess : holding.outside
  const purses = new LRUCache<string, Purse>({ max: 200_000, dispose: (purse) => void settleUp([purse]) })
  /** Those that may have something to give back. */
  const drawn = new Set<Purse>()

  function purseOf(key: string, limit: Purse['limit'], now: number): Purse {
    let purse = purses.get(key)
    if (purse === undefined) {
      purse = new Purse(key, limit, now, held)
      purses.set(key, purse)
    }
    purse.renew(limit, now)
    return purse
  }

  function draw(purse: Purse, now: number): Promise<void> {
    if (purse.drawing !== null) return purse.drawing
    drawn.add(purse)
    purse.drawing = tell(purse, purse.nextDraw(now)).then(() => {
      purse.drawing = null
    })
    return purse.drawing
  }

  function tell(purse: Purse, draw: Draw): Promise<void> {
    return teller.ask(
      draw,
      (answer, at) => purse.credit(answer, at),
      (at) => purse.failed(draw, at),
    )
  }

  function decide(
    exchange: Exchange,
    claimed: readonly Purse[],
    round: number,
  ): Problem | undefined | Promise<Problem | undefined> {
    const { now } = exchange
    let mayAll: boolean | null = true
    for (const purse of claimed) {
      const may = purse.mayPass(now, teller.isAway)
      if (may === false)
        return purse.limit.whenAway === 'refuse' && teller.isAway ? uncounted : tooMany(exchange, claimed)
      if (may === null) mayAll = null
    }
    if (mayAll === null) return round < rounds || outside === null ? ask(exchange, claimed, round) : uncounted
    for (const purse of claimed) {
      purse.spend(now)
      if (purse.isLow && !teller.isAway) void draw(purse, now)
    }
    announce(exchange, claimed)
    return undefined
  }

  async function ask(exchange: Exchange, claimed: readonly Purse[], round: number): Promise<Problem | undefined> {
    const asked = claimed.filter((purse) => purse.mayPass(exchange.now, false) === null)
    for (const purse of asked) purse.waiting += 1
    await Promise.all(asked.map((purse) => draw(purse, exchange.now)))
    for (const purse of asked) purse.waiting -= 1
    return decide(exchange, claimed, round + 1)
  }

  async function settleUp(left: Iterable<Purse>): Promise<void> {
    const draws = [...left].map((purse) => purse.farewell(clock.now())).filter((one) => one !== null)
    if (draws.length > 0 && !teller.isAway) await counters.draw(draws, clock.now()).catch(() => undefined)
  }

  async function sweep(): Promise<void> {
    const pause = slices()
    for (const [key, purse] of [...purses.entries()]) {
      if (purse.isIdle(clock.now())) purses.delete(key)
      await pause()
    }
  }

  function giveBack(): void {
    if (teller.isAway) return
    const now = clock.now()
    for (const purse of drawn) {
      const excess = purse.excess(now)
      if (excess !== null) void tell(purse, excess)
      if (!purse.isHolding && purse.drawing === null) drawn.delete(purse)
    }
  }
  const timers = [setInterval(() => void sweep(), sweptEvery), setInterval(giveBack, held)]
  for (const timer of timers) timer.unref()

  return {
    settle(exchange) {
      const { claims, now } = exchange
      if (claims.length === 0) return undefined
      return decide(
        exchange,
        claims.map(({ key, limit }) => purseOf(key, limit, now)),
        0,
      )
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      teller.close()
      // Whoever ends must not wait for a store that hangs.
      const all = [...purses.values()]
      const settled = Promise.all(all.map(({ drawing }) => drawing)).then(() => settleUp(all))
      await Promise.race([settled, sleep(closedWithin, undefined, { ref: false })])
    },
  }
}
