import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import type { AnswerFields, CallerResponse } from './caller-response.ts'
import type { Http2Request } from './http2-request.ts'
import type { Deadlined, Deadlines } from './upstream/deadlines.ts'

const nothing = Buffer.alloc(0)

/** The answer on a stream of HTTP/2. Its head goes out with the first of its body, or alone where that takes time. */
export class Http2Response implements CallerResponse, Deadlined {
  statusCode = 200
  shouldKeepAlive = true
  deadline = Number.POSITIVE_INFINITY
  readonly #stream: ServerHttp2Stream
  readonly #wantsTrailers: boolean
  readonly #isToHead: boolean
  readonly #deadlines: Deadlines
  readonly #patience: number
  #head: OutgoingHttpHeaders | null = null
  #hasBegun = false
  #isEnded = false
  #trailers: [name: string, value: string][] = []
  #sink: Writable | null = null

  /** @param patience milliseconds in which the caller must take the last of it. */
  constructor(stream: ServerHttp2Stream, request: Http2Request, deadlines: Deadlines, patience: number) {
    this.#stream = stream
    // The only `te` there is in HTTP/2 (RFC 9113 section 8.2.2).
    this.#wantsTrailers = request.headers['te'] !== undefined
    this.#isToHead = request.method === 'HEAD'
    this.#deadlines = deadlines
    this.#patience = patience
    // A caller that goes away is seen by `close`.
    stream.on('error', () => undefined)
  }

  get headersSent(): boolean {
    return this.#head !== null
  }

  get destroyed(): boolean {
    return this.#stream.destroyed || this.#stream.closed
  }

  get isHandedOver(): boolean {
    return this.#isEnded && this.#stream.writableFinished && this.#stream.rstCode === constants.NGHTTP2_NO_ERROR
  }

  get takesTrailers(): boolean {
    return this.#wantsTrailers && this.#head?.['content-length'] === undefined && !this.#isBodiless
  }

  get sink(): Writable {
    this.#sink ??= new Sink(this)
    return this.#sink
  }

  continueInTurn(): void {
    if (!this.destroyed && !this.#hasBegun) this.#stream.additionalHeaders({ ':status': 100 })
  }

  writeInterim(status: number, fields: readonly string[]): void {
    if (!this.destroyed && !this.#hasBegun) this.#stream.additionalHeaders(headersOf(status, fields))
  }

  respond(status: number, fields: AnswerFields): void {
    this.statusCode = status
    this.#head = Array.isArray(fields) ? headersOf(status, fields) : { ...fields, ':status': status }
  }

  writeCheckedHead(status: number, fields: string[]): void {
    this.respond(status, fields)
  }

  flushHead(): void {
    this.#begin(false)
  }

  write(piece: Buffer): boolean {
    this.#begin(false)
    return this.destroyed || this.#isBodiless || this.#stream.write(piece)
  }

  endWith(body: string | Buffer): void {
    this.end(typeof body === 'string' ? Buffer.from(body, 'latin1') : body)
  }

  end(body: string | Buffer = nothing): void {
    this.#isEnded = true
    this.#begin(body.length === 0 && this.#trailers.length === 0)
    if (this.destroyed) return
    if (!this.#isBodiless && !this.#stream.writableEnded) this.#stream.end(body)
    this.deadline = this.#deadlines.now + this.#patience
    this.#deadlines.watch(this)
    this.#stream.once('close', () => this.#deadlines.forget(this))
  }

  addTrailers(trailers: [name: string, value: string][]): void {
    this.#trailers = trailers
  }

  /** Not with `close`: that one ends the stream as if the answer was whole, and resets it after. */
  breakOff(): void {
    this.#stream.destroy(new Error('the answer broke off'))
  }

  /** The caller does not take the last of it, or goes on with a request that has its answer. */
  expire(): void {
    this.deadline = Number.POSITIVE_INFINITY
    if (this.#stream.writableFinished) this.#stream.close(constants.NGHTTP2_NO_ERROR)
    else this.breakOff()
  }

  becomeTunnel(): Socket {
    throw new Error('an upgrade on a stream of HTTP/2')
  }

  once(event: 'drain', listener: () => void): this {
    this.#stream.once(event, listener)
    return this
  }

  on(event: 'close', listener: () => void): this {
    this.#stream.on(event, listener)
    return this
  }

  /** @param isAll nothing comes after the head. */
  #begin(isAll: boolean): void {
    if (this.#hasBegun || this.destroyed || this.#head === null) return
    this.#hasBegun = true
    const waitForTrailers = !isAll && this.takesTrailers
    if (waitForTrailers) this.#stream.once('wantTrailers', () => this.#stream.sendTrailers(byName(this.#trailers)))
    this.#stream.respond(this.#head, { endStream: isAll || this.#isBodiless, waitForTrailers })
  }

  /** Node ends these with their head. */
  get #isBodiless(): boolean {
    return this.#isToHead || bodiless.has(this.statusCode)
  }
}

const bodiless = new Set([204, 205, 304])

/** What filters of a body write to. */
class Sink extends Writable {
  readonly #response: Http2Response

  constructor(response: Http2Response) {
    super()
    this.#response = response
    response.on('close', () => this.destroy())
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    if (this.#response.write(piece)) done()
    else this.#response.once('drain', done)
  }

  override _final(done: () => void): void {
    this.#response.end(nothing)
    done()
  }
}

function headersOf(status: number, fields: readonly string[]): OutgoingHttpHeaders {
  const pairs: [name: string, value: string][] = []
  for (let index = 0; index < fields.length; index += 2) pairs.push([fields[index] ?? '', fields[index + 1] ?? ''])
  const headers = byName(pairs)
  headers[':status'] = status
  return headers
}

/** Names in lower case (RFC 9113 section 8.2); the values of repeated ones in a list. */
function byName(pairs: readonly (readonly [name: string, value: string])[]): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = Object.create(null)
  for (const [given, value] of pairs) {
    const name = given.toLowerCase()
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat().map(String)
  }
  return headers
}
