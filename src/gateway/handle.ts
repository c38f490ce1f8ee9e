import type { Clock } from '../base/ports.ts'
import type { AccessLog } from './access-log.ts'
import { AnswerHead, type Reply, shapeAnswer, through } from './answer.ts'
import { type CallerConnection, connectionOf } from './caller-connection.ts'
import type { CallerRequest } from './caller-request.ts'
import type { CallerResponse } from './caller-response.ts'
import { ArrivedExchange, type BodySource, type Outcome } from './exchange.ts'
import { Forward } from './forward/forward.ts'
import type { ForwardOwner } from './forward/forwarding.ts'
import type { Metrics } from './metrics.ts'
import {
  badFraming,
  badTarget,
  bodyTooLarge,
  expectationFailed,
  methodNotAllowed,
  noRoute,
  notReady,
  ownFault,
  type Problem,
  unknownCoding,
  unknownVersion,
  unreadable,
  writeProblem,
} from './problem.ts'
import type { Provenance } from './provenance.ts'
import { BodyReading, type BodyRoom, discard } from './request-body.ts'
import { RequestFields } from './request-fields.ts'
import { requestIdOf } from './request-id.ts'
import { type RequestTarget, readRequestTarget } from './request-target.ts'
import type { CompiledRoute, Table } from './table.ts'
import type { Deadlines } from './upstream/deadlines.ts'

export interface Handling {
  /** The table of this moment; a request asks once. */
  readonly table: () => Table | null
  readonly metrics: Metrics
  readonly accessLog: AccessLog | null
  readonly clock: Clock
  readonly deadlines: Deadlines
  readonly bodyRoom: BodyRoom
  /** How long a caller may take between two pieces of a body, in milliseconds. */
  readonly patience: number
  readonly provenance: Provenance
  /** True once no new connections are accepted: answers then close theirs. */
  readonly stopping: () => boolean
  /** A fault of our own, for the log. */
  readonly fault: (thrown: unknown, requestId: string) => void
}

/**
 * Answers one request, from its head to the end of its answer: read the target, find the route, run its steps, send it on.
 * @param upgrade of a request for a WebSocket: what came after its head.
 */
export function handle(
  request: CallerRequest,
  response: CallerResponse,
  handling: Handling,
  upgrade: Buffer | null = null,
): void {
  const connection = connectionOf(request.socket)
  if (connection.isCondemned) return
  const inHand = new InHand(request, response, handling, connection, upgrade)
  try {
    inHand.begin()
  } catch (thrown) {
    inHand.fault(thrown)
  }
}

const ignore = () => undefined
const nothing = Buffer.alloc(0)

/** A request from its arrival to the end of its answer. */
class InHand implements BodySource, ForwardOwner {
  readonly #request: CallerRequest
  readonly #response: CallerResponse
  readonly #handling: Handling
  readonly #connection: CallerConnection
  readonly #upgrade: Buffer | null
  readonly #fields: RequestFields
  readonly #requestId: string
  readonly #began = performance.now()
  readonly #table: Table | null
  #target: RequestTarget | null = null
  #route: CompiledRoute | null = null
  #exchange: ArrivedExchange | null = null
  #reading: BodyReading | null = null
  #body: Buffer | null = null
  #forward: Forward | null = null
  /** Where it is not what was answered: 101 after an upgrade, 502 where an answer broke off. */
  #status: number | null = null

  constructor(
    request: CallerRequest,
    response: CallerResponse,
    handling: Handling,
    connection: CallerConnection,
    upgrade: Buffer | null,
  ) {
    this.#request = request
    this.#response = response
    this.#handling = handling
    this.#connection = connection
    connection.begin(this)
    this.#upgrade = upgrade
    this.#fields = new RequestFields(request.rawHeaders)
    this.#requestId = requestIdOf(this.#fields)
    this.#table = handling.table()
    this.#table?.enter()
    handling.metrics.requestBegan()
    // A caller that goes away is seen by `close`.
    response.on('error', ignore)
    response.on('close', () => this.#closed())
    if (handling.stopping()) response.shouldKeepAlive = false
  }

  begin(): void {
    const refused = this.#refusal()
    if (refused !== null) {
      this.fail(refused)
      return
    }
    const outcome = this.#runSteps()
    if (outcome instanceof Promise)
      outcome.then((decided) => this.#stepped(decided)).catch((thrown) => this.fault(thrown))
    else this.#stepped(outcome)
  }

  get isRead(): boolean {
    return this.#request.complete
  }

  unreadable(): void {
    this.#forward?.leave()
    if (this.#response.headersSent) this.#response.destroy()
    else this.fail(unreadable)
  }

  fault(thrown: unknown): void {
    this.#handling.fault(thrown, this.#requestId)
    this.#forward?.leave()
    if (this.#response.headersSent) this.#response.destroy()
    else this.fail(ownFault)
  }

  fail(problem: Problem): void {
    const response = this.#response
    if (response.headersSent || response.destroyed) return
    const keepAlive = this.#keepsAlive(problem.status)
    writeProblem(response, this.#shaped(problem), this.#requestId, { keepAlive })
    this.#leaveBody()
  }

  brokeOff(): void {
    this.#status = 502
    this.#connection.brokeOff(() => this.#request.socket.destroy())
  }

  tunnelClosed(): void {
    this.#status = 101
    this.#closed()
  }

  /** Why the request goes nowhere; `null` once it has a route, and an exchange for the steps. */
  #refusal(): Problem | null {
    const [request, fields] = [this.#request, this.#fields]
    if (this.#table === null) return notReady
    // Node's parser takes any version, and the absence of one.
    if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') return unknownVersion
    if (fields.hosts > 1 || (fields.hosts === 0 && request.httpVersionMinor > 0)) return badTarget
    const badly = badlyFramed(fields, request.httpVersionMinor)
    if (badly !== null) return badly
    const target = readRequestTarget(request.url ?? '', fields.host)
    if (target === null) return badTarget
    this.#target = target
    const match = this.#table.router.find(target.host, request.method ?? 'GET', target.path)
    if (match.kind === 'none') return noRoute
    const route = match.kind === 'method' ? this.#preflighted(target, request) : match.route
    if (route === null) return match.kind === 'method' ? methodNotAllowed(match.allow) : noRoute
    this.#route = route
    if (!this.#isExpectationKnown()) return expectationFailed
    const { provenance, clock } = this.#handling
    const address = provenance.addressOf(request.socket, fields)
    this.#exchange = new ArrivedExchange(request, fields, target, address, clock.now(), this)
    return null
  }

  /** A browser asks with OPTIONS whether it may call with another method; that method's route answers, where it can. */
  #preflighted(target: RequestTarget, { method, headers }: CallerRequest): CompiledRoute | null {
    const asked = headers['access-control-request-method']
    if (method !== 'OPTIONS' || asked === undefined || this.#table === null) return null
    const match = this.#table.router.find(target.host, asked, target.path)
    return match.kind === 'found' ? match.route.preflight : null
  }

  /** One after the other; only a step that must wait makes the rest wait. */
  #runSteps(from = 0): Outcome | Promise<Outcome> {
    const [exchange, steps] = [this.#exchange, this.#route?.steps ?? []]
    if (exchange === null) return undefined
    for (let index = from; index < steps.length; index++) {
      const outcome = steps[index]?.(exchange)
      if (outcome === undefined) continue
      if (outcome instanceof Promise) return outcome.then((decided) => decided ?? this.#runSteps(index + 1))
      return outcome
    }
    return undefined
  }

  #stepped(outcome: Outcome): void {
    const [exchange, route, target] = [this.#exchange, this.#route, this.#target]
    if (exchange === null || route === null || target === null || this.#response.destroyed) return
    if (outcome !== undefined) {
      if ('body' in outcome) this.#reply(outcome)
      else this.fail(outcome)
      return
    }
    const { provenance, deadlines, patience } = this.#handling
    if (this.#awaitsContinue() && this.#reading === null) this.#sendContinue()
    this.#forward = new Forward({
      owner: this,
      request: this.#request,
      response: this.#response,
      fields: this.#fields,
      balancer: route.balancer,
      path: upstreamTarget(route, target),
      provenance: provenance.linesOf(this.#request, this.#fields, exchange.address, target.authority, this.#requestId),
      requestId: this.#requestId,
      exchange,
      body: this.#body,
      answerSteps: route.answerSteps,
      upgrade: this.#upgrade,
      deadlines,
      patience,
    })
    this.#forward.start()
  }

  /** Where answers to earlier requests come first, in its turn: Node would put it behind the head of this one's. */
  #sendContinue(): void {
    const response = this.#response
    if (response.socket !== null) response.writeContinue()
    else
      response.once('socket', () => {
        if (!response.headersSent) response.writeContinue()
      })
  }

  /** Answers with what a plugin has in place of the upstream's answer. */
  #reply({ status, fields, body }: Reply): void {
    const response = this.#response
    const [exchange, route] = [this.#exchange, this.#route]
    if (response.headersSent || response.destroyed || exchange === null || route === null) return
    const head = new AnswerHead(status, fields, 'plugin')
    if (status !== 204 && status !== 304) head.set('content-length', String(body.length))
    const filters = shapeAnswer(route.answerSteps, exchange, head)
    for (const name in exchange.answerHeaders) head.set(name, exchange.answerHeaders[name] ?? '')
    head.set('x-request-id', this.#requestId)
    if (!this.#keepsAlive(status)) head.set('connection', 'close')
    response.writeHead(head.status, head.fields)
    through(filters, response, () => response.destroy()).end(body)
    this.#leaveBody()
  }

  /** A problem with what the plugins of the route have to say in its head. One that fails has nothing to say. */
  #shaped(problem: Problem): Problem {
    const [exchange, route] = [this.#exchange, this.#route]
    if (exchange === null) return problem
    const headers = { ...exchange.answerHeaders, ...problem.headers }
    if (route === null || route.answerSteps.length === 0) return { ...problem, headers }
    const fields = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each]))
    const head = new AnswerHead(problem.status, fields, 'gateway')
    try {
      shapeAnswer(route.answerSteps, exchange, head)
    } catch (thrown) {
      this.#handling.fault(thrown, this.#requestId)
      return { ...problem, headers }
    }
    const shaped: Record<string, string[]> = {}
    for (let index = 0; index < head.fields.length; index += 2) {
      const name = (head.fields[index] ?? '').toLowerCase()
      shaped[name] = [...(shaped[name] ?? []), head.fields[index + 1] ?? '']
    }
    return { ...problem, headers: shaped }
  }

  /** Whether the connection stays after an answer of our own; where it does not, nothing more of it is looked at. */
  #keepsAlive(status: number): boolean {
    // A caller that waits for 100 Continue may send its body or not: nobody could tell it from the next request. And where the
    // framing is in doubt, or the rest is too slow to come, nothing more is read.
    const keepAlive =
      this.#fields.expect === undefined &&
      this.#response.shouldKeepAlive &&
      !closing.has(status) &&
      this.#upgrade === null
    if (!keepAlive) this.#connection.isCondemned = true
    return keepAlive
  }

  /** Nobody wants the rest of the request. */
  #leaveBody(): void {
    this.#reading?.release()
    if (this.#upgrade === null) discard(this.#request)
  }

  async readBody(atMost: number): Promise<Buffer | Problem> {
    const [fields, limit] = [this.#fields, Math.min(atMost, this.#exchange?.bodyLimit ?? atMost)]
    if (!fields.hasBody) return nothing
    if (Number(fields.contentLength ?? 0) > limit) return bodyTooLarge
    const { bodyRoom, deadlines, patience } = this.#handling
    if (this.#reading === null) {
      if (this.#awaitsContinue()) this.#sendContinue()
      this.#reading = new BodyReading(this.#request, limit, bodyRoom, deadlines, patience)
    }
    const whole = await this.#reading.whole
    if (!Buffer.isBuffer(whole)) return whole
    this.#body = whole
    return whole.length > limit ? bodyTooLarge : whole
  }

  #closed(): void {
    const { metrics, accessLog, clock } = this.#handling
    this.#forward?.leave()
    this.#reading?.release()
    this.#exchange?.end()
    this.#connection.end()
    this.#table?.leave()
    const status = this.#status ?? (this.#response.isHandedOver ? this.#response.statusCode : 499)
    const milliseconds = performance.now() - this.#began
    metrics.requestEnded(this.#route, status, milliseconds / 1000)
    accessLog?.write({
      time: this.#exchange?.now ?? clock.now(),
      id: this.#requestId,
      address: this.#exchange?.address ?? this.#request.socket.remoteAddress ?? '',
      method: this.#request.method ?? '',
      host: this.#target?.host ?? '',
      path: this.#target?.path ?? null,
      route: this.#route?.id ?? null,
      consumer: this.#exchange?.caller?.consumer ?? null,
      status,
      milliseconds,
    })
  }

  /** HTTP/1.0 has no expectations (RFC 9110 section 10.1.1). */
  #isExpectationKnown(): boolean {
    return this.#fields.expect === undefined || this.#request.httpVersionMinor === 0 || this.#awaitsContinue()
  }

  #awaitsContinue(): boolean {
    return this.#fields.expect?.toLowerCase() === '100-continue' && this.#request.httpVersionMinor > 0
  }
}

/** Statuses after which the connection is not used again. */
const closing = new Set([400, 408, 501, 505])

/**
 * What Node's parser lets through and this gateway does not: two fields where there may be one, a coding besides `chunked`,
 * any coding in HTTP/1.0 (RFC 9112 sections 6.1 and 6.3). Where it repaired, its repair and the upstream's might differ.
 */
function badlyFramed(fields: RequestFields, minor: number): Problem | null {
  const { transferEncoding, contentLength } = fields
  if (fields.isDoubled) return badFraming
  if (contentLength !== undefined && (transferEncoding !== undefined || !/^\d{1,15}$/.test(contentLength)))
    return badFraming
  if (transferEncoding === undefined) return null
  if (minor === 0) return badFraming
  return transferEncoding.toLowerCase() === 'chunked' ? null : unknownCoding
}

function upstreamTarget(route: CompiledRoute, target: RequestTarget): string {
  const path = route.upstreamPath + target.path.slice(route.cut)
  return `${path === '' ? '/' : path}${target.query}`
}
