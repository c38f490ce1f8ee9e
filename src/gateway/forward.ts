/**
 * Carries a request to an upstream and the answer back: neither is ever held whole, a slow reader on one side slows the writer on
 * the other, and an end that is not clean on one side is not clean on the other.
 */
import { validateHeaderValue } from 'node:http'
import type { Writable } from 'node:stream'
import { AnswerHead, type AnswerStep, shapeAnswer, through } from './answer.ts'
import type { BodyReceiver, CallerRequest } from './caller-request.ts'
import type { CallerResponse } from './caller-response.ts'
import type { Exchange } from './exchange.ts'
import { isTrailer } from './field-roles.ts'
import {
  bodyTooLarge,
  type Problem,
  requestSlow,
  upstreamBroken,
  upstreamBusy,
  upstreamDown,
  upstreamSlow,
} from './problem.ts'
import { discard } from './request-body.ts'
import type { RequestFields } from './request-fields.ts'
import { Tunnel } from './tunnel.ts'
import type { BalancedTarget, Balancer } from './upstream/balancer.ts'
import type { Call, Connection, Failure } from './upstream/connection.ts'
import type { Deadlined, Deadlines } from './upstream/deadlines.ts'
import type { Waiter } from './upstream/pool.ts'
import type { ResponseHead } from './upstream/response-head.ts'
import { type Writer, writeWhenTurnEnds } from './upstream/turn.ts'

export interface Forwarding {
  readonly request: CallerRequest
  readonly response: CallerResponse
  readonly fields: RequestFields
  readonly balancer: Balancer
  /** Path and query at the upstream. */
  readonly path: string
  /** What the gateway says of the way the request came: lines with their CRLF. */
  readonly provenance: string
  readonly requestId: string
  readonly exchange: Exchange
  /** All of the body, where a plugin has read it. */
  readonly body: Buffer | null
  readonly answerSteps: readonly AnswerStep[]
  /** For a WebSocket: what the caller has sent after its request already. */
  readonly upgrade: Buffer | null
  readonly deadlines: Deadlines
  /** How long the caller may take between two pieces of its body, in milliseconds. */
  readonly patience: number
  /** Answers with a problem; called at most once, and only while nothing of an answer has been sent. */
  readonly fail: (problem: Problem) => void
  /** A fault of our own. */
  readonly fault: (thrown: unknown) => void
  /** Told when an upstream's answer ended in the middle, and the caller's with it. */
  readonly brokeOff: () => void
  /** Told when a tunnel has closed. */
  readonly tunnelClosed: () => void
}

/** Methods that may be sent twice (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
/** A first piece up to this size goes out in one write with the head. */
const smallPiece = 16_384
const nothing = Buffer.alloc(0)
const noneTried: ReadonlySet<string> = new Set()

/** One request on its way; handed from the body's first piece to a connection, and from target to target until one takes it. */
export class Forward implements Call, Waiter, Deadlined, Writer, BodyReceiver {
  readonly method: string
  readonly upgrade: boolean
  deadline = Number.POSITIVE_INFINITY
  readonly #way: Forwarding
  #tried: ReadonlySet<string> = noneTried
  #target: BalancedTarget | undefined
  #connection: Connection | null = null
  #withdraw: (() => void) | null = null
  /** The first piece of the body, kept until it is certain who gets it. */
  #first: Buffer = nothing
  /** The request is all in hand: `#first` is the whole body. */
  #isWhole: boolean
  /** Bytes of the body that have come. */
  #taken = 0
  #isRetry = false
  #isOver = false
  /** The head of the answer, until it is written: with the body's only piece, where there is but one. */
  #head: ResponseHead | null = null
  #tunnel: Tunnel | null = null
  /** Where the answer's body is written: the response, or what it goes through before. */
  #sink: Writable
  /** The last of the answer's body, until the turn ends. */
  #last = ''

  constructor(way: Forwarding) {
    this.#way = way
    this.method = way.request.method ?? 'GET'
    this.upgrade = way.upgrade !== null
    this.#sink = way.response
    if (way.body !== null) this.#first = way.body
    this.#isWhole = way.body !== null || !way.fields.hasBody
  }

  /**
   * Sends the request as soon as something of its body is there, so that callers who are slow to begin hold no connection. The
   * target is the one whose turn it is, then the next where no connection could be opened.
   */
  start(): void {
    if (this.#isWhole) {
      this.#next(upstreamDown)
      return
    }
    const { request, fields, deadlines, patience } = this.#way
    this.deadline = deadlines.now + patience
    deadlines.watch(this)
    request.receive(Number(fields.contentLength), this)
  }

  /** The caller has gone, or nothing of this matters any more. */
  leave(): void {
    if (this.#isOver) return
    this.#finish()
    this.#withdraw?.()
    this.#connection?.abandon()
  }

  /** Nothing of the body has come in time. */
  expire(): void {
    this.#finish()
    this.#way.fail(requestSlow)
  }

  // The body of the request.

  whole(body: Buffer): void {
    this.#first = body
    this.#isWhole = true
    this.#way.deadlines.forget(this)
    this.#next(upstreamDown)
  }

  pieces(): void {
    this.#way.request.on('data', this.#onData).on('end', this.#onEnd)
  }

  readonly #onData = (piece: Buffer) => {
    this.#taken += piece.length
    if (this.#taken > this.#way.exchange.bodyLimit) {
      this.#refuseBody()
      return
    }
    if (this.#connection !== null) {
      if (!this.#writePiece(this.#connection, piece)) this.#way.request.pause()
      return
    }
    this.#first = piece
    this.#isWhole = piece.length === Number(this.#way.fields.contentLength)
    if (this.#isWhole) this.#stopReading()
    else this.#way.request.pause()
    this.#way.deadlines.forget(this)
    this.#next(upstreamDown)
  }

  readonly #onEnd = () => {
    this.#stopReading()
    if (this.#connection !== null) {
      if (this.#isChunked) this.#connection.write(`0\r\n${trailerLines(this.#way.request.rawTrailers)}\r\n`)
      this.#connection.sent()
      return
    }
    this.#isWhole = true
    this.#way.deadlines.forget(this)
    this.#next(upstreamDown)
  }

  /** More has come than the route takes; what the upstream has of it is not the whole. */
  #refuseBody(): void {
    const { response, fail } = this.#way
    this.leave()
    if (response.headersSent) this.#breakOff()
    else fail(bodyTooLarge)
  }

  get #isChunked(): boolean {
    return this.#way.fields.transferEncoding !== undefined
  }

  #writePiece(connection: Connection, piece: Buffer): boolean {
    return this.#isChunked ? connection.writeChunk(piece) : connection.write(piece)
  }

  #stopReading(): void {
    const { request } = this.#way
    request.forgetReceiver()
    request.off('data', this.#onData).off('end', this.#onEnd)
  }

  drain(): void {
    if (this.#tunnel !== null) this.#tunnel.drain()
    else if (!this.#isOver) this.#way.request.resume()
  }

  // The way to a connection.

  /** @param otherwise what the caller is told when no target is left. */
  #next(otherwise: Problem): void {
    const { balancer, exchange } = this.#way
    this.#target = balancer.next(exchange, this.#tried)
    if (this.#target === undefined) {
      this.#finish()
      this.#way.fail(otherwise)
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
    const { fields, path, provenance, request } = this.#way
    const head = `${this.method} ${path} HTTP/1.1\r\nhost: ${this.#target?.pool.authority}\r\n${fields.passed}${this.#framing()}${provenance}\r\n`
    if (this.#isWhole) {
      const body = this.#isChunked ? chunkedText(this.#first, request.rawTrailers) : this.#first.toString('latin1')
      connection.send(this, head + body, true)
      return
    }
    if (this.#first.length > smallPiece) {
      connection.send(this, head, false)
      this.#writePiece(connection, this.#first)
    } else connection.send(this, head + (this.#isChunked ? chunk(this.#first) : this.#first.toString('latin1')), false)
    this.#first = nothing
    request.resume()
  }

  #framing(): string {
    const { contentLength, transferEncoding, wantsTrailers } = this.#way.fields
    const length = contentLength === undefined ? '' : `content-length: ${contentLength}\r\n`
    const coding = transferEncoding === undefined ? '' : 'transfer-encoding: chunked\r\n'
    if (this.upgrade) return `${length}${coding}connection: upgrade\r\nupgrade: websocket\r\n`
    return `${length}${coding}${wantsTrailers ? 'te: trailers\r\nconnection: te\r\n' : ''}`
  }

  // The answer.

  /** Interim answers go on as they come (RFC 9110 section 15.2), but not to HTTP/1.0, which knows none. */
  interim(head: ResponseHead): void {
    const { request, response } = this.#way
    // Node before 26.2 cannot write them; they are hints, and the answer itself comes all the same.
    if (head.status === 100 || request.httpVersionMinor === 0 || !('writeInformation' in response)) return
    // Node would put a hint behind the head where answers to earlier requests come first.
    if (response.socket === null) return
    response.writeInformation(head.status, [...head.fields, 'via', '1.1 apigov'])
  }

  head(head: ResponseHead): void {
    if (this.#target) this.#way.balancer.answered(this.#target, head.status, this.#way.exchange.now)
    if (head.status !== 101 || this.#connection === null) {
      this.#head = head
      return
    }
    const { request, response, upgrade, requestId, tunnelClosed } = this.#way
    this.#isOver = true
    response.detachSocket(request.socket)
    const own = [
      'connection',
      'upgrade',
      'upgrade',
      head.upgrade ?? 'websocket',
      'x-request-id',
      requestId,
      'via',
      '1.1 apigov',
    ]
    this.#tunnel = new Tunnel(
      request.socket,
      this.#connection,
      [...head.fields, ...own],
      upgrade ?? nothing,
      tunnelClosed,
    )
  }

  /** Nothing more has come for now: the head goes out, for whoever waits for it. */
  flush(): void {
    if (this.#head === null) return
    this.#writeHead(this.#head)
    if (this.#isOver) return
    // Not with `flushHeaders`: that one writes the head as UTF-8, and field values are Latin-1.
    this.#way.response.write(nothing)
  }

  data(bytes: Buffer, from: number, to: number): void {
    if (this.#tunnel !== null) {
      this.#tunnel.data(bytes, from, to)
      return
    }
    if (this.#head !== null) this.#writeHead(this.#head)
    if (this.#isOver || this.#sink.write(Buffer.from(bytes.subarray(from, to)))) return
    const connection = this.#connection
    connection?.pause()
    this.#sink.once('drain', () => {
      if (!this.#isOver) connection?.resume()
    })
  }

  end(bytes: Buffer, from: number, to: number, trailers: readonly string[]): void {
    if (this.#tunnel !== null) {
      this.#tunnel.end()
      return
    }
    const { request, response, fields } = this.#way
    const isUnread = !this.#isWhole && !request.readableEnded
    if (this.#head !== null) this.#writeHead(this.#head)
    if (this.#isOver) return
    this.#finish()
    if (trailers.length > 0 && fields.wantsTrailers && response.chunkedEncoding) response.addTrailers(pairs(trailers))
    this.#last = from < to ? bytes.toString('latin1', from, to) : ''
    writeWhenTurnEnds(this)
    if (isUnread) discard(request)
  }

  writeOut(): void {
    if (this.#sink === this.#way.response) this.#way.response.endWith(this.#last)
    else this.#sink.end(this.#last, 'latin1')
  }

  #writeHead(head: ResponseHead): void {
    this.#head = null
    const { response, requestId, answerSteps } = this.#way
    const { answerHeaders } = this.#way.exchange
    const { status, fields: given } = answerSteps.length === 0 ? head : this.#shaped(head)
    if (this.#isOver) return
    const fields: string[] = []
    for (let index = 0; index < given.length; index += 2) {
      const name = given[index] ?? ''
      if (isOwn(answerHeaders, name)) continue
      fields.push(name, given[index + 1] ?? '')
    }
    for (const name in answerHeaders) {
      const value = answerHeaders[name] ?? ''
      validateHeaderValue(name, value)
      fields.push(name, value)
    }
    fields.push('x-request-id', requestId, 'via', '1.1 apigov')
    if (answerSteps.length === 0) response.writeCheckedHead(status, fields)
    else response.writeHead(status, fields)
  }

  /** The head as the plugins of the route leave it; the body will go where they want it. */
  #shaped(head: ResponseHead): Pick<ResponseHead, 'status' | 'fields'> {
    const { answerSteps, exchange, response, fault } = this.#way
    const shaped = new AnswerHead(head.status, head.fields, 'upstream')
    try {
      const filters = shapeAnswer(answerSteps, exchange, shaped)
      this.#sink = through(filters, response, () => this.#breakOff())
    } catch (thrown) {
      fault(thrown)
    }
    return shaped
  }

  fail(failure: Failure): void {
    if (this.#tunnel !== null) {
      this.#tunnel.break()
      return
    }
    if (this.#isOver) return
    // The upstream had closed a connection just when it was used again. What it did of the request, if anything, it may do again.
    if (failure === 'stale' && this.#isWhole && !this.#isRetry && idempotent.has(this.method)) {
      this.#isRetry = true
      this.#connection = null
      this.#target?.pool.open(this)
      return
    }
    const { request, response } = this.#way
    const isCallerSlow = failure === 'slow' && !this.#isWhole && !request.readableEnded && !request.isPaused()
    this.#finish()
    // A connection that had been idle may close at any time.
    if (this.#target && !isCallerSlow && failure !== 'stale')
      this.#way.balancer.failed(this.#target, this.#way.exchange.now)
    if (response.headersSent) this.#breakOff()
    else this.#way.fail(failure === 'slow' ? (isCallerSlow ? requestSlow : upstreamSlow) : upstreamBroken)
  }

  /** The answer broke off after its head was sent: the caller must not take what it has for the whole. */
  #breakOff(): void {
    const { request, response, brokeOff } = this.#way
    if (response.destroyed) return
    brokeOff()
    // To HTTP/1.0 the end of the connection is the end of the answer; only a reset says otherwise.
    if (request.httpVersionMinor === 0) request.socket.resetAndDestroy()
    else response.destroy()
  }

  #finish(): void {
    this.#isOver = true
    if (!this.#isWhole) {
      this.#way.deadlines.forget(this)
      this.#stopReading()
    }
  }
}

function isOwn(own: Readonly<Record<string, string>>, name: string): boolean {
  for (const mine in own) if (mine.length === name.length && mine === name.toLowerCase()) return true
  return false
}

function chunk(piece: Buffer): string {
  return `${piece.length.toString(16)}\r\n${piece.toString('latin1')}\r\n`
}

function chunkedText(body: Buffer, rawTrailers: readonly string[]): string {
  return `${body.length === 0 ? '' : chunk(body)}0\r\n${trailerLines(rawTrailers)}\r\n`
}

function trailerLines(raw: readonly string[]): string {
  return pairs(raw)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}

function pairs(fields: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? ''
    if (isTrailer(name)) list.push([name, fields[index + 1] ?? ''])
  }
  return list
}
