import type { IncomingHttpHeaders } from 'node:http'
import type { Reply } from './answer.ts'
import type { CallerRequest } from './caller-request.ts'
import type { Caller } from './callers.ts'
import type { Claim } from './limits/limits.ts'
import { certificateOf, type PeerCertificate } from './peer-certificate.ts'
import type { Problem } from './problem.ts'
import type { RequestFields } from './request-fields.ts'
import type { RequestTarget } from './request-target.ts'

/** A request on its way through the steps of its route: what they may look at, and what they leave behind for the next. */
export interface Exchange {
  readonly method: string
  /** Its query is without the API keys that stood in it, once they are taken. */
  target: RequestTarget
  /** API keys that stood elsewhere than in `x-api-key` and the bearer token, where the route takes them there. */
  keys: readonly string[]
  /** Who sent it: the peer of the TCP connection, or what a trusted proxy says its peer was. */
  readonly address: string
  /** What the peer of the connection has shown; `null`: no certificate that counts. */
  readonly certificate: PeerCertificate | null
  /** Milliseconds since the epoch when the request arrived. */
  readonly now: number
  /** The fields the gateway looks at itself, read already; its `passed` goes to the upstream. */
  readonly fields: RequestFields
  /** Lower-case names; repeated fields joined as Node does. Made when first asked for. */
  readonly headers: IncomingHttpHeaders
  /** Set by authentication; `null` where the route is open. */
  caller: Caller | null
  /** Limits this request counts against; settled together after the last step that admits. */
  readonly claims: Claim[]
  /** Header fields for the answer, whoever gives it. */
  readonly answerHeaders: Record<string, string>
  /** Bytes of body after which the request is refused, also while they stream. */
  bodyLimit: number
  /** Whether the head announces a body. */
  readonly hasBody: boolean
  /** All of the body, or why it cannot be had: more than `atMost` bytes (413), too slow (408), no room left (503). */
  readBody(atMost: number): Promise<Buffer | Problem>
  /**
   * Asks the upstream for the same in the background (GET, without conditions), for what the steps of the route make of the answer.
   * @param prepare sees the exchange of that request before it is sent.
   */
  askInBackground(prepare: (exchange: Exchange) => void): void
  /** Calls `release` once the request is over, however it ends; at once where it is over already. */
  atEnd(release: () => void): void
}

/** What a step decides: `undefined` to go on, a problem or a reply to answer with. */
export type Outcome = Problem | Reply | undefined

/**
 * One thing done to a request before it is sent on. A step that must wait for something answers a promise; every step that need
 * not is called without one.
 */
export type Step = (exchange: Exchange) => Outcome | Promise<Outcome>

/** Runs steps, one after the other; only a step that must wait makes the rest wait. */
export function runSteps(steps: readonly Step[], exchange: Exchange, from = 0): Outcome | Promise<Outcome> {
  for (let index = from; index < steps.length; index++) {
    const outcome = steps[index]?.(exchange)
    if (outcome === undefined) continue
    if (outcome instanceof Promise) return outcome.then((decided) => decided ?? runSteps(steps, exchange, index + 1))
    return outcome
  }
  return undefined
}

/** Who has the request in hand: can read its body, and ask for the same again. */
export interface RequestHolder {
  readBody(atMost: number): Promise<Buffer | Problem>
  askInBackground(prepare: (exchange: Exchange) => void): void
}

const noKeys: readonly string[] = []

/** The exchange of a request that has arrived. */
export class ArrivedExchange implements Exchange {
  readonly method: string
  target: RequestTarget
  keys: readonly string[] = noKeys
  readonly address: string
  readonly now: number
  readonly fields: RequestFields
  caller: Caller | null = null
  readonly claims: Claim[] = []
  readonly answerHeaders: Record<string, string> = {}
  bodyLimit = Number.POSITIVE_INFINITY
  readonly #request: CallerRequest
  readonly #holder: RequestHolder
  #releases: (() => void)[] | null = null
  #isOver = false

  constructor(
    request: CallerRequest,
    fields: RequestFields,
    target: RequestTarget,
    address: string,
    now: number,
    holder: RequestHolder,
  ) {
    this.#request = request
    this.#holder = holder
    this.method = request.method ?? 'GET'
    this.fields = fields
    this.target = target
    this.address = address
    this.now = now
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers
  }

  get certificate(): PeerCertificate | null {
    return certificateOf(this.#request.socket)
  }

  get hasBody(): boolean {
    return this.fields.hasBody
  }

  readBody(atMost: number): Promise<Buffer | Problem> {
    return this.#holder.readBody(Math.min(atMost, this.bodyLimit))
  }

  askInBackground(prepare: (exchange: Exchange) => void): void {
    this.#holder.askInBackground(prepare)
  }

  atEnd(release: () => void): void {
    if (this.#isOver) {
      release()
      return
    }
    this.#releases ??= []
    this.#releases.push(release)
  }

  /** The request is over. */
  end(): void {
    this.#isOver = true
    for (const release of this.#releases ?? []) release()
    this.#releases = null
  }
}

/** Nobody can look into what is compressed without taking it apart first, and what comes out may be a thousand times as large. */
export function isCoded({ headers }: Exchange): boolean {
  const coding = headers['content-encoding']
  return coding !== undefined && coding.trim().toLowerCase() !== 'identity'
}
