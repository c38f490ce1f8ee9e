import type { Clock } from '../../base/ports.ts'
import type { AnswerStep } from '../answer.ts'
import type { CallerRequest } from '../caller-request.ts'
import type { CallerResponse } from '../caller-response.ts'
import type { Exchange } from '../exchange.ts'
import type { Problem } from '../problem.ts'
import type { Balancer } from '../upstream/balancer.ts'
import type { Deadlines } from '../upstream/deadlines.ts'
import type { OutgoingRequest } from '../upstream/outgoing-request.ts'

/** A request that was let in, and what its way to an upstream and back asks of it. */
export interface Forwarding extends OutgoingRequest {
  readonly owner: ForwardOwner
  readonly request: CallerRequest
  readonly response: CallerResponse
  readonly balancer: Balancer
  readonly requestId: string
  readonly exchange: Exchange
  /** All of the body, where a plugin has read it. */
  readonly body: Buffer | null
  readonly answerSteps: readonly AnswerStep[]
  /** For a WebSocket: what the caller has sent after its request already. */
  readonly upgrade: Buffer | null
  readonly clock: Clock
  readonly deadlines: Deadlines
  /** How long the caller may take between two pieces of its body, in milliseconds. */
  readonly patience: number
}

/** Who has the request in hand: told where it ends otherwise than with the whole answer of an upstream. */
export interface ForwardOwner {
  /** Answers with a problem; called at most once, and only while nothing of an answer has been sent. */
  fail(problem: Problem): void
  /** A fault of our own. */
  fault(thrown: unknown): void
  /** An upstream's answer ended in the middle, and the caller's with it. */
  brokeOff(): void
  /** A tunnel has closed. */
  tunnelClosed(): void
}
