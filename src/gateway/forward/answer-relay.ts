import { AnswerHead, type BodySink, shapeAnswer, through, withOwn } from '../answer.ts'
import { trailersAmong } from '../field-roles.ts'
import type { Carrier } from '../upstream/connection.ts'
import type { ResponseHead } from '../upstream/response-head.ts'
import { type Writer, writeWhenTurnEnds } from '../upstream/turn.ts'
import type { Forwarding } from './forwarding.ts'

/** The answer of an upstream on its way to the caller: its head as the plugins of the route leave it, its body, its trailers. */
export class AnswerRelay implements Writer {
  readonly #way: Forwarding
  /** Until it is written: with the body's only piece, where there is but one. */
  #head: ResponseHead | null = null
  /** Where the body is written: the response, or what it goes through before. */
  #sink: BodySink
  /** The last of the body, until the turn ends. */
  #last = ''
  /** The caller is slow to take what it was given. */
  #isBehind = false
  #isOver = false

  constructor(way: Forwarding) {
    this.#way = way
    this.#sink = way.response
  }

  /** Interim answers go on as they come (RFC 9110 section 15.2). */
  interim(head: ResponseHead): void {
    if (head.status !== 100)
      this.#way.response.writeInterim(head.status, [...head.fields, 'via', `${head.version} apigov`])
  }

  head(head: ResponseHead): void {
    this.#head = head
  }

  /** Nothing more has come for now: the head goes out, for whoever waits for it. */
  flush(): void {
    if (this.#head === null) return
    this.#writeHead(this.#head)
    if (!this.#isOver) this.#way.response.flushHead()
  }

  /** @param carrier the bytes come from: it waits where the caller is slow to take them. */
  data(bytes: Buffer, from: number, to: number, carrier: Carrier | null): void {
    if (this.#head !== null) this.#writeHead(this.#head)
    if (this.#isOver || this.#sink.write(Buffer.from(bytes.subarray(from, to)))) return
    carrier?.pause()
    // Of what had been read already more pieces may come.
    if (this.#isBehind) return
    this.#isBehind = true
    this.#sink.once('drain', () => {
      this.#isBehind = false
      if (!this.#isOver) carrier?.resume()
    })
  }

  end(bytes: Buffer, from: number, to: number, trailers: readonly string[]): void {
    if (this.#head !== null) this.#writeHead(this.#head)
    if (this.#isOver) return
    this.#isOver = true
    const { response, fields } = this.#way
    if (trailers.length > 0 && fields.wantsTrailers && response.takesTrailers)
      response.addTrailers(trailersAmong(trailers))
    this.#last = from < to ? bytes.toString('latin1', from, to) : ''
    writeWhenTurnEnds(this)
  }

  writeOut(): void {
    if (this.#sink === this.#way.response) this.#way.response.endWith(this.#last)
    else this.#sink.end(Buffer.from(this.#last, 'latin1'))
  }

  /** Nothing more of it comes, or is wanted. */
  stop(): void {
    this.#isOver = true
  }

  /** It ends in the middle, after its head was sent: the caller must not take what it has for the whole. */
  breakOff(): void {
    const { owner, response } = this.#way
    if (response.destroyed) return
    owner.brokeOff()
    response.breakOff()
  }

  /** Where a plugin fails at it, the owner answers with that, and this is over. */
  #writeHead(head: ResponseHead): void {
    this.#head = null
    const { response, requestId, answerSteps, exchange, owner } = this.#way
    try {
      const { status, fields: given } = answerSteps.length > 0 ? this.#shaped(head) : head
      const fields = withOwn(given, exchange.answerHeaders)
      fields.push('x-request-id', requestId, 'via', `${head.version} apigov`)
      response.writeCheckedHead(status, fields)
    } catch (thrown) {
      owner.fault(thrown)
    }
  }

  /** The head as the plugins of the route leave it; the body will go where they want it. Throws as `shapeAnswer`. */
  #shaped(head: ResponseHead): Pick<ResponseHead, 'status' | 'fields'> {
    const { answerSteps, exchange, response } = this.#way
    const shaped = new AnswerHead(head.status, head.fields, 'upstream')
    const filters = shapeAnswer(answerSteps, exchange, shaped)
    this.#sink = through(filters, response, () => this.breakOff())
    return shaped
  }
}
