import type { CallerRequest } from './caller-request.ts'
import { bodyTooLarge, noRoomForBody, type Problem, requestSlow } from './problem.ts'
import type { Deadlined, Deadlines } from './upstream/deadlines.ts'

/** Bytes of a body nobody wants that are still read, so that the caller gets its answer over a connection that stays. */
const politeness = 1024 * 1024

/** Reads what is left of a body into nothing; a caller that goes on for too long is cut off. */
export function discard(request: CallerRequest): void {
  if (request.readableEnded) return
  let left = politeness
  request.on('data', (chunk: Buffer) => {
    left -= chunk.byteLength
    if (left < 0) request.cutOff()
  })
  request.resume()
}

/** Memory for bodies that plugins want to see whole, shared by all requests: many slow callers must not fill it. */
export class BodyRoom {
  #left: number

  constructor(bytes = 64 * 1024 * 1024) {
    this.#left = bytes
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

/** A body on its way into memory, where it stays until `release`. */
export class BodyReading implements Deadlined {
  readonly deadline: number
  /** The body, or why it cannot be had; nothing once it was released before its end. */
  readonly whole: Promise<Buffer | Problem>
  readonly #request: CallerRequest
  readonly #atMost: number
  readonly #room: BodyRoom
  readonly #deadlines: Deadlines
  readonly #pieces: Buffer[] = []
  #size = 0
  #settle: (outcome: Buffer | Problem) => void = () => undefined

  /** @param patience milliseconds in which all of it must come. */
  constructor(request: CallerRequest, atMost: number, room: BodyRoom, deadlines: Deadlines, patience: number) {
    this.#request = request
    this.#atMost = atMost
    this.#room = room
    this.#deadlines = deadlines
    this.deadline = deadlines.now + patience
    this.whole = new Promise((settle) => {
      this.#settle = settle
    })
    deadlines.watch(this)
    request.on('data', this.#onData).on('end', this.#onEnd)
  }

  expire(): void {
    this.#stop(requestSlow)
  }

  /** Nobody looks at it any more. */
  release(): void {
    this.#deadlines.forget(this)
    this.#request.off('data', this.#onData).off('end', this.#onEnd)
    this.#room.give(this.#size)
    this.#size = 0
    this.#pieces.length = 0
  }

  readonly #onData = (piece: Buffer) => {
    if (this.#size + piece.length > this.#atMost) this.#stop(bodyTooLarge)
    else if (!this.#room.take(piece.length)) this.#stop(noRoomForBody)
    else {
      this.#size += piece.length
      this.#pieces.push(piece)
    }
  }

  readonly #onEnd = () => {
    // Of one that broke off nobody wants the beginning; its end is told by the answer's `close`.
    if (!this.#request.complete) return
    this.#deadlines.forget(this)
    this.#settle(this.#pieces.length === 1 && this.#pieces[0] ? this.#pieces[0] : Buffer.concat(this.#pieces))
    this.#pieces.length = 0
  }

  #stop(problem: Problem): void {
    this.release()
    this.#settle(problem)
  }
}
