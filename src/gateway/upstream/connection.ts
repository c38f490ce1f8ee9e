import type net from 'node:net'
import type { Deadlined, Deadlines } from './deadlines.ts'
import { chunk, chunked, lastChunk, requestHead } from './http1-message.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import { ResponseReader, type ResponseSink } from './response-reader.ts'
import { connectTo } from './target-socket.ts'
import type { TargetTls } from './target-tls.ts'
import type { Timeouts } from './timeouts.ts'
import { type Writer, writeWhenTurnEnds } from './turn.ts'

/**
 * Why there is no answer, or no whole one. `unreachable`, `busy`: nothing was sent. `stale`: a connection that had been idle was
 * gone, and nothing of an answer was seen. `refused`: the upstream says that it did nothing of it. `slow`: a deadline passed.
 * `broken`: the answer is not HTTP, or ended in the middle.
 */
export type Failure = 'unreachable' | 'unreachable in time' | 'busy' | 'stale' | 'refused' | 'slow' | 'broken'

/** A request on a connection, and what waits for its answer. */
export interface Call extends ResponseSink {
  readonly method: string
  /** The request asks for another protocol: a 101 answers it. */
  readonly upgrade: boolean
  /** Those of its upstream. */
  readonly timeouts: Timeouts
  /** Nothing more has come for now: what was held back to go out with it must not wait. */
  flush(): void
  /** What had been written and not taken is taken: there is room again. */
  drain(): void
  /** There will be no `end`. */
  fail(failure: Failure): void
}

/** What carries one request to an upstream and its answer back. */
export interface Carrier {
  /**
   * Writes a request, and of its body what is there; the rest follows by `write` and `finish`.
   * @param trailers of a body that is whole already, flat; those that must not be there are dropped. `null`: it is not.
   */
  send(call: Call, request: OutgoingRequest, body: Buffer, trailers: readonly string[] | null): void
  /** A piece of the body. False: wait for `drain`. */
  write(piece: Buffer): boolean
  /** The body is over. @param trailers as of `send`. */
  finish(trailers: readonly string[]): void
  /** The reader of the answer is behind. */
  pause(): void
  resume(): void
  /** Nobody wants the answer any more. The call is told nothing. */
  abandon(): void
  destroy(): void
}

/** Who has connections: told of what becomes of each. */
export interface ConnectionOwner {
  opened(connection: Connection): void
  /** Can carry another request. */
  freed(connection: Connection): void
  /** @param failure of a connection that was never opened. */
  closed(connection: Connection, failure: Failure | null): void
}

/** A first piece of a body up to this size goes out in one write with the head. */
const smallPiece = 16_384
/** Seconds an idle connection is kept where the upstream does not say. */
const idleFor = 60
/** Reading is synchronous: what has come is dealt with, or copied, before the next connection reads. So all share one buffer. */
const readBuffer = Buffer.allocUnsafeSlow(65_536)

/**
 * One connection to an upstream, HTTP/1.1 over TCP or TLS, one request at a time: a broken answer can then never be taken for
 * that of another request. Deadlines are numbers on it, moved from stage to stage.
 */
export class Connection implements Carrier, Deadlined, Writer {
  deadline: number
  /** Requests it has carried. */
  served = 0
  readonly #socket: net.Socket
  readonly #reader = new ResponseReader()
  readonly #owner: ConnectionOwner
  readonly #authority: string
  readonly #deadlines: Deadlines
  #timeouts: Timeouts
  #call: Call | null = null
  /** The head of a request, and its body where it is whole, until the turn ends. */
  #unsent = ''
  #isOpen = false
  #isSending = false
  /** The body of the request goes in chunks. */
  #isChunked = false
  #isPaused = false
  #keepsFor = idleFor
  #failure: Failure | null = null

  /** @param security see `connectTo`. */
  constructor(
    origin: URL,
    owner: ConnectionOwner,
    deadlines: Deadlines,
    timeouts: Timeouts,
    security: TargetTls | null,
  ) {
    this.#owner = owner
    this.#authority = origin.host
    this.#deadlines = deadlines
    this.#timeouts = timeouts
    this.deadline = deadlines.now + timeouts.connect
    deadlines.watch(this)
    this.#socket = connectTo(origin, 'http/1.1', security, {
      allowHalfOpen: true,
      onread: { buffer: readBuffer, callback: (length) => this.#received(length) },
    })
    this.#socket
      .on(origin.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        this.#isOpen = true
        owner.opened(this)
      })
      .on('drain', () => this.#call?.drain())
      // What becomes of it is told by `close`, which always follows.
      .on('error', () => undefined)
      .on('end', () => this.#ended())
      .on('close', () => this.#closed())
  }

  get isAlive(): boolean {
    return !this.#socket.destroyed
  }

  send(call: Call, request: OutgoingRequest, body: Buffer, trailers: readonly string[] | null): void {
    const head = requestHead(request, this.#authority)
    this.#isChunked = request.fields.transferEncoding !== undefined
    if (trailers !== null) {
      this.#begin(call, head + (this.#isChunked ? chunked(body, trailers) : body.toString('latin1')), true)
    } else if (body.length > smallPiece) {
      this.#begin(call, head, false)
      this.write(body)
    } else this.#begin(call, head + (this.#isChunked ? chunk(body) : body.toString('latin1')), false)
  }

  #begin(call: Call, message: string, isWhole: boolean): void {
    this.#call = call
    this.#timeouts = call.timeouts
    this.#reader.expect(call.method, call.upgrade, call)
    this.#isSending = !isWhole
    this.deadline = this.#deadlines.now + (isWhole ? this.#timeouts.headers : this.#timeouts.body)
    this.#unsent = message
    writeWhenTurnEnds(this)
  }

  writeOut(): void {
    const message = this.#unsent
    if (message === '') return
    this.#unsent = ''
    this.#socket.write(message, 'latin1')
  }

  write(piece: Buffer): boolean {
    if (!this.#isChunked) return this.writeRaw(piece)
    // As one chunk (RFC 9112 section 7.1), in one write.
    this.#socket.cork()
    this.writeRaw(`${piece.length.toString(16)}\r\n`)
    this.writeRaw(piece)
    const hasRoom = this.writeRaw('\r\n')
    this.#socket.uncork()
    return hasRoom
  }

  finish(trailers: readonly string[]): void {
    if (this.#isChunked) this.writeRaw(lastChunk(trailers))
    this.sent()
  }

  /** Of a tunnel: what the caller says. False: wait for `drain`. */
  writeRaw(piece: string | Buffer): boolean {
    if (this.#reader.current === null || !this.#isPaused) this.deadline = this.#deadlines.now + this.#timeouts.body
    this.writeOut()
    return this.#socket.write(piece, 'latin1')
  }

  /** The request is whole. */
  sent(): void {
    this.#isSending = false
    if (this.#reader.current === null) this.deadline = this.#deadlines.now + this.#timeouts.headers
  }

  /** Of a tunnel: nothing more will be written. */
  endTunnel(): void {
    this.#socket.end()
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.deadline = this.#deadlines.now + this.#timeouts.body
    this.#socket.resume()
  }

  abandon(): void {
    this.#call = null
    this.#socket.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  expire(): void {
    this.#failure = this.#isOpen ? 'slow' : 'unreachable in time'
    this.deadline = Number.POSITIVE_INFINITY
    this.#socket.destroy()
  }

  #received(length: number): boolean {
    try {
      this.deadline = this.#deadlines.now + this.#timeouts.body
      this.#reader.read(readBuffer, length)
    } catch {
      // Malformed. Where the next answer begins nobody knows.
      this.#failure = 'broken'
      this.#socket.destroy()
      return false
    }
    if (this.#reader.isWaiting) this.#call?.flush()
    else if (this.#call !== null) this.#over()
    return !this.#isPaused
  }

  #over(): void {
    this.#call = null
    this.served += 1
    const head = this.#reader.current
    if (this.#isSending || head?.persistent !== true || this.#socket.destroyed) {
      this.#socket.destroy()
      return
    }
    this.#keepsFor = head.keepsFor ?? idleFor
    this.resume()
    // A second before the upstream closes it: a request must not cross with its farewell.
    this.deadline = this.#deadlines.now + Math.max(0.5, this.#keepsFor - 1) * 1000
    this.#owner.freed(this)
  }

  #ended(): void {
    if (this.#call !== null && this.#reader.close()) this.#call = null
    this.#socket.destroy()
  }

  #closed(): void {
    this.#deadlines.forget(this)
    const call = this.#call
    this.#call = null
    this.#owner.closed(this, this.#isOpen ? null : (this.#failure ?? 'unreachable'))
    if (call === null) return
    const isStale = this.served > 0 && !this.#reader.hasBegun && this.#failure === null
    call.fail(isStale ? 'stale' : (this.#failure ?? 'broken'))
  }
}
