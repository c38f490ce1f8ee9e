/** A request as it is written to an upstream: HTTP/1.1 (RFC 9112), as text in Latin-1. */
import { trailersAmong } from '../field-roles.ts'
import type { OutgoingRequest } from './outgoing-request.ts'

/** The head, with the blank line that ends it. @param authority for the `Host` field. */
export function requestHead(request: OutgoingRequest, authority: string): string {
  const { exchange, path, fields, provenance } = request
  return `${exchange.method} ${path} HTTP/1.1\r\nhost: ${authority}\r\n${fields.passed}${framing(request)}${provenance}\r\n`
}

function framing({ fields, upgrade }: OutgoingRequest): string {
  const { contentLength, transferEncoding, wantsTrailers } = fields
  const length = contentLength === undefined ? '' : `content-length: ${contentLength}\r\n`
  const coding = transferEncoding === undefined ? '' : 'transfer-encoding: chunked\r\n'
  if (upgrade !== null) return `${length}${coding}connection: upgrade\r\nupgrade: websocket\r\n`
  return `${length}${coding}${wantsTrailers ? 'te: trailers\r\nconnection: te\r\n' : ''}`
}

/** One piece of a body as one chunk (RFC 9112 section 7.1). */
export function chunk(piece: Buffer): string {
  return `${piece.length.toString(16)}\r\n${piece.toString('latin1')}\r\n`
}

/** What follows the last piece of a chunked body. @param rawTrailers flat; those that must not be there are dropped. */
export function lastChunk(rawTrailers: readonly string[]): string {
  const lines = trailersAmong(rawTrailers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `0\r\n${lines.join('')}\r\n`
}

/** All of a body in chunks. */
export function chunked(body: Buffer, rawTrailers: readonly string[]): string {
  return `${body.length === 0 ? '' : chunk(body)}${lastChunk(rawTrailers)}`
}
