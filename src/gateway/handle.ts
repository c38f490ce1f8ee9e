import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../base/ports.ts'
import type { Exchange } from './exchange.ts'
import { type Forwarding, forward } from './forward.ts'
import type { Limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import {
  badTarget,
  expectationFailed,
  methodNotAllowed,
  noRoute,
  notReady,
  ownFault,
  type Problem,
  writeProblem,
} from './problem.ts'
import { discard } from './request-body.ts'
import { type RequestTarget, readRequestTarget } from './request-target.ts'
import type { CompiledRoute, Table } from './table.ts'

export interface Handling {
  /** The table of this moment; a request asks once. */
  readonly table: () => Table | null
  readonly limits: Limits
  readonly metrics: Metrics
  readonly clock: Clock
  /** True once no new connections are accepted: answers then close theirs. */
  readonly stopping: () => boolean
  /** A fault of our own, for the log. */
  readonly fault: (thrown: unknown, requestId: string) => void
}

/** Answers one request, from its head to the end of its answer: read the target, find the route, run its steps, send it on. */
export function handle(request: IncomingMessage, response: ServerResponse, handling: Handling): void {
  const { metrics } = handling
  const requestId = requestIdOf(request)
  const began = performance.now()
  const table = handling.table()
  const leave = table?.enter()
  let route: CompiledRoute | null = null
  let brokenOff = false
  metrics.requestBegan()
  // A caller that goes away in the middle of its body is seen by `close` of the response.
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  response.once('close', () => {
    leave?.()
    const status = brokenOff ? 502 : response.writableFinished ? response.statusCode : 499
    metrics.requestEnded(route, status, (performance.now() - began) / 1000)
  })
  const answer = (problem: Problem) => answerProblem(request, response, problem, requestId)
  if (handling.stopping()) response.shouldKeepAlive = false
  try {
    const way = wayOf(request, table, handling)
    route = way.route
    if ('problem' in way) answer(way.problem)
    else
      forward({
        ...way,
        request,
        response,
        requestId,
        beforeBody() {
          if (awaitsContinue(request) && !response.headersSent) response.writeContinue()
        },
        fail: answer,
        brokeOff() {
          brokenOff = true
        },
      })
  } catch (thrown) {
    handling.fault(thrown, requestId)
    if (response.headersSent) response.destroy()
    else answer(ownFault)
  }
}

type Way =
  | { readonly route: CompiledRoute | null; readonly problem: Problem }
  | ({ readonly route: CompiledRoute } & Pick<
      Forwarding,
      'balancer' | 'path' | 'authority' | 'address' | 'now' | 'answerHeaders'
    >)

/** Where a request goes, or why it goes nowhere. */
function wayOf(request: IncomingMessage, table: Table | null, { limits, clock }: Handling): Way {
  if (table === null) return { route: null, problem: notReady }
  const target = hasOneHost(request) ? readRequestTarget(request.url ?? '', request.headers.host) : null
  if (target === null) return { route: null, problem: badTarget }
  const match = table.router.find(target.host, request.method ?? 'GET', target.path)
  if (match.kind === 'none') return { route: null, problem: noRoute }
  if (match.kind === 'method') return { route: null, problem: methodNotAllowed(match.allow) }
  const { route } = match
  if (!isExpectationKnown(request)) return { route, problem: expectationFailed }
  const exchange = exchangeOf(request, clock.now())
  const { answerHeaders, address, now } = exchange
  const problem = runSteps(route, exchange, limits)
  if (problem) return { route, problem: { ...problem, headers: { ...answerHeaders, ...problem.headers } } }
  const path = upstreamTarget(route, target)
  return { route, balancer: route.balancer, path, authority: target.authority, address, now, answerHeaders }
}

function runSteps(route: CompiledRoute, exchange: Exchange, limits: Limits): Problem | undefined {
  for (const step of route.steps) {
    const problem = step(exchange)
    if (problem) return problem
  }
  return limits.settle(exchange)
}

function exchangeOf(request: IncomingMessage, now: number): Exchange {
  return {
    method: request.method ?? 'GET',
    headers: request.headers,
    // A socket that listens on both families gives IPv4 addresses in the clothes of IPv6.
    address: request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
    now,
    caller: null,
    claims: [],
    answerHeaders: {},
  }
}

function upstreamTarget(route: CompiledRoute, target: RequestTarget): string {
  const rest = target.path.slice(route.cut)
  const path = route.upstreamPath + rest
  return `${path === '' ? '/' : path}${target.query}`
}

function answerProblem(request: IncomingMessage, response: ServerResponse, problem: Problem, requestId: string): void {
  if (response.headersSent || response.destroyed) return
  // A caller that waits for 100 Continue may send its body or not: nobody could tell it from the next request.
  const keepAlive = request.headers.expect === undefined && response.shouldKeepAlive
  writeProblem(response, problem, requestId, { keepAlive })
  discard(request)
}

/** RFC 9112 section 3.2: more than one Host field is a 400; Node keeps the first and says nothing. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) if (rawHeaders[index]?.toLowerCase() === 'host') count += 1
  return count <= 1
}

/** HTTP/1.0 has no expectations (RFC 9110 section 10.1.1). */
function isExpectationKnown(request: IncomingMessage): boolean {
  return request.headers.expect === undefined || request.httpVersionMinor === 0 || awaitsContinue(request)
}

function awaitsContinue({ headers, httpVersionMinor }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue' && httpVersionMinor > 0
}

/** The caller's where it is one that logs can take as it is, else a new one. */
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}
