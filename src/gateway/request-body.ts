import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** Bytes of a body nobody wants that are still read, so that the caller gets its answer over a connection that stays. */
const politeness = 1024 * 1024

/**
 * A request's body as a stream of its own, so that undici can destroy it without destroying the caller's connection, over which
 * the answer still has to go. Reads nothing before it is read: where no connection could be opened, another target can have it.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage
  readonly #onFirstRead: () => void
  #begun = false

  /** @param onFirstRead called once, before the first byte is asked for: the moment for `100 Continue`. */
  constructor(request: IncomingMessage, onFirstRead: () => void) {
    super()
    this.#request = request
    this.#onFirstRead = onFirstRead
  }

  override _read(): void {
    if (!this.#begun) {
      this.#begun = true
      this.#onFirstRead()
      this.#request.on('data', this.#data).on('end', this.#end)
    }
    this.#request.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#begun) {
      this.#request.off('data', this.#data).off('end', this.#end)
      discard(this.#request)
    }
    done(error)
  }

  readonly #data = (chunk: Buffer) => {
    if (!this.push(chunk)) this.#request.pause()
  }

  readonly #end = () => {
    this.push(null)
  }
}

/** Reads what is left of a body into nothing; a caller that goes on for too long is cut off. */
export function discard(request: IncomingMessage): void {
  if (request.complete && request.readableEnded) return
  let left = politeness
  request.on('data', (chunk: Buffer) => {
    left -= chunk.byteLength
    if (left < 0) request.socket.destroy()
  })
  request.resume()
}
