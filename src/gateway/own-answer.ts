/** What the gateway answers itself, as the plugins of the route leave it: problems, and what a plugin has for the caller. */
import { AnswerHead, type AnswerStep, checkFields, type Reply, shapeAnswer, through, withOwn } from './answer.ts'
import type { CallerResponse } from './caller-response.ts'
import type { Exchange } from './exchange.ts'
import type { Problem } from './problem.ts'
import type { RequestFields } from './request-fields.ts'
import { type Writer, writeWhenTurnEnds } from './upstream/turn.ts'

/** Statuses after which nothing more is read: the framing is in doubt, or the rest is too slow to come. */
const closing = new Set([400, 408, 431, 501, 505])

/**
 * Whether the connection can be read on, for the next request, after an answer with this status.
 * @param isUnderstood the whole request was read, and it is what it says that was wrong.
 */
export function isReadOnAfter(status: number, fields: RequestFields, isUnderstood: boolean): boolean {
  // A caller that waits for 100 Continue may send its body or not: nobody could tell it from the next request.
  return fields.expect === undefined && (!closing.has(status) || (status === 400 && isUnderstood))
}

/**
 * A problem with the fields that steps have left for the answer, and with what the plugins of the route have to say in its head.
 * @param exchange `null` where the request has not come that far.
 * @param failed told what a plugin throws; the plugins then have nothing to say.
 */
export function shapedProblem(
  problem: Problem,
  exchange: Exchange | null,
  steps: readonly AnswerStep[],
  failed: (thrown: unknown) => void,
): Problem {
  if (exchange === null) return problem
  const headers = { ...exchange.answerHeaders, ...problem.headers }
  if (steps.length === 0) return { ...problem, headers }
  const head = new AnswerHead(problem.status, flat(headers), 'gateway')
  try {
    shapeAnswer(steps, exchange, head)
  } catch (thrown) {
    failed(thrown)
    return { ...problem, headers }
  }
  return { ...problem, headers: byName(head.fields) }
}

function flat(headers: NonNullable<Problem['headers']>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each]))
}

function byName(fields: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  for (let index = 0; index < fields.length; index += 2) {
    const name = (fields[index] ?? '').toLowerCase()
    headers[name] = [...(headers[name] ?? []), fields[index + 1] ?? '']
  }
  return headers
}

/**
 * Writes a problem as the whole answer. Throws at a field that is none.
 * @param options `keepAlive: false` closes the connection after it: what is left of the request's body is not worth reading.
 */
export function writeProblem(
  response: CallerResponse,
  { status, title, detail, headers = {}, more }: Problem,
  { requestId, keepAlive }: { readonly requestId: string; readonly keepAlive: boolean },
): void {
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail, ...more, requestId }))
  const fields = flat({
    ...headers,
    'content-type': 'application/problem+json',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(keepAlive ? {} : { connection: 'close' }),
  })
  checkFields(fields)
  response.writeCheckedHead(status, fields)
  // What ends the connection does not wait: more may go wrong with it in this turn.
  if (keepAlive) writeWhenTurnEnds(new WholeBody(response, body))
  else response.endWith(body)
}

/** Writes a plugin's reply as the whole answer. Throws what a plugin throws that shapes it. */
export function writeReply(
  response: CallerResponse,
  { status, fields, body }: Reply,
  steps: readonly AnswerStep[],
  exchange: Exchange,
  options: { readonly requestId: string; readonly keepAlive: boolean },
): void {
  const head = new AnswerHead(status, fields, 'plugin')
  if (status !== 204 && status !== 304) head.set('content-length', String(body.length))
  const filters = shapeAnswer(steps, exchange, head)
  exchange.answerHeaders['x-request-id'] = options.requestId
  const all = withOwn(head.fields, exchange.answerHeaders)
  if (!options.keepAlive) all.push('connection', 'close')
  response.writeCheckedHead(head.status, all)
  if (filters.length === 0) writeWhenTurnEnds(new WholeBody(response, body))
  else through(filters, response, () => response.breakOff()).end(body)
}

/** All that is left to write of an answer. */
class WholeBody implements Writer {
  readonly #response: CallerResponse
  readonly #body: Buffer

  constructor(response: CallerResponse, body: Buffer) {
    this.#response = response
    this.#body = body
  }

  writeOut(): void {
    this.#response.endWith(this.#body)
  }
}
