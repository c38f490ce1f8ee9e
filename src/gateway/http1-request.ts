import { IncomingMessage } from 'node:http'
import type { BodyReceiver, CallerRequest } from './caller-request.ts'

/**
 * Node's request of a caller, with a short way for the usual body: one with a length that comes in one piece. It is handed over
 * as the parser finds it; through the stream it would cost as much as all else that is done for the request.
 */
export class Http1Request extends IncomingMessage implements CallerRequest {
  /** What Node does itself with requests that have no body (`optimizeEmptyRequests`); older ones lack it. */
  declare _dumpAndCloseReadable: (() => void) | undefined
  #receiver: BodyReceiver | null = null
  #length = 0

  get isHttp10(): boolean {
    return this.httpVersionMinor === 0
  }

  get isMultiplexed(): boolean {
    return false
  }

  receive(length: number, receiver: BodyReceiver): void {
    const isUntouched = this.readableLength === 0 && !this.complete && !this.isPaused()
    if (!isUntouched || !(length > 0) || this._dumpAndCloseReadable === undefined) {
      receiver.pieces()
      return
    }
    this.#receiver = receiver
    this.#length = length
  }

  forgetReceiver(): void {
    this.#receiver = null
  }

  cutOff(): void {
    this.socket.destroy()
  }

  /** Called by Node's parser with each piece, and with `null` at the end. */
  override push(piece: Buffer | null): boolean {
    const receiver = this.#receiver
    if (receiver === null) return super.push(piece)
    this.#receiver = null
    if (piece?.length !== this.#length) {
      receiver.pieces()
      return super.push(piece)
    }
    this._dumpAndCloseReadable?.()
    receiver.whole(piece)
    return true
  }
}
