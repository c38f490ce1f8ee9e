import type { Caller } from './callers.ts'
import type { Claim } from './limits.ts'
import type { Problem } from './problem.ts'

/** A request on its way through the steps of its route: what they may look at, and what they leave behind for the next. */
export interface Exchange {
  readonly method: string
  /** Lower-case names; repeated fields joined as Node does. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The peer of the TCP connection; never from a header. */
  readonly address: string
  /** Milliseconds since the epoch when the request arrived. */
  readonly now: number
  /** Set by authentication; `null` where the route is open. */
  caller: Caller | null
  /** Limits this request counts against; settled together after the last step. */
  readonly claims: Claim[]
  /** Header fields for the answer, whoever gives it. */
  readonly answerHeaders: Record<string, string>
}

/** One thing done to a request before it is sent on. `undefined`: go on; a problem: answer with it. */
export type Step = (exchange: Exchange) => Problem | undefined
