import { ChunkedReader } from './chunked.ts'
import { endOfHead, MalformedResponse, type ResponseHead, readResponseHead } from './response-head.ts'

/** Told of an answer as it comes. Bytes are lent for the length of the call: what is to be kept must be copied. */
export interface ResponseSink {
  /** A 1xx before the answer. */
  interim(head: ResponseHead): void
  head(head: ResponseHead): void
  data(bytes: Buffer, from: number, to: number): void
  /** The answer is whole. The last piece of the body comes with it, and may be empty. */
  end(bytes: Buffer, from: number, to: number, trailers: readonly string[]): void
}

/** Bytes of a head; more is malformed. */
const headLimit = 65_536
const interimLimit = 100
const none = Buffer.alloc(0)

/** Reads the answers on one connection, one request at a time. Throws `MalformedResponse` at the first byte that is not as it must be. */
export class ResponseReader {
  #sink: ResponseSink | null = null
  #method = ''
  #upgrade = false
  #head: ResponseHead | null = null
  #begun = false
  #interims = 0
  /** The beginning of a head whose end has not come yet. */
  #pending = none
  /** Of a body with a length. */
  #left = 0
  #chunks: ChunkedReader | null = null

  /** The answer to this request comes next. @param upgrade the request asks for one: a 101 is an answer to it. */
  expect(method: string, upgrade: boolean, sink: ResponseSink): void {
    this.#sink = sink
    this.#method = method
    this.#upgrade = upgrade
    this.#head = null
    this.#begun = false
    this.#interims = 0
  }

  /** Whether an answer is wanted that is not over. */
  get isWaiting(): boolean {
    return this.#sink !== null
  }

  /** Whether anything of the answer has come. */
  get hasBegun(): boolean {
    return this.#begun
  }

  /** Answers the head once it is known; `null` before. It stays after the answer is over. */
  get current(): ResponseHead | null {
    return this.#head
  }

  read(bytes: Buffer, length: number): void {
    this.#begun = true
    if (this.#pending.length === 0) {
      this.#readOn(bytes, length)
      return
    }
    const joined = Buffer.concat([this.#pending, bytes.subarray(0, length)])
    this.#pending = none
    this.#readOn(joined, joined.length)
  }

  /** The connection has ended. Answers whether that was the right end of an answer. */
  close(): boolean {
    const sink = this.#sink
    if (sink === null || this.#head?.framing !== 'close') return false
    this.#sink = null
    sink.end(none, 0, 0, [])
    return true
  }

  #readOn(bytes: Buffer, to: number): void {
    let at = 0
    while (this.#head === null) {
      // Nobody asked: a server that speaks out of turn would be heard as the answer to somebody else's request.
      if (this.#sink === null) throw new MalformedResponse('an answer without a request')
      const end = endOfHead(bytes, at, to)
      if ((end < 0 ? to : end) - at > headLimit) throw new MalformedResponse('a head without end')
      if (end < 0) {
        this.#pending = Buffer.from(bytes.subarray(at, to))
        return
      }
      const head = readResponseHead(bytes.toString('latin1', at, end), this.#method)
      at = end
      this.#take(head, this.#sink)
    }
    if (this.#sink !== null) at = this.#body(bytes, at, to, this.#sink, this.#head)
    if (this.#sink === null && at < to) throw new MalformedResponse('bytes after the end of the answer')
  }

  #take(head: ResponseHead, sink: ResponseSink): void {
    if (head.status < 200 && head.status !== 101) {
      if (++this.#interims > interimLimit) throw new MalformedResponse('interim answers without end')
      sink.interim(head)
      return
    }
    if (head.status === 101 && !this.#upgrade) throw new MalformedResponse('a 101 that nobody asked for')
    // After a 101 the connection is a tunnel: what comes is data until it ends.
    this.#head = head.status === 101 ? { ...head, framing: 'close', persistent: false } : head
    const { framing } = this.#head
    this.#left = typeof framing === 'number' ? framing : 0
    this.#chunks = framing === 'chunked' ? new ChunkedReader() : null
    sink.head(this.#head)
  }

  #body(bytes: Buffer, from: number, to: number, sink: ResponseSink, head: ResponseHead): number {
    if (this.#chunks !== null) return this.#chunked(bytes, from, to, sink, this.#chunks)
    if (head.framing === 'close') {
      if (from < to) sink.data(bytes, from, to)
      return to
    }
    if (to - from < this.#left) {
      if (from < to) sink.data(bytes, from, to)
      this.#left -= to - from
      return to
    }
    this.#sink = null
    sink.end(bytes, from, from + this.#left, [])
    return from + this.#left
  }

  #chunked(bytes: Buffer, from: number, to: number, sink: ResponseSink, chunks: ChunkedReader): number {
    const at = chunks.read(bytes, from, to, (start, end) => sink.data(bytes, start, end))
    if (chunks.isOver) {
      const { trailers } = chunks
      this.#sink = null
      sink.end(bytes, at, at, trailers)
    }
    return at
  }
}
