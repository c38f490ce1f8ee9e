import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'

/** Told once how the body of a request comes. */
export interface BodyReceiver {
  /** All of it at once. */
  whole(body: Buffer): void
  /** In pieces: the request is a stream like any other. */
  pieces(): void
}

/** A request of a caller, of whatever version of HTTP, in the words of HTTP/1.1. */
export interface CallerRequest {
  readonly method?: string | undefined
  /** The request target as the caller wrote it. */
  readonly url?: string | undefined
  /** As in `Via`: `1.0`, `1.1` or `2.0`, or what a caller makes up. */
  readonly httpVersion: string
  /** Of the time before chunks, interim answers and expectations. */
  readonly isHttp10: boolean
  /** Its connection carries others at the same time: nothing is done to the connection for the sake of this one. */
  readonly isMultiplexed: boolean
  /** Lower-case names, repeated fields joined as Node does. */
  readonly headers: IncomingHttpHeaders
  /** Name, value, name, value. */
  readonly rawHeaders: string[]
  /** Known once the body has ended. */
  readonly rawTrailers: string[]
  readonly socket: Socket
  /** All of it has come. A body that ends otherwise is not the whole body. */
  readonly complete: boolean
  readonly readableEnded: boolean
  isPaused(): boolean
  pause(): void
  resume(): void
  on(event: 'data', listener: (piece: Buffer) => void): this
  on(event: 'end', listener: () => void): this
  off(event: 'data', listener: (piece: Buffer) => void): this
  off(event: 'end', listener: () => void): this
  /** @param length of the body, as the caller announced it; `NaN` where it did not. */
  receive(length: number, receiver: BodyReceiver): void
  /** Nobody is to be told any more. */
  forgetReceiver(): void
  /** Nothing more is read of it. */
  cutOff(): void
}
