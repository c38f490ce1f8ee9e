import type { OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'

/** Fields as a flat list (name, value, name, value) or by name. */
export type AnswerFields = string[] | OutgoingHttpHeaders

/** The answer to a caller, over whatever version of HTTP. */
export interface CallerResponse {
  statusCode: number
  /** The head is decided. */
  readonly headersSent: boolean
  readonly destroyed: boolean
  /** Whether the connection is kept after it, as far as is known yet. */
  shouldKeepAlive: boolean
  /** Whether all of the answer went to the system, for the caller. */
  readonly isHandedOver: boolean
  /** Trailers may follow; known once the head is written. */
  readonly takesTrailers: boolean
  /** Where the body is written by what it goes through before. */
  readonly sink: Writable
  /** 100 Continue, in its turn where answers to earlier requests come first. */
  continueInTurn(): void
  /** Another 1xx; left out where it cannot be said. */
  writeInterim(status: number, fields: readonly string[]): void
  respond(status: number, fields: AnswerFields): void
  /**
   * As `respond`.
   * @param fields flat; names are tokens and values field values (RFC 9110 section 5.5) already: they are not looked at again.
   */
  writeCheckedHead(status: number, fields: string[]): void
  /** The body is not there yet, but the head must not wait for it. */
  flushHead(): void
  /** False: wait for `drain`. */
  write(piece: Buffer): boolean
  end(body: string | Buffer): void
  /** As `end`, with all of the body; a text is Latin-1. */
  endWith(body: string | Buffer): void
  addTrailers(trailers: [name: string, value: string][]): void
  /** It ends in the middle, and the caller must see that. */
  breakOff(): void
  /** The socket after a 101. */
  becomeTunnel(): Socket
  once(event: 'drain', listener: () => void): this
  /** `close`: it is over, whole or not. */
  on(event: 'close', listener: () => void): this
}
