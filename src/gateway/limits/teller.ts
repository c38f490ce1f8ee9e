/** Asks for many at once, waits for a store outside no longer than requests can, and knows whether it is there. */
import { Counter, Gauge, type Registry } from 'prom-client'
import { messageOf } from '../../base/errors.ts'
import type { Clock } from '../../base/ports.ts'
import type { Counters, Draw, Drawn } from './counters.ts'

export interface Patience {
  /** Milliseconds after which nobody waits for an answer any more, and the store counts as away. */
  readonly answer: number
  /** Milliseconds between two questions whether it is there again. */
  readonly probe: number
}

export const defaultPatience: Patience = { answer: 50, probe: 500 }

interface Waiting {
  readonly draw: Draw
  readonly answered: (drawn: Drawn, at: number) => void
  readonly failed: (at: number) => void
  readonly over: () => void
}

/** A store that may be away. */
interface Outside {
  readonly patience: Patience
  readonly log: (line: string) => void
  readonly registry: Registry
}

export class Teller {
  readonly #counters: Pick<Counters, 'draw'>
  readonly #clock: Clock
  readonly #outside: Outside | null
  readonly #asked: Counter<'outcome'> | null
  #queue: Waiting[] = []
  #isAway = false
  #probing: NodeJS.Timeout | null = null

  /** @param outside `null`: it is there as long as this process, and waited for. */
  constructor(counters: Pick<Counters, 'draw'>, clock: Clock, outside: Outside | null) {
    this.#counters = counters
    this.#clock = clock
    this.#outside = outside
    this.#asked = outside && this.#measured(outside.registry)
  }

  #measured(registry: Registry): Counter<'outcome'> {
    const isThere = () => (this.#isAway ? 0 : 1)
    new Gauge({
      name: 'apigov_gateway_limit_store_up',
      help: '0 while the store of shared limits is away, and this process counts alone',
      registers: [registry],
      aggregator: 'min',
      collect() {
        this.set(isThere())
      },
    })
    return new Counter({
      name: 'apigov_gateway_limit_store_draws_total',
      help: 'Times the store of shared limits was asked for more: answered, late (nobody waited any more) or failed',
      labelNames: ['outcome'],
      registers: [registry],
    })
  }

  /** Finds out whether it is there, before the first request would. */
  async begin(): Promise<void> {
    await this.#counters.draw([], this.#clock.now()).catch((thrown) => this.#away(messageOf(thrown)))
  }

  get isAway(): boolean {
    return this.#isAway
  }

  /**
   * Asks, together with all else that is asked in this turn. Resolves when it is answered, or when it takes too long; `answered` is told
   * even then when the answer comes, `failed` when none will; both with the time that the store was told.
   */
  ask(draw: Draw, answered: Waiting['answered'], failed: Waiting['failed']): Promise<void> {
    return new Promise((over) => {
      if (this.#queue.length === 0) setImmediate(() => void this.#send())
      this.#queue.push({ draw, answered, failed, over })
    })
  }

  async #send(): Promise<void> {
    const waiting = this.#queue
    this.#queue = []
    let isLate = false
    const stopWaiting = this.#afterPatience((patience) => {
      isLate = true
      this.#away(`no answer within ${patience} ms`)
      for (const { over } of waiting) over()
    })
    const now = this.#clock.now()
    const draws = waiting.map(({ draw }) => draw)
    try {
      const drawn = await this.#counters.draw(draws, now)
      this.#asked?.inc({ outcome: isLate ? 'late' : 'answered' }, waiting.length)
      waiting.forEach(({ answered, failed }, index) => {
        const one = drawn[index]
        if (one === undefined) failed(now)
        else answered(one, now)
      })
    } catch (thrown) {
      this.#asked?.inc({ outcome: 'failed' }, waiting.length)
      for (const { failed } of waiting) failed(now)
      this.#away(messageOf(thrown))
    }
    stopWaiting()
    for (const { over } of waiting) over()
  }

  /** Answers what keeps `giveUp` from being called. */
  #afterPatience(giveUp: (patience: number) => void): () => void {
    if (this.#outside === null) return () => undefined
    const { answer } = this.#outside.patience
    let isOver = false
    // Where this process was busy for so long, the answer may be there already: it is read before what `setImmediate` gets.
    const timer = setTimeout(() => setImmediate(() => isOver || giveUp(answer)), answer)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }

  #away(why: string): void {
    if (this.#isAway) return
    this.#isAway = true
    if (this.#outside === null) return
    this.#outside.log(`shared limits cannot be counted, this gateway counts alone: ${why}`)
    this.#probeLater(this.#outside)
  }

  #probeLater(outside: Outside): void {
    this.#probing = setTimeout(() => void this.#probe(outside), outside.patience.probe * (0.75 + Math.random() / 2))
    this.#probing.unref()
  }

  async #probe(outside: Outside): Promise<void> {
    try {
      await this.#counters.draw([], this.#clock.now())
      this.#isAway = false
      this.#probing = null
      outside.log('shared limits are counted again')
    } catch {
      this.#probeLater(outside)
    }
  }

  close(): void {
    if (this.#probing !== null) clearTimeout(this.#probing)
  }
}
