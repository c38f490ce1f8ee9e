import { type Problem, requestSlow, upstreamBroken, upstreamBusy, upstreamDown, upstreamSlow } from '../problem.ts'
import type { BalancedTarget } from '../upstream/balancer.ts'
import type { Call, Connection, Failure } from '../upstream/connection.ts'
import type { Waiter } from '../upstream/pool.ts'
import type { ResponseHead } from '../upstream/response-head.ts'
import { AnswerRelay } from './answer-relay.ts'
import { type BodyOwner, BodyRelay } from './body-relay.ts'
import type { Forwarding } from './forwarding.ts'
import { Tunnel } from './tunnel.ts'
import { requestHead } from './upstream-request.ts'

/** Methods that may be sent twice (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
const nothing = Buffer.alloc(0)
const noneTried: ReadonlySet<string> = new Set()

/**
 * Carries a request to an upstream and the answer back: neither is ever held whole, a slow reader on one side slows the writer on
 * the other, and an end that is not clean on one side is not clean on the other.
 *
 * This is the choice of who gets the request, from target to target until one takes it, and what is done where it fails there.
 * The body goes through a `BodyRelay`, the answer through an `AnswerRelay`; after a 101 both go through a `Tunnel`.
 */
export class Forward implements Call, Waiter, BodyOwner {
  readonly method: string
  readonly upgrade: boolean
  readonly #way: Forwarding
  readonly #body: BodyRelay
  readonly #answer: AnswerRelay
  #tunnel: Tunnel | null = null
  #tried: ReadonlySet<string> = noneTried
  #target: BalancedTarget | undefined
  #connection: Connection | null = null
  #withdraw: (() => void) | null = null
  #isRetry = false
  #isOver = false

  constructor(way: Forwarding) {
    this.#way = way
    this.method = way.exchange.method
    this.upgrade = way.upgrade !== null
    this.#body = new BodyRelay(way, this)
    this.#answer = new AnswerRelay(way)
  }

  start(): void {
    this.#body.start()
  }

  /** The caller has gone, or nothing of this matters any more. */
  leave(): void {
    if (this.#isOver) return
    this.#finish()
    this.#withdraw?.()
    this.#connection?.abandon()
  }

  // The way to a connection.

  bodyBegan(): void {
    this.#next(upstreamDown)
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
    this.#withdraw = this.#target.pool.acquire(this)
  }

  unconnected(failure: Failure): void {
    this.#withdraw = null
    if (this.#isOver || this.#target === undefined) return
    this.#tried = new Set([...this.#tried, this.#target.origin])
    if (failure === 'busy') this.#next(upstreamBusy)
    else {
      this.#way.balancer.refused(this.#target, this.#way.exchange.now)
      this.#next(failure === 'unreachable' ? upstreamDown : upstreamSlow)
    }
  }

  connected(connection: Connection): void {
    this.#withdraw = null
    if (this.#isOver) {
      connection.destroy()
      return
    }
    this.#connection = connection
    this.#body.send(this, connection, requestHead(this.#way, this.#target?.pool.authority ?? ''))
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
    if (this.#target) this.#way.balancer.answered(this.#target, head.status, this.#way.exchange.now)
    if (head.status === 101 && this.#connection !== null) this.#openTunnel(head, this.#connection)
    else this.#answer.head(head)
  }

  flush(): void {
    this.#answer.flush()
  }

  data(bytes: Buffer, from: number, to: number): void {
    if (this.#tunnel !== null) this.#tunnel.data(bytes, from, to)
    else this.#answer.data(bytes, from, to, this.#connection)
  }

  end(bytes: Buffer, from: number, to: number, trailers: readonly string[]): void {
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
    const { request, response, upgrade, requestId, owner } = this.#way
    this.#isOver = true
    response.detachSocket(request.socket)
    const protocol = ['connection', 'upgrade', 'upgrade', head.upgrade ?? 'websocket']
    const fields = [...head.fields, ...protocol, 'x-request-id', requestId, 'via', '1.1 apigov']
    this.#tunnel = new Tunnel(request.socket, connection, fields, upgrade ?? nothing, () => owner.tunnelClosed())
  }

  fail(failure: Failure): void {
    if (this.#tunnel !== null) {
      this.#tunnel.break()
      return
    }
    if (this.#isOver) return
    // The upstream had closed a connection just when it was used again. What it did of the request, if anything, it may do again.
    if (failure === 'stale' && this.#body.isWhole && !this.#isRetry && idempotent.has(this.method)) {
      this.#isRetry = true
      this.#connection = null
      this.#target?.pool.open(this)
      return
    }
    const isCallerSlow = failure === 'slow' && this.#body.isAwaited
    this.#finish()
    // A connection that had been idle may close at any time.
    if (this.#target && !isCallerSlow && failure !== 'stale')
      this.#way.balancer.failed(this.#target, this.#way.exchange.now)
    if (isCallerSlow) this.#failWith(requestSlow)
    else this.#failWith(failure === 'slow' ? upstreamSlow : upstreamBroken)
  }

  #failWith(problem: Problem): void {
    const { response, owner } = this.#way
    if (response.headersSent) this.#answer.breakOff()
    else owner.fail(problem)
  }

  #finish(): void {
    this.#isOver = true
    this.#body.stop()
    this.#answer.stop()
  }
}
