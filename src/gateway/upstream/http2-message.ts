/** Requests and answers as HTTP/2 has them (RFC 9113 section 8), to and from what the gateway makes of HTTP/1.1. */
import type { OutgoingHttpHeaders } from 'node:http2'
import { roleOf, trailersAmong } from '../field-roles.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import type { ResponseHead } from './response-head.ts'

/** The fields of a request. @param origin of the target. */
export function requestFields(
  { exchange, path, fields, provenance }: OutgoingRequest,
  origin: URL,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = Object.create(null)
  headers[':method'] = exchange.method
  headers[':scheme'] = origin.protocol.slice(0, -1)
  headers[':authority'] = origin.host
  headers[':path'] = path
  if (fields.contentLength !== undefined) headers['content-length'] = fields.contentLength
  if (fields.wantsTrailers) headers['te'] = 'trailers'
  for (const line of (fields.passed + provenance).split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) add(headers, line.slice(0, colon), line.slice(colon + 2))
  }
  return headers
}

/** @param trailers flat; those that must not be there are dropped. */
export function trailerFields(trailers: readonly string[]): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = Object.create(null)
  for (const [name, value] of trailersAmong(trailers)) add(headers, name, value)
  return headers
}

/** Names are in lower case; the values of repeated ones a list. */
function add(headers: OutgoingHttpHeaders, given: string, value: string): void {
  const name = given.toLowerCase()
  const before = headers[name]
  headers[name] = before === undefined ? value : [before, value].flat().map(String)
}

/** @param raw flat, as they came: `:status` is among them. */
export function responseHead(status: number, raw: readonly string[]): ResponseHead {
  const fields: string[] = []
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]]
    const role = roleOf(name)
    // The gateway's own takes the place of `X-Request-Id`; most of what belongs to a connection cannot be here.
    if (name.startsWith(':') || role === null || role === 'hop' || role === 'te' || role === 'x-request-id') continue
    if (role === 'content-length' && (status < 200 || status === 204)) continue
    fields.push(name, value)
  }
  return { status, version: '2.0', fields, framing: 'close', persistent: true, keepsFor: null, upgrade: null }
}
