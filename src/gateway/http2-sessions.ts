/**
 * HTTP/2 with callers (RFC 9113), over Node's own: who may take how much of it, and when it ends. A request of a stream then
 * goes the way of every other, as an `Http2Request` and an `Http2Response`.
 */
import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import { CallerConnection } from './caller-connection.ts'
import { handle } from './handle.ts'
import type { Handling } from './handling.ts'
import { listSize, readHttp2Head } from './http2-head.ts'
import { Http2Request } from './http2-request.ts'
import { Http2Response } from './http2-response.ts'
import type { Deadlined } from './upstream/deadlines.ts'

/** As those of connections over HTTP/1. */
interface Limits {
  /** Milliseconds until the first request is there. */
  readonly head: number
  /** Milliseconds between two requests. */
  readonly idle: number
  /** Of the fields of a request, with 32 bytes for each (section 6.5.2). */
  readonly headSize: number
  readonly fields: number
}

/** Milliseconds that a session has to end once it was asked to. */
const farewell = 1_000
/** What a caller may do for nothing: streams that end before their answer, pings and settings. At once, and per second. */
const [forgiven, forgivenPerSecond] = [200, 20] as const

const options = {
  settings: {
    maxConcurrentStreams: 100,
    enablePush: false,
  },
  /** Settings of one frame, and pings of ours that wait for their answer. */
  maxSettings: 32,
  maxOutstandingPings: 10,
  /** Megabytes that the frames of a session may take. */
  maxSessionMemory: 10,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  /** Where a stream is reset before JavaScript hears of it. */
  streamResetBurst: forgiven,
  streamResetRate: forgivenPerSecond,
  /** What an upstream answers twice, HTTP/1 passes on as well. */
  strictSingleValueFields: false,
}

/** The sessions of all callers. */
export class Http2Sessions {
  readonly #handling: Handling
  readonly #limits: Limits
  readonly #all = new Set<CallerSession>()

  constructor(handling: Handling, limits: Limits) {
    this.#handling = handling
    this.#limits = limits
  }

  /** Serves HTTP/2 on a connection on which it has been agreed. */
  take(socket: Socket): void {
    const session = new CallerSession(socket, this.#handling, this.#limits, () => this.#all.delete(session))
    this.#all.add(session)
  }

  /** Takes no new requests (GOAWAY); those in flight are answered. */
  close(): void {
    for (const session of this.#all) session.close()
  }

  /** Breaks what is still open. */
  destroy(): void {
    for (const session of this.#all) session.destroy()
  }
}

class CallerSession implements Deadlined {
  deadline: number
  readonly #socket: Socket
  readonly #session: ServerHttp2Session
  readonly #handling: Handling
  readonly #limits: Limits
  #streams = 0
  #isClosing = false
  #forgiven: number = forgiven
  #forgivenAt: number

  constructor(socket: Socket, handling: Handling, limits: Limits, ended: () => void) {
    const { deadlines } = handling
    this.#socket = socket
    this.#handling = handling
    this.#limits = limits
    this.#forgivenAt = deadlines.now
    this.deadline = deadlines.now + limits.head
    deadlines.watch(this)
    this.#session = performServerHandshake(socket, {
      ...options,
      settings: { ...options.settings, maxHeaderListSize: limits.headSize },
      maxHeaderListPairs: limits.fields,
    })
    this.#session
      .on('stream', (stream, headers, flags, rawHeaders: string[]) => this.#begun(stream, headers, flags, rawHeaders))
      .on('ping', () => this.#forgive())
      .on('remoteSettings', () => this.#forgive())
      // What becomes of it is told by `close`.
      .on('error', () => undefined)
      .on('close', () => {
        deadlines.forget(this)
        ended()
      })
  }

  close(): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#session.close()
    if (this.#streams === 0) this.deadline = this.#handling.deadlines.now + farewell
  }

  destroy(): void {
    this.#session.destroy()
    this.#socket.destroy()
  }

  /** Nothing is asked for any more. A header block without end is nothing either. */
  expire(): void {
    if (this.#isClosing) this.destroy()
    else this.close()
  }

  #begun(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, rawHeaders: readonly string[]): void {
    // Node may have heard its end in the same breath, and holds callers to our settings once they have confirmed them.
    const isTooLarge = listSize(rawHeaders) > this.#limits.headSize
    if (isTooLarge || stream.closed || stream.destroyed) {
      stream.on('error', () => undefined).close(constants.NGHTTP2_ENHANCE_YOUR_CALM)
      this.#forgive()
      return
    }
    this.#streams += 1
    this.deadline = Number.POSITIVE_INFINITY
    const { deadlines, patience } = this.#handling
    const hasBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0
    const request = new Http2Request(stream, headers, readHttp2Head(rawHeaders, hasBody), this.#socket)
    const response = new Http2Response(stream, request, deadlines, patience)
    response.on('close', () => this.#over(response))
    handle(request, response, new CallerConnection(), this.#handling)
  }

  #over(response: Http2Response): void {
    this.#streams -= 1
    if (this.#streams === 0)
      this.deadline = this.#handling.deadlines.now + (this.#isClosing ? farewell : this.#limits.idle)
    if (!response.isHandedOver) this.#forgive()
  }

  /**
   * Streams that are reset are cheap for the caller and dear for the upstream (CVE-2023-44487), whoever resets them
   * (CVE-2025-8671); pings and settings want answers.
   */
  #forgive(): void {
    const { now } = this.#handling.deadlines
    this.#forgiven = Math.min(forgiven, this.#forgiven + ((now - this.#forgivenAt) / 1000) * forgivenPerSecond)
    this.#forgivenAt = now
    this.#forgiven -= 1
    if (this.#forgiven < 0) this.#session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
}
