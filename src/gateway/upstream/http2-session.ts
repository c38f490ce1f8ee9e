import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2'
import type net from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Failure } from './connection.ts'
import type { Deadlined, Deadlines } from './deadlines.ts'
import { type StreamOwner, UpstreamStream } from './http2-stream.ts'
import { connectTo } from './target-socket.ts'
import type { TargetTls } from './target-tls.ts'
import type { Timeouts } from './timeouts.ts'

/** Who has sessions: told of what becomes of each. */
export interface SessionOwner {
  opened(session: UpstreamSession): void
  /** Can carry another request. */
  freed(session: UpstreamSession): void
  /** Carries no new ones. @param failure of a session that was never opened. */
  retired(session: UpstreamSession, failure: Failure | null): void
  /** Is gone, with all it carried. */
  closed(session: UpstreamSession): void
}

/** Milliseconds after which a session that carries nothing is let go. */
const idleFor = 60_000
/** Streams at a time, where the upstream allows more. */
const streamsAtMost = 250

const options = {
  settings: { enablePush: false, maxHeaderListSize: 65_536 },
  /** Megabytes that the frames of a session may take. */
  maxSessionMemory: 64,
  /** What a caller says twice, HTTP/1 passes on as well. */
  strictSingleValueFields: false,
}

/** One connection to an upstream that carries many requests at a time (RFC 9113). */
export class UpstreamSession implements StreamOwner, Deadlined {
  deadline: number
  readonly origin: URL
  readonly #owner: SessionOwner
  readonly #deadlines: Deadlines
  readonly #timeouts: Timeouts
  readonly #session: ClientHttp2Session
  readonly #streams = new Set<UpstreamStream>()
  #served = 0
  #isOpen = false
  #isAsked = false
  #isClosing = false
  #failure: Failure = 'unreachable'

  /** @param security see `connectTo`. */
  constructor(origin: URL, owner: SessionOwner, deadlines: Deadlines, timeouts: Timeouts, security: TargetTls | null) {
    this.origin = origin
    this.#owner = owner
    this.#deadlines = deadlines
    this.#timeouts = timeouts
    this.deadline = deadlines.now + timeouts.connect
    deadlines.watch(this)
    this.#session = http2.connect(origin.origin, { ...options, createConnection: () => open(origin, security) })
    this.#session
      // With its settings: before them nobody knows how much it takes.
      .once('remoteSettings', () => this.#opened())
      .on('goaway', () => this.#retire())
      // What becomes of it is told by `close`.
      .on('error', () => undefined)
      .on('close', () => {
        deadlines.forget(this)
        this.#retire()
        owner.closed(this)
      })
  }

  /** Requests it carries. */
  get load(): number {
    return this.#streams.size
  }

  get hasRoom(): boolean {
    // Streams are told of its end before it is itself.
    if (!this.#isOpen || this.#isClosing || this.#session.closed || this.#session.destroyed) return false
    return (
      this.#streams.size < Math.min(streamsAtMost, this.#session.remoteSettings.maxConcurrentStreams ?? streamsAtMost)
    )
  }

  get isStale(): boolean {
    return this.#session.destroyed && this.#served > 0
  }

  /** A place for one request. */
  take(): UpstreamStream {
    const stream = new UpstreamStream(this, this.#deadlines)
    if (this.#streams.size === 0) this.deadline = this.#deadlines.now + this.#timeouts.headers / 2
    this.#streams.add(stream)
    return stream
  }

  request(headers: OutgoingHttpHeaders, options: { endStream: boolean; waitForTrailers: boolean }): ClientHttp2Stream {
    return this.#session.request(headers, options)
  }

  ended(stream: UpstreamStream): void {
    if (!this.#streams.delete(stream)) return
    this.#served += 1
    if (this.#streams.size === 0) this.deadline = this.#deadlines.now + idleFor
    if (!this.#isClosing) this.#owner.freed(this)
    else if (this.#streams.size === 0) this.#session.close()
  }

  /** Carries no new requests; ends with those it has. */
  close(): void {
    this.#retire()
    if (this.#streams.size === 0) this.#session.close()
  }

  destroy(): void {
    this.#session.destroy()
  }

  expire(): void {
    if (this.#isOpen && this.#streams.size === 0) this.close()
    else if (this.#isOpen && !this.#isAsked) this.#ask()
    else {
      this.#failure = 'unreachable in time'
      this.#session.destroy()
    }
    if (this.#isClosing) this.deadline = Number.POSITIVE_INFINITY
  }

  #opened(): void {
    this.#isOpen = true
    this.deadline = this.#deadlines.now + idleFor
    this.#owner.opened(this)
  }

  /** A connection can be gone without a word: half of the time that an answer may take is enough to wonder. */
  #ask(): void {
    this.#isAsked = true
    this.deadline = this.#deadlines.now + this.#timeouts.connect
    this.#session.ping(() => {
      this.#isAsked = false
      this.deadline = this.#deadlines.now + this.#timeouts.headers / 2
    })
  }

  #retire(): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#owner.retired(this, this.#isOpen ? null : this.#failure)
  }
}

/** In the clear HTTP/2 is spoken without asking (RFC 9113 section 3.3); over TLS it must be agreed on. */
function open(origin: URL, security: TargetTls | null): net.Socket {
  const socket = connectTo(origin, 'h2', security)
  if (origin.protocol !== 'https:') return socket
  return (
    socket
      .on('secureConnect', () => {
        if ((socket as TLSSocket).alpnProtocol !== 'h2') socket.destroy()
      })
      // A certificate that is refused is told after the handshake (RFC 8446 section 4.4.2.4), and Node then leaves the session waiting.
      .on('error', () => socket.destroy())
  )
}
