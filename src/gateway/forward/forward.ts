import {
  noWebSockets,
  type Problem,
  requestSlow,
  upstreamBroken,
  upstreamBusy,
  upstreamDown,
  upstreamPaused,
  upstreamSlow,
} from '../problem.ts'
import type { BalancedTarget } from '../upstream/balancer.ts'
import { type Call, type Carrier, Connection, type Failure } from '../upstream/connection.ts'
import type { Deadlined } from '../upstream/deadlines.ts'
import type { Waiter } from '../upstream/pool.ts'
import type { ResponseHead } from '../upstream/response-head.ts'
import { AnswerRelay } from './answer-relay.ts'
import { type BodyOwner, BodyRelay } from './body-relay.ts'
import type { Forwarding } from './forwarding.ts'
import { Tunnel } from './tunnel.ts'

/** Methods that may be sent twice (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
const nothing = Buffer.alloc(0)
const noneTried: ReadonlySet<string> = new Set()
/** Milliseconds before the first retry at most, twice as many before the next: those who failed together must not come again together. */
const firstPause = 25

/**
 * Carries a request to an upstream and the answer back: neither is ever held whole, a slow reader on one side slows the writer on
 * the other, and an end that is not clean on one side is not clean on the other.
 *
 * This is the choice of who gets the request, from target to target until one takes it, and what is done where it fails there.
 * The body goes through a `BodyRelay`, the answer through an `AnswerRelay`; after a 101 both go through a `Tunnel`.
 */
export class Forward implements Call, Waiter, BodyOwner, Deadlined {
  deadline = Number.POSITIVE_INFINITY
  isAnswering = false
  readonly method: string
  readonly upgrade: boolean
  readonly #way: Forwarding
  readonly #body: BodyRelay
  readonly #answer: AnswerRelay
  #tunnel: Tunnel | null = null
  #tried: ReadonlySet<string> = noneTried
  #target: BalancedTarget | undefined
  #carrier: Carrier | null = null
  #withdraw: (() => void) | null = null
  /** It was sent once more over a connection of its own, because an idle one had just been closed. */
  #isRepeated = false
  #retries = 0
  #isOver = false

  constructor(way: Forwarding) {
    this.#way = way
    this.method = way.exchange.method
    this.upgrade = way.upgrade !== null
    this.#body = new BodyRelay(way, this)
    this.#answer = new AnswerRelay(way)
  }

  get timeouts() {
    return this.#way.balancer.timeouts
  }

  start(): void {
    this.#body.start()
  }

  /** The caller has gone, or nothing of this matters any more. */
  leave(): void {
    if (this.#isOver) return
    this.#finish()
    this.#withdraw?.()
    this.#carrier?.abandon()
  }

  // The way to a connection.

  bodyBegan(): void {
    const { balancer, clock, deadlines, exchange } = this.#way
    const { breaker, budget, timeouts } = balancer
    if (breaker !== null) {
      const entry = breaker.enter(clock.now())
      if ('refused' in entry) {
        this.#finish()
        this.#failWith(entry.refused === 'full' ? upstreamBusy : upstreamPaused(entry.wait))
        return
      }
      exchange.atEnd(entry.leave)
    }
    budget?.requested(clock.now())
    if (timeouts.total !== Number.POSITIVE_INFINITY) {
      this.deadline = deadlines.now + timeouts.total
      deadlines.watch(this)
    }
    this.#next(upstreamDown)
  }

  /** All of it has taken too long. */
  expire(): void {
    const isCallerSlow = this.#body.isAwaited
    // Between two tries it is nobody's.
    this.#gaveUp(isCallerSlow || this.#carrier === null)
    this.leave()
    this.#failWith(isCallerSlow ? requestSlow : upstreamSlow)
  }

  bodyRefused(problem: Problem): void {
    this.leave()
    this.#failWith(problem)
  }

  /** @param otherwise what the caller is told when no target is left. */
  #next(otherwise: Problem): void {
    const { balancer, exchange, owner } = this.#way
    this.#target = balancer.next(exchange, this.#tried)
    if (this.#target === undefined) {
      this.#finish()
      owner.fail(otherwise)
      return
    }
    const { pool } = this.#target
    if (this.upgrade && !pool.takesUpgrades) {
      this.#finish()
      owner.fail(noWebSockets)
    } else this.#withdraw = pool.acquire(this)
  }

  unconnected(failure: Failure): void {
    this.#withdraw = null
    if (this.#isOver || this.#target === undefined) return
    this.#tried = new Set([...this.#tried, this.#target.origin])
    if (failure === 'busy') this.#next(upstreamBusy)
    else {
      this.#way.balancer.refused(this.#target, this.#way.clock.now())
      this.#next(failure === 'unreachable' ? upstreamDown : upstreamSlow)
    }
  }

  connected(carrier: Carrier): void {
    this.#withdraw = null
    if (this.#isOver) {
      carrier.destroy()
      return
    }
    this.#carrier = carrier
    this.#body.send(this, carrier)
  }

  drain(): void {
    if (this.#tunnel !== null) this.#tunnel.drain()
    else if (!this.#isOver) this.#body.drain()
  }

  // The answer.

  interim(head: ResponseHead): void {
    this.#answer.interim(head)
  }

  head(head: ResponseHead): void {
    if (this.#target) this.#way.balancer.answered(this.#target, head.status, this.#way.clock.now())
    if (head.status >= 502 && head.status <= 504 && this.#triesAgain()) return
    this.isAnswering = true
    if (head.status === 101 && this.#carrier instanceof Connection) this.#openTunnel(head, this.#carrier)
    else this.#answer.head(head)
  }

  flush(): void {
    this.#answer.flush()
  }

  data(bytes: Buffer, from: number, to: number): void {
    if (!this.isAnswering) return
    if (this.#tunnel !== null) this.#tunnel.data(bytes, from, to)
    else this.#answer.data(bytes, from, to, this.#carrier)
  }

  end(bytes: Buffer, from: number, to: number, trailers: readonly string[]): void {
    if (!this.isAnswering) return
    if (this.#tunnel !== null) {
      this.#tunnel.end()
      return
    }
    this.#answer.end(bytes, from, to, trailers)
    // A fault in its head has ended it otherwise.
    if (this.#isOver) return
    this.#finish()
    this.#body.discardRest()
  }

  #openTunnel(head: ResponseHead, connection: Connection): void {
    const { response, upgrade, requestId, owner, deadlines } = this.#way
    this.#isOver = true
    deadlines.forget(this)
    const socket = response.becomeTunnel()
    const protocol = ['connection', 'upgrade', 'upgrade', head.upgrade ?? 'websocket']
    const fields = [...head.fields, ...protocol, 'x-request-id', requestId, 'via', '1.1 apigov']
    this.#tunnel = new Tunnel(socket, connection, fields, upgrade ?? nothing, () => owner.tunnelClosed())
  }

  fail(failure: Failure): void {
    if (this.#tunnel !== null) {
      this.#tunnel.break()
      return
    }
    if (this.#isOver) return
    // The upstream had closed a connection just when it was used again: what it did of the request, if anything, it may do again.
    // Or it says that it did nothing.
    const mayRepeat = failure === 'refused' || (failure === 'stale' && idempotent.has(this.method))
    if (mayRepeat && this.#body.isWhole && !this.#isRepeated) {
      this.#isRepeated = true
      this.#carrier = null
      this.#target?.pool.open(this)
      return
    }
    const isCallerSlow = failure === 'slow' && this.#body.isAwaited
    // A connection that had been idle may close at any time, and one that is to end refuses what crosses with that.
    this.#gaveUp(isCallerSlow || failure === 'stale' || failure === 'refused')
    if (!this.isAnswering && this.#triesAgain()) return
    this.#finish()
    if (isCallerSlow) this.#failWith(requestSlow)
    else this.#failWith(failure === 'slow' ? upstreamSlow : upstreamBroken)
  }

  /** @param isExcused it is not the target's fault. */
  #gaveUp(isExcused: boolean): void {
    if (this.#target && !isExcused) this.#way.balancer.failed(this.#target, this.#way.clock.now())
  }

  /** Sends the request again, to another target where there is one. False where it may not be, or not any more. */
  #triesAgain(): boolean {
    const { balancer, clock, exchange } = this.#way
    const { budget, retries } = balancer
    if (budget === null || this.#retries >= retries || this.#isOver || this.#target === undefined) return false
    if (this.upgrade || !this.#body.isWhole || !idempotent.has(this.method) || !budget.grants(clock.now())) return false
    this.#carrier?.abandon()
    this.#carrier = null
    this.#tried = new Set([...this.#tried, this.#target.origin])
    const pause = setTimeout(
      () => {
        this.#withdraw = null
        if (balancer.next(exchange, this.#tried) === undefined) this.#tried = noneTried
        this.#next(upstreamBroken)
      },
      Math.random() * firstPause * 2 ** this.#retries,
    )
    this.#withdraw = () => clearTimeout(pause)
    this.#retries += 1
    return true
  }

  #failWith(problem: Problem): void {
    const { response, owner } = this.#way
    if (response.headersSent) this.#answer.breakOff()
    else owner.fail(problem)
  }

  #finish(): void {
    this.#isOver = true
    this.#way.deadlines.forget(this)
    this.#body.stop()
    this.#answer.stop()
  }
}
