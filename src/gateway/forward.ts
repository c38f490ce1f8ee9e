/**
 * Carries a request to an upstream and the answer back, both as streams: neither is ever held whole, a slow reader on one side
 * slows the writer on the other, and an end that is not clean on one side is not clean on the other.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { isTrailer, requestHeaders, responseHeaders } from './headers.ts'
import { type Problem, upstreamBroken, upstreamDown, upstreamSlow } from './problem.ts'
import { RequestBody } from './request-body.ts'
import type { BalancedTarget, Balancer } from './upstreams.ts'

export interface Forwarding {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly balancer: Balancer
  /** Path and query at the upstream. */
  readonly path: string
  readonly authority: string
  readonly address: string
  readonly requestId: string
  readonly now: number
  /** Fields of the gateway's own for the answer. */
  readonly answerHeaders: Readonly<Record<string, string>>
  /** Sends `100 Continue` where the caller waits for it. */
  readonly beforeBody: () => void
  /** Answers with a problem; called at most once, and only while nothing of an answer has been sent. */
  readonly fail: (problem: Problem) => void
  /** Told when an upstream's answer ended in the middle, and the caller's with it. */
  readonly brokeOff: () => void
}

/**
 * Sends the request to the target whose turn it is, and to the next where no connection could be opened.
 * @param otherwise what the caller is told when no target is left.
 */
export function forward(forwarding: Forwarding, tried = new Set<string>(), otherwise = upstreamDown): void {
  const { balancer, now } = forwarding
  const target = balancer.next(now, tried)
  if (target === undefined) {
    forwarding.fail(otherwise)
    return
  }
  tried.add(target.origin)
  send(forwarding, target, (error) => {
    balancer.failed(target, now)
    forward(forwarding, tried, isTimeout(error) ? upstreamSlow : upstreamDown)
  })
}

/** @param unreachable no connection could be opened, and nothing of the request was sent. */
function send(forwarding: Forwarding, target: BalancedTarget, unreachable: (error: Error) => void): void {
  const { request, response } = forwarding
  const body = hasBody(request) ? new RequestBody(request, forwarding.beforeBody) : null
  let controller: Dispatcher.DispatchController | undefined
  let ended = false

  const abort = () => {
    if (!ended) controller?.abort(new Error('the caller has gone'))
  }
  const resume = () => controller?.resume()
  response.on('close', abort).on('drain', resume)
  const end = () => {
    ended = true
    response.off('close', abort).off('drain', resume)
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started
      if (response.destroyed) started.abort(new Error('the caller has gone'))
    },
    onResponseStart(at, status) {
      const fields = rawFields(at.rawHeaders)
      if (status < 200) passOn(forwarding, status, fields)
      else writeHead(forwarding, status, fields)
    },
    onResponseData(at, chunk) {
      if (!response.write(chunk)) at.pause()
    },
    onResponseEnd(at) {
      end()
      const trailers = wantsTrailers(request) ? rawFields(at.rawTrailers) : []
      if (trailers.length > 0 && response.chunkedEncoding) response.addTrailers(pairs(trailers))
      response.end()
    },
    onResponseError(_at, error) {
      end()
      body?.destroy()
      if (response.destroyed) return
      if (response.headersSent) breakOff(forwarding)
      else if (controller === undefined) unreachable(error)
      else forwarding.fail(isTimeout(error) ? upstreamSlow : upstreamBroken)
    },
  }
  target.pool.dispatch(
    {
      path: forwarding.path,
      method: request.method ?? 'GET',
      headers: requestHeaders(request.rawHeaders, request.headers.connection, {
        address: forwarding.address,
        authority: forwarding.authority,
        proto: 'http',
        requestId: forwarding.requestId,
        httpVersion: request.httpVersion,
      }),
      body,
    },
    handler,
  )
}

const nothing = Buffer.alloc(0)

function writeHead(forwarding: Forwarding, status: number, fields: readonly string[]): void {
  const { response, answerHeaders, requestId } = forwarding
  const own = { ...answerHeaders, 'x-request-id': requestId }
  // RFC 9110 section 8.6: a 204 has no Content-Length.
  response.writeHead(status, responseHeaders(fields, own, { contentLength: status !== 204 }))
  // The head goes out now, for whoever waits for it. Not with `flushHeaders`: that one writes it as UTF-8, and field values are
  // Latin-1 (every byte of theirs comes through).
  response.write(nothing)
}

/** Interim answers go on as they come (RFC 9110 section 15.2), but not to HTTP/1.0, which knows none. */
function passOn({ request, response }: Forwarding, status: number, fields: readonly string[]): void {
  // Node before 26.2 cannot write them; they are hints, and the answer itself comes all the same.
  if (response.headersSent || request.httpVersionMinor === 0 || !('writeInformation' in response)) return
  response.writeInformation(status, responseHeaders(fields, {}, { contentLength: false }))
}

/** The answer broke off after its head was sent: the caller must not take what it has for the whole. */
function breakOff({ request, response, brokeOff }: Forwarding): void {
  brokeOff()
  // To HTTP/1.0 the end of the connection is the end of the answer; only a reset says otherwise.
  if (request.httpVersionMinor === 0) request.socket.resetAndDestroy()
  else response.destroy()
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function wantsTrailers({ headers }: IncomingMessage): boolean {
  return String(headers['te'] ?? '')
    .toLowerCase()
    .split(',')
    .some((coding) => coding.trim() === 'trailers')
}

/** undici's raw fields as Node writes them: header fields are Latin-1 on the wire. */
function rawFields(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? raw.map((field) => (typeof field === 'string' ? field : field.toString('latin1'))) : []
}

function pairs(fields: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? ''
    if (isTrailer(name)) list.push([name, fields[index + 1] ?? ''])
  }
  return list
}

function isTimeout(error: Error): boolean {
  const code = (error as { code?: unknown }).code
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT'
}
