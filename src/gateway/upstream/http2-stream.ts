import { type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2'
import { addAbortSignal } from 'node:stream'
import type { Call, Carrier, Failure } from './connection.ts'
import type { Deadlined, Deadlines } from './deadlines.ts'
import { requestFields, responseHead, trailerFields } from './http2-message.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import { type Writer, writeWhenTurnEnds } from './turn.ts'

/** The session that a stream is part of. */
export interface StreamOwner {
  readonly origin: URL
  /** Begins a stream; what is wrong with the session by then is told by the stream. */
  request(headers: OutgoingHttpHeaders, options: { endStream: boolean; waitForTrailers: boolean }): ClientHttp2Stream
  /** It has carried requests before, and its connection is gone. */
  readonly isStale: boolean
  /** Another request may take its place. */
  ended(stream: UpstreamStream): void
}

const none: Buffer = Buffer.alloc(0)

/** One request on a session of HTTP/2, and its answer. */
export class UpstreamStream implements Carrier, Deadlined, Writer {
  deadline = Number.POSITIVE_INFINITY
  readonly #owner: StreamOwner
  readonly #deadlines: Deadlines
  #stream: ClientHttp2Stream | null = null
  #call: Call | null = null
  #hasEnded = false
  #hasHead = false
  #isPaused = false
  #isSending = false
  /** What came last of the body, until the turn ends: it goes out with the head, and with the end where that comes, too. */
  #held = none
  /** Bytes of the body that are still to come, where its length was said. */
  #left = Number.NaN
  #isSlow = false
  #trailers: readonly string[] = []
  #sentTrailers: readonly string[] = []

  constructor(owner: StreamOwner, deadlines: Deadlines) {
    this.#owner = owner
    this.#deadlines = deadlines
  }

  send(call: Call, request: OutgoingRequest, body: Buffer, trailers: readonly string[] | null): void {
    this.#call = call
    this.#isSending = trailers === null
    this.#sentTrailers = trailers ?? []
    const endStream = trailers !== null && trailers.length === 0 && body.length === 0
    const waitForTrailers = !endStream && request.fields.transferEncoding !== undefined
    const headers = requestFields(request, this.#owner.origin)
    const stream = this.#owner.request(headers, { endStream, waitForTrailers })
    this.#stream = stream
    this.#listen(stream, call.method)
    if (waitForTrailers) stream.once('wantTrailers', () => stream.sendTrailers(trailerFields(this.#sentTrailers)))
    if (body.length > 0) stream.write(body)
    if (trailers !== null && !endStream) stream.end()
    this.deadline = this.#deadlines.now + (this.#isSending ? call.timeouts.body : call.timeouts.headers)
    this.#deadlines.watch(this)
  }

  write(piece: Buffer): boolean {
    if (!this.#hasHead || !this.#isPaused) this.#expectMore()
    return this.#stream?.write(piece) ?? true
  }

  finish(trailers: readonly string[]): void {
    this.#isSending = false
    this.#sentTrailers = trailers
    this.#stream?.end()
    if (!this.#hasHead && this.#call) this.deadline = this.#deadlines.now + this.#call.timeouts.headers
  }

  pause(): void {
    this.#isPaused = true
    this.#stream?.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#expectMore()
    this.#stream?.resume()
  }

  abandon(): void {
    this.#call = null
    this.destroy()
  }

  /** With `close` Node would end the request as if its body was whole, and reset it after. */
  destroy(): void {
    if (this.#stream === null) this.#end()
    else addAbortSignal(AbortSignal.abort(), this.#stream)
  }

  expire(): void {
    this.#isSlow = true
    this.deadline = Number.POSITIVE_INFINITY
    this.destroy()
  }

  /** Nothing more has come for now. */
  writeOut(): void {
    const [call, held] = [this.#call, this.#held]
    if (call === null || this.#hasEnded) return
    this.#held = none
    if (held.length > 0) call.data(held, 0, held.length)
    else call.flush()
  }

  #listen(stream: ClientHttp2Stream, method: string): void {
    stream
      .on('headers', (headers, _flags, raw: string[]) => {
        this.#expectMore()
        this.#call?.interim(responseHead(Number(headers[':status']), raw))
      })
      .on('response', (headers, _flags, raw: string[]) => {
        this.#hasHead = true
        this.#expectMore()
        const status = Number(headers[':status'])
        const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
        this.#left = hasBody ? Number(headers['content-length'] ?? Number.NaN) : Number.NaN
        this.#call?.head(responseHead(status, raw))
        writeWhenTurnEnds(this)
      })
      .on('data', (piece: Buffer) => this.#received(piece))
      .on('trailers', (_headers, _flags, raw: string[]) => {
        this.#trailers = raw
      })
      .on('end', () => this.#received(null))
      .on('drain', () => this.#call?.drain())
      // What becomes of it is told by `close`.
      .on('error', () => undefined)
      .on('close', () => this.#closed())
  }

  /** @param piece `null`: that was all. */
  #received(piece: Buffer | null): void {
    this.#expectMore()
    const [call, held] = [this.#call, this.#held]
    if (call === null || this.#hasEnded) return
    if (piece !== null) {
      this.#left -= piece.length
      this.#held = piece
      if (held.length > 0) call.data(held, 0, held.length)
      else writeWhenTurnEnds(this)
      return
    }
    // Reset by the upstream it ends as well. Where a length was said it tells one end from the other.
    const isWhole = this.#hasHead && !(this.#left > 0) && this.#stream?.rstCode === constants.NGHTTP2_NO_ERROR
    if (!isWhole) return
    this.#hasEnded = true
    this.#call = null
    call.end(held, 0, held.length, this.#trailers)
    // What is left of the request nobody wants.
    if (this.#isSending) this.destroy()
  }

  #closed(): void {
    const [call, stream] = [this.#call, this.#stream]
    this.#call = null
    const failure = stream !== null && !this.#isSlow ? this.#failureOf(stream) : 'slow'
    this.#end()
    call?.fail(failure)
  }

  #failureOf(stream: ClientHttp2Stream): Failure {
    // Without a number it was never sent; one that is refused was never looked at (RFC 9113 section 8.7).
    if (stream.id === undefined || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return 'refused'
    return this.#owner.isStale && !this.#hasHead ? 'stale' : 'broken'
  }

  #end(): void {
    this.#deadlines.forget(this)
    this.#owner.ended(this)
  }

  #expectMore(): void {
    if (this.#call) this.deadline = this.#deadlines.now + this.#call.timeouts.body
  }
}
