import { awaitsContinue, isExpectationKnown, refusalOfHead, routeOf, upstreamTarget } from './admission.ts'
import type { Reply } from './answer.ts'
import { askInBackground } from './background.ts'
import type { CallerConnection } from './caller-connection.ts'
import type { CallerRequest } from './caller-request.ts'
import type { CallerResponse } from './caller-response.ts'
import { ArrivedExchange, type Exchange, type Outcome, type RequestHolder, runSteps } from './exchange.ts'
import { Forward } from './forward/forward.ts'
import type { Forwarding, ForwardOwner } from './forward/forwarding.ts'
import type { Handling } from './handling.ts'
import { isReadOnAfter, shapedProblem, writeProblem, writeReply } from './own-answer.ts'
import { badTarget, bodyTooLarge, expectationFailed, notReady, ownFault, type Problem, unreadable } from './problem.ts'
import { BodyReading, discard } from './request-body.ts'
import { RequestFields } from './request-fields.ts'
import { requestIdOf } from './request-id.ts'
import { type RequestTarget, readRequestTarget } from './request-target.ts'
import type { CompiledRoute, Table } from './table.ts'

/**
 * Answers one request, from its head to the end of its answer: read the target, find the route, run its steps, send it on.
 * @param connection its own where it is multiplexed: no answer waits for another then.
 * @param upgrade of a request for a WebSocket: what came after its head.
 */
export function handle(
  request: CallerRequest,
  response: CallerResponse,
  connection: CallerConnection,
  handling: Handling,
  upgrade: Buffer | null = null,
): void {
  if (connection.isCondemned) return
  if (connection.isFull) {
    const { socket } = request
    socket.pause()
    connection.closeAfterThese(() => socket.destroySoon())
    return
  }
  const inHand = new InHand(request, response, handling, connection, upgrade)
  try {
    inHand.begin()
  } catch (thrown) {
    inHand.fault(thrown)
  }
}

const nothing = Buffer.alloc(0)

/** A request from its arrival to the end of its answer. */
class InHand implements RequestHolder, ForwardOwner {
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
    response.on('close', () => this.#closed())
    if (handling.stopping()) response.shouldKeepAlive = false
  }

  begin(): void {
    const exchange = this.#admit()
    if (!(exchange instanceof ArrivedExchange)) {
      this.fail(exchange)
      return
    }
    this.#exchange = exchange
    const outcome = runSteps(this.#route?.steps ?? [], exchange)
    if (outcome instanceof Promise)
      outcome.then((decided) => this.#stepped(decided)).catch((thrown) => this.fault(thrown))
    else this.#stepped(outcome)
  }

  /** The exchange for the steps of its route, or why it goes nowhere. */
  #admit(): ArrivedExchange | Problem {
    const [request, fields] = [this.#request, this.#fields]
    if (this.#table === null) return notReady
    const refusal = refusalOfHead(request, fields, this.#handling.mostFields)
    if (refusal !== null) return refusal
    const target = readRequestTarget(request.url ?? '', fields.host)
    if (target === null) return badTarget
    this.#target = target
    const route = routeOf(this.#table, request, target)
    if (!('steps' in route)) return route
    this.#route = route
    if (!isExpectationKnown(request, fields)) return expectationFailed
    const { provenance, clock } = this.#handling
    const address = provenance.addressOf(request.socket, fields)
    return new ArrivedExchange(request, fields, target, address, clock.now(), this)
  }

  #stepped(outcome: Outcome): void {
    const [exchange, route] = [this.#exchange, this.#route]
    if (exchange === null || route === null || this.#response.destroyed) return
    if (outcome !== undefined) {
      if ('body' in outcome) this.#reply(outcome, exchange, route)
      else this.fail(outcome)
      return
    }
    if (this.#reading === null) this.#letBodyCome()
    this.#forward = new Forward({ ...this.#way(exchange, route), owner: this })
    this.#forward.start()
  }

  #way(exchange: ArrivedExchange, route: CompiledRoute): Omit<Forwarding, 'owner'> {
    const { provenance, clock, deadlines, patience } = this.#handling
    const { target } = exchange
    return {
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
      clock,
      deadlines,
      patience,
    }
  }

  askInBackground(prepare: (exchange: Exchange) => void): void {
    const [exchange, route, table] = [this.#exchange, this.#route, this.#table]
    if (exchange === null || route === null || table === null) return
    // It outlives the request that it began with.
    table.enter()
    const failed = (thrown: unknown) => this.#handling.fault(thrown, this.#requestId)
    askInBackground(this.#way(exchange, route), prepare, failed, () => table.leave())
  }

  get isRead(): boolean {
    return this.#request.complete
  }

  unreadable(): void {
    this.#forward?.leave()
    if (this.#response.headersSent) this.#response.breakOff()
    else this.fail(unreadable)
  }

  fault(thrown: unknown): void {
    this.#handling.fault(thrown, this.#requestId)
    this.#forward?.leave()
    if (this.#response.headersSent) this.#response.breakOff()
    else this.fail(ownFault)
  }

  fail(problem: Problem): void {
    const response = this.#response
    if (response.headersSent || response.destroyed) return
    const [exchange, route] = [this.#exchange, this.#route]
    if (this.#forward !== null && problem.status > 500 && exchange !== null && route !== null)
      for (const fallback of route.fallbacks) {
        const reply = fallback(exchange)
        if (reply === undefined) continue
        this.#reply(reply, exchange, route)
        return
      }
    const keepAlive = this.#keepsAlive(problem.status)
    const shaped = shapedProblem(problem, this.#exchange, this.#route?.answerSteps ?? [], (thrown) =>
      this.#handling.fault(thrown, this.#requestId),
    )
    writeProblem(response, shaped, { requestId: this.#requestId, keepAlive })
    this.#answered(keepAlive)
  }

  brokeOff(): void {
    this.#status = 502
    this.#connection.brokeOff(() => this.#request.cutOff())
  }

  tunnelClosed(): void {
    this.#status = 101
    this.#closed()
  }

  /** Answers with what a plugin has in place of the upstream's answer. */
  #reply(reply: Reply, exchange: ArrivedExchange, route: CompiledRoute): void {
    const response = this.#response
    if (response.headersSent) return
    const keepAlive = this.#keepsAlive(reply.status)
    writeReply(response, reply, route.answerSteps, exchange, { requestId: this.#requestId, keepAlive })
    this.#answered(keepAlive)
  }

  /** Whether the connection stays after an answer of our own. */
  #keepsAlive(status: number): boolean {
    if (this.#request.isMultiplexed) return true
    if (!this.#response.shouldKeepAlive || this.#upgrade !== null) return false
    const isUnderstood = this.#exchange !== null && (this.#request.complete || !this.#fields.hasBody)
    return isReadOnAfter(status, this.#fields, isUnderstood)
  }

  /** An answer of our own is given: nobody wants the rest of the request, nor what comes after it where the connection goes. */
  #answered(keepAlive: boolean): void {
    if (!keepAlive) this.#connection.isCondemned = true
    this.#reading?.release()
    if (this.#upgrade === null) discard(this.#request)
  }

  #letBodyCome(): void {
    if (awaitsContinue(this.#request, this.#fields)) this.#response.continueInTurn()
  }

  async readBody(atMost: number): Promise<Buffer | Problem> {
    const fields = this.#fields
    if (!fields.hasBody) return nothing
    if (Number(fields.contentLength ?? 0) > atMost) return bodyTooLarge
    const { bodyRoom, deadlines, patience } = this.#handling
    if (this.#reading === null) {
      this.#letBodyCome()
      this.#reading = new BodyReading(this.#request, atMost, bodyRoom, deadlines, patience)
    }
    const whole = await this.#reading.whole
    if (!Buffer.isBuffer(whole)) return whole
    this.#body = whole
    return whole.length > atMost ? bodyTooLarge : whole
  }

  #closed(): void {
    const { metrics, accessLog, trafficSink, clock } = this.#handling
    this.#forward?.leave()
    this.#reading?.release()
    this.#exchange?.end()
    this.#connection.end()
    this.#table?.leave()
    const status = this.#status ?? (this.#response.isHandedOver ? this.#response.statusCode : 499)
    const milliseconds = performance.now() - this.#began
    const [route, caller, time] = [this.#route, this.#exchange?.caller ?? null, this.#exchange?.now ?? clock.now()]
    const consumer = caller?.consumer ?? null
    const plan = (route && caller?.grants.get(route.scope)?.plan) ?? null
    metrics.requestEnded(route, status, milliseconds / 1000, { consumer, plan })
    if (route !== null && trafficSink !== null) {
      const { id, api, version } = route
      trafficSink.write({ time, api, version, route: id, consumer, plan, status, milliseconds })
    }
    accessLog?.write({
      time,
      id: this.#requestId,
      address: this.#exchange?.address ?? this.#request.socket.remoteAddress ?? '',
      method: this.#request.method ?? '',
      host: this.#target?.host ?? '',
      path: this.#target?.path ?? null,
      route: route?.id ?? null,
      consumer,
      status,
      milliseconds,
    })
  }
}
