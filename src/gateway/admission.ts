/** Whether a request is let in, and where it goes, as far as its head alone tells. */
import type { CallerRequest } from './caller-request.ts'
import {
  badFraming,
  badTarget,
  methodNotAllowed,
  noRoute,
  type Problem,
  tooManyFields,
  unknownCoding,
  unknownVersion,
} from './problem.ts'
import type { RequestFields } from './request-fields.ts'
import type { RequestTarget } from './request-target.ts'
import type { CompiledRoute, Table } from './table.ts'

/**
 * What Node's parser lets through and this gateway does not; `null` where there is nothing. Node takes any version, and the
 * absence of one, and any number of `Host` fields (RFC 9112 section 3.2).
 */
export function refusalOfHead(request: CallerRequest, fields: RequestFields, mostFields: number): Problem | null {
  const { httpVersion, isHttp10 } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0' && !request.isMultiplexed) return unknownVersion
  if (request.rawHeaders.length > 2 * mostFields) return tooManyFields(mostFields)
  if (fields.hosts > 1 || (fields.hosts === 0 && !isHttp10)) return badTarget
  return refusalOfFraming(fields, isHttp10)
}

/**
 * Two fields where there may be one, a coding besides `chunked`, any coding in HTTP/1.0 (RFC 9112 sections 6.1 and 6.3). Where
 * Node repaired, its repair and the upstream's might differ.
 */
function refusalOfFraming(fields: RequestFields, isHttp10: boolean): Problem | null {
  const { transferEncoding, contentLength } = fields
  if (fields.isDoubled) return badFraming
  if (contentLength !== undefined && (transferEncoding !== undefined || !/^\d{1,15}$/.test(contentLength)))
    return badFraming
  if (transferEncoding === undefined) return null
  if (isHttp10) return badFraming
  return transferEncoding.toLowerCase() === 'chunked' ? null : unknownCoding
}

/** The route that answers, or why there is none. */
export function routeOf(table: Table, request: CallerRequest, target: RequestTarget): CompiledRoute | Problem {
  const match = table.router.find(target.host, request.method ?? 'GET', target.path)
  if (match.kind === 'none') return noRoute
  if (match.kind === 'found') return match.route
  return preflighted(table, request, target) ?? methodNotAllowed(match.allow)
}

/** A browser asks with OPTIONS whether it may call with another method; that method's route answers, where it can. */
function preflighted(table: Table, { method, headers }: CallerRequest, target: RequestTarget): CompiledRoute | null {
  const asked = headers['access-control-request-method']
  if (method !== 'OPTIONS' || asked === undefined) return null
  const match = table.router.find(target.host, asked, target.path)
  return match.kind === 'found' ? match.route.preflight : null
}

/** Whether the caller may ask what it asks with `Expect`. HTTP/1.0 has no expectations (RFC 9110 section 10.1.1). */
export function isExpectationKnown(request: CallerRequest, fields: RequestFields): boolean {
  return fields.expect === undefined || request.isHttp10 || awaitsContinue(request, fields)
}

/** Whether the caller waits for 100 Continue before it sends its body. */
export function awaitsContinue(request: CallerRequest, fields: RequestFields): boolean {
  return fields.expect?.toLowerCase() === '100-continue' && !request.isHttp10
}

/** Path and query at the upstream. */
export function upstreamTarget(route: CompiledRoute, target: RequestTarget): string {
  const path = route.upstreamPath + target.path.slice(route.cut)
  return `${path === '' ? '/' : path}${target.query}`
}
