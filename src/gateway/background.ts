/**
 * A request that the gateway sends on in nobody's name but its own: what the steps of the route make of the answer is all that
 * comes of it.
 */
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import type { CallerRequest } from './caller-request.ts'
import type { CallerResponse } from './caller-response.ts'
import { ArrivedExchange, type Exchange } from './exchange.ts'
import { Forward } from './forward/forward.ts'
import type { Forwarding } from './forward/forwarding.ts'
import { noRoomForBody } from './problem.ts'
import { type RequestFields, withoutFields } from './request-fields.ts'

/** What a caller has already: the gateway asks for itself, and says so itself. */
const conditions = new Set([
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'if-range',
  'range',
])

/**
 * Sends a GET like the request of `way`, without its conditions and body. `prepare` sees its exchange before; what it leaves in the
 * fields goes along. `over` is told once when it has ended, however.
 */
export function askInBackground(
  way: Omit<Forwarding, 'owner'>,
  prepare: (exchange: Exchange) => void,
  failed: (thrown: unknown) => void,
  over: () => void,
): void {
  const request = new NobodysRequest(way.request)
  // Its getters, with what was changed by the steps that the request has passed.
  const fields: RequestFields = Object.assign(Object.create(Object.getPrototypeOf(way.fields)), way.fields)
  fields.passed = withoutFields(fields.passed, conditions)
  fields.contentLength = undefined
  fields.transferEncoding = undefined
  const { target, address, caller } = way.exchange
  const exchange = new ArrivedExchange(request, fields, target, address, way.clock.now(), {
    readBody: async () => noRoomForBody,
    askInBackground: () => undefined,
  })
  exchange.caller = caller
  const response = new NobodysResponse()
  response.on('close', () => {
    forward.leave()
    exchange.end()
    over()
  })
  const owner = {
    fail: () => response.breakOff(),
    fault(thrown: unknown) {
      failed(thrown)
      response.breakOff()
    },
    brokeOff: () => undefined,
    tunnelClosed: () => undefined,
  }
  const forward = new Forward({ ...way, owner, request, response, fields, exchange, body: null, upgrade: null })
  prepare(exchange)
  forward.start()
}

/** All of it has come. */
class NobodysRequest implements CallerRequest {
  readonly method = 'GET'
  readonly httpVersion = '1.1'
  readonly isHttp10 = false
  readonly isMultiplexed = true
  readonly complete = true
  readonly readableEnded = true
  readonly rawTrailers: string[] = []
  readonly url: string | undefined
  readonly headers: CallerRequest['headers']
  readonly rawHeaders: string[]
  readonly socket: Socket

  constructor({ url, headers, rawHeaders, socket }: CallerRequest) {
    this.url = url
    this.headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !conditions.has(name)))
    this.rawHeaders = rawHeaders
    this.socket = socket
  }

  isPaused(): boolean {
    return false
  }
  pause(): void {}
  resume(): void {}
  on(): this {
    return this
  }
  off(): this {
    return this
  }
  receive(): void {}
  forgetReceiver(): void {}
  cutOff(): void {}
}

/** Takes an answer and keeps nothing of it. */
class NobodysResponse extends EventEmitter implements CallerResponse {
  statusCode = 0
  headersSent = false
  destroyed = false
  shouldKeepAlive = true
  readonly isHandedOver = true
  readonly takesTrailers = false
  readonly sink = new Writable({
    write: (_piece, _encoding, done) => done(),
    final: (done) => {
      done()
      this.end()
    },
  })

  continueInTurn(): void {}
  writeInterim(): void {}
  respond(status: number): void {
    this.statusCode = status
    this.headersSent = true
  }
  writeCheckedHead(status: number): void {
    this.respond(status)
  }
  flushHead(): void {}
  write(): boolean {
    return true
  }
  end(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }
  endWith(): void {
    this.end()
  }
  addTrailers(): void {}
  breakOff(): void {
    this.end()
  }
  becomeTunnel(): never {
    throw new Error('nobody asked for a tunnel')
  }
}
