import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Caller } from './callers.ts'
import type { Claim } from './limits.ts'
import type { Problem } from './problem.ts'
import type { RequestFields } from './request-fields.ts'

/** A request on its way through the steps of its route: what they may look at, and what they leave behind for the next. */
export interface Exchange {
  readonly method: string
  /** Who sent it: the peer of the TCP connection, or what a trusted proxy says its peer was. */
  readonly address: string
  /** Milliseconds since the epoch when the request arrived. */
  readonly now: number
  /** The fields the gateway looks at itself, read already. */
  readonly fields: RequestFields
  /** Lower-case names; repeated fields joined as Node does. Made when first asked for. */
  readonly headers: IncomingHttpHeaders
  /** Set by authentication; `null` where the route is open. */
  caller: Caller | null
  /** Limits this request counts against; settled together after the last step. */
  readonly claims: Claim[]
  /** Header fields for the answer, whoever gives it. */
  readonly answerHeaders: Record<string, string>
}

/** The exchange of a request that has arrived. */
export class ArrivedExchange implements Exchange {
  readonly method: string
  readonly address: string
  readonly now: number
  readonly fields: RequestFields
  caller: Caller | null = null
  readonly claims: Claim[] = []
  readonly answerHeaders: Record<string, string> = {}
  readonly #request: IncomingMessage

  constructor(request: IncomingMessage, fields: RequestFields, address: string, now: number) {
    this.#request = request
    this.method = request.method ?? 'GET'
    this.fields = fields
    this.address = address
    this.now = now
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers
  }
}

/**
 * One thing done to a request before it is sent on. `undefined`: go on; a problem: answer with it. A step that must wait for
 * something answers a promise; every step that need not is called without one.
 */
export type Step = (exchange: Exchange) => Problem | undefined | Promise<Problem | undefined>
