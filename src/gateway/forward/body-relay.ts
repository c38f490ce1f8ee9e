import type { BodyReceiver } from '../caller-request.ts'
import { bodyTooLarge, type Problem, requestSlow } from '../problem.ts'
import { discard } from '../request-body.ts'
import type { Call, Carrier } from '../upstream/connection.ts'
import type { Deadlined } from '../upstream/deadlines.ts'
import type { Forwarding } from './forwarding.ts'

/** Told what becomes of a body. */
export interface BodyOwner {
  /** The upstream has begun to answer. */
  readonly isAnswering: boolean
  /** Something of it is there, or there is none: the request can be sent. Called once. */
  bodyBegan(): void
  /** It cannot be had; what an upstream has of it is not the whole. */
  bodyRefused(problem: Problem): void
}

const nothing = Buffer.alloc(0)

/**
 * The body of a request on its way to an upstream. Nothing is asked of an upstream before the first piece is there, so that
 * callers who are slow to begin hold no connection; what follows goes on as it comes, no faster than it is taken, and no slower
 * than the least rate: who trickles would hold the connection for as long as it likes.
 */
export class BodyRelay implements BodyReceiver, Deadlined {
  deadline = Number.POSITIVE_INFINITY
  readonly #way: Forwarding
  readonly #owner: BodyOwner
  /** The first piece, kept until it is certain who gets it. */
  #first: Buffer = nothing
  /** It is all in hand: `#first` is the whole body. */
  #isWhole: boolean
  /** Bytes that have come. */
  #taken = 0
  /** Who gets the rest. */
  #carrier: Carrier | null = null
  /** Bytes that had come when the rate was looked at last. */
  #judged = 0
  /** Since then, the upstream did not take all at once. */
  #wasHeldUp = false

  constructor(way: Forwarding, owner: BodyOwner) {
    this.#way = way
    this.#owner = owner
    if (way.body !== null) this.#first = way.body
    this.#isWhole = way.body !== null || !way.fields.hasBody
  }

  /** Whether it can be sent again. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** Whether it is the caller who keeps the others waiting. */
  get isAwaited(): boolean {
    const { request } = this.#way
    return !this.#isWhole && !request.readableEnded && !request.isPaused()
  }

  start(): void {
    if (this.#isWhole) {
      this.#owner.bodyBegan()
      return
    }
    const { request, fields, deadlines, patience } = this.#way
    this.deadline = deadlines.now + patience
    deadlines.watch(this)
    request.receive(Number(fields.contentLength), this)
  }

  /** Writes the request: its head, and of the body what is there. The rest follows as it comes. */
  send(call: Call, carrier: Carrier): void {
    const { request } = this.#way
    if (this.#isWhole) {
      carrier.send(call, this.#way, this.#first, request.rawTrailers)
      return
    }
    this.#carrier = carrier
    this.#expectPace()
    carrier.send(call, this.#way, this.#first, null)
    this.#first = nothing
    request.resume()
  }

  /** The upstream takes more. */
  drain(): void {
    this.#way.request.resume()
  }

  /** The upstream gets no more of it. */
  stop(): void {
    if (!this.#isWhole) this.#stopReading()
  }

  /** Nobody wants the rest. */
  discardRest(): void {
    const { request } = this.#way
    if (!this.#isWhole && !request.readableEnded) discard(request)
  }

  /** Nothing has come in time, or not enough. An upstream that answers meanwhile wants it so: both sides may be streams. */
  expire(): void {
    const isEnough = this.#taken - this.#judged >= this.#way.balancer.leastBytes || this.#wasHeldUp
    if (this.#carrier !== null && (isEnough || this.#owner.isAnswering)) this.#expectPace()
    else this.#owner.bodyRefused(requestSlow)
  }

  #expectPace(): void {
    const { balancer, deadlines, request } = this.#way
    if (balancer.leastBytes === 0) return
    this.#judged = this.#taken
    this.#wasHeldUp = request.isPaused()
    this.deadline = deadlines.now + balancer.timeouts.pace
    deadlines.watch(this)
  }

  whole(body: Buffer): void {
    this.#first = body
    this.#isWhole = true
    this.#began()
  }

  pieces(): void {
    this.#way.request.on('data', this.#onData).on('end', this.#onEnd)
  }

  readonly #onData = (piece: Buffer) => {
    const { request, exchange, fields } = this.#way
    this.#taken += piece.length
    if (this.#taken > exchange.bodyLimit) {
      this.#owner.bodyRefused(bodyTooLarge)
      return
    }
    if (this.#carrier !== null) {
      if (this.#carrier.write(piece)) return
      this.#wasHeldUp = true
      request.pause()
      return
    }
    this.#first = piece
    this.#isWhole = piece.length === Number(fields.contentLength)
    if (this.#isWhole) this.#stopReading()
    else request.pause()
    this.#began()
  }

  readonly #onEnd = () => {
    // One that broke off must not look whole; that it did is told by the answer's `close`.
    if (!this.#way.request.complete) return
    this.#stopReading()
    if (this.#carrier !== null) {
      this.#carrier.finish(this.#way.request.rawTrailers)
      return
    }
    this.#isWhole = true
    this.#began()
  }

  #began(): void {
    this.#way.deadlines.forget(this)
    this.#owner.bodyBegan()
  }

  #stopReading(): void {
    const { request, deadlines } = this.#way
    deadlines.forget(this)
    request.forgetReceiver()
    request.off('data', this.#onData).off('end', this.#onEnd)
  }
}
