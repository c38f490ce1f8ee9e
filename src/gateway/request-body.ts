import type { IncomingMessage } from 'node:http'

/** Bytes of a body nobody wants that are still read, so that the caller gets its answer over a connection that stays. */
const politeness = 1024 * 1024

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
