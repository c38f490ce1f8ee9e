import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { BodyReceiver, CallerRequest } from './caller-request.ts'
import type { Http2Head } from './http2-head.ts'

/** A request that came on a stream of HTTP/2. */
export class Http2Request implements CallerRequest {
  readonly method: string
  readonly url: string
  readonly httpVersion = '2.0'
  readonly isHttp10 = false
  readonly isMultiplexed = true
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: string[]
  rawTrailers: string[] = []
  readonly socket: Socket
  readonly #stream: ServerHttp2Stream

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, head: Http2Head, socket: Socket) {
    this.#stream = stream
    this.headers = headers
    this.method = head.method
    this.url = head.url
    this.rawHeaders = head.fields
    this.socket = socket
  }

  /** Of a stream that the caller has reset Node says that it has ended, too. */
  get complete(): boolean {
    return this.#stream.readableEnded && !this.#stream.closed
  }

  get readableEnded(): boolean {
    return this.#stream.readableEnded
  }

  isPaused(): boolean {
    return this.#stream.isPaused()
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  on(event: 'data' | 'end', listener: (piece: Buffer) => void): this {
    this.#stream.on(event, listener)
    return this
  }

  off(event: 'data' | 'end', listener: (piece: Buffer) => void): this {
    this.#stream.off(event, listener)
    return this
  }

  receive(_length: number, receiver: BodyReceiver): void {
    this.#stream.once('trailers', (_trailers: unknown, _flags: unknown, raw: string[]) => {
      this.rawTrailers = raw
    })
    receiver.pieces()
  }

  forgetReceiver(): void {
    // It has been told at once.
  }

  /** Not an error where the answer is whole (RFC 9113 section 8.1). */
  cutOff(): void {
    this.#stream.close(constants.NGHTTP2_NO_ERROR)
  }
}
