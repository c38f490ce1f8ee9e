/** What a caller is answered, as plugins see it: the head before it is written, and what the body goes through. */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type Duplex, pipeline, Transform, type TransformCallback } from 'node:stream'
import type { CallerResponse } from './caller-response.ts'
import type { Exchange } from './exchange.ts'
import { roleOf } from './field-roles.ts'

/** An answer that a plugin gives in place of the upstream's. */
export interface Reply {
  readonly status: number
  /** Name, value, name, value. Without `Content-Length`. */
  readonly fields: readonly string[]
  readonly body: Buffer
}

/** The head of an answer on its way out. Names are compared in any case. */
export class AnswerHead {
  status: number
  /** Name, value, name, value. What the gateway adds of its own (`X-Request-Id`, `Via`, limits) is not among them yet. */
  fields: string[]
  /** `gateway`: a problem document, whose body, type and length stay as they are. */
  readonly from: 'upstream' | 'plugin' | 'gateway'

  constructor(status: number, fields: readonly string[], from: AnswerHead['from']) {
    this.status = status
    this.fields = [...fields]
    this.from = from
  }

  /** Repeated fields joined with a comma; `undefined` where there is none. */
  get(name: string): string | undefined {
    let found: string | undefined
    for (let index = 0; index < this.fields.length; index += 2)
      if (isSame(this.fields[index], name))
        found = found === undefined ? this.fields[index + 1] : `${found}, ${this.fields[index + 1]}`
    return found
  }

  set(name: string, value: string): void {
    this.remove(name)
    this.fields.push(name, value)
  }

  append(name: string, value: string): void {
    this.fields.push(name, value)
  }

  remove(name: string): void {
    if (this.get(name) !== undefined) this.removeWhere((other) => isSame(other, name))
  }

  removeWhere(isUnwanted: (name: string) => boolean): void {
    this.fields = this.fields.filter((_, index) => !isUnwanted(this.fields[index - (index % 2)] ?? ''))
  }

  /** Says that the answer depends on this field of the request (RFC 9110 section 12.5.5), once. */
  varyBy(name: string): void {
    const names =
      this.get('vary')
        ?.split(',')
        .map((each) => each.trim()) ?? []
    if (!names.some((each) => each === '*' || isSame(each, name))) this.append('vary', name)
  }
}

/**
 * Looks at the head of an answer, whoever gives it, and may change it. Where it answers a stream, the body goes through that;
 * the body of a problem document does not.
 */
export type AnswerStep = (exchange: Exchange, head: AnswerHead) => Duplex | undefined

/** Sees a body pass and leaves it as it is. */
export abstract class Tap extends Transform {
  abstract piece(piece: Buffer): void
  /** All of it has passed. One that broke off never gets here. */
  abstract whole(): void

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    this.piece(piece)
    done(null, piece)
  }

  override _flush(done: TransformCallback): void {
    this.whole()
    done()
  }
}

/**
 * Runs the steps and answers what the body goes through, in that order. A length that no longer holds is taken off. Throws what a
 * step throws, and at a name or value that no field has: a plugin may have made it of what a caller sent.
 */
export function shapeAnswer(steps: readonly AnswerStep[], exchange: Exchange, head: AnswerHead): readonly Duplex[] {
  const filters: Duplex[] = []
  for (const step of steps) {
    const filter = step(exchange, head)
    if (filter !== undefined) filters.push(filter)
  }
  if (filters.some((filter) => !(filter instanceof Tap))) head.remove('content-length')
  checkFields(head.fields)
  return filters
}

/** Throws at a name or value in flat fields that no field has (RFC 9110 section 5). */
export function checkFields(fields: readonly string[]): void {
  for (let index = 0; index < fields.length; index += 2) {
    const [name = '', value = ''] = [fields[index], fields[index + 1]]
    // Node's own checks say the same of each anew, and better: they are asked where something is wrong.
    if (roleOf(name) === null) validateHeaderName(name)
    if (notInValues.test(value)) validateHeaderValue(name, value)
  }
}

/** Flat fields, with the gateway's own in place of those of the same name. Throws at a value that is no field value. */
export function withOwn(given: readonly string[], own: Readonly<Record<string, string>>): string[] {
  const fields: string[] = []
  for (let index = 0; index < given.length; index += 2) {
    const name = given[index] ?? ''
    if (isOwn(own, name)) continue
    fields.push(name, given[index + 1] ?? '')
  }
  for (const name in own) {
    const value = own[name] ?? ''
    validateHeaderValue(name, value)
    fields.push(name, value)
  }
  return fields
}

function isOwn(own: Readonly<Record<string, string>>, name: string): boolean {
  for (const mine in own) if (mine.length === name.length && mine === name.toLowerCase()) return true
  return false
}

/** RFC 9110 section 5.5. */
const notInValues = /[^\t\x20-\x7e\x80-\xff]/

/** What a body is written to, until it is where it goes. */
export interface BodySink {
  /** False: wait for `drain`. */
  write(piece: Buffer): boolean
  once(event: 'drain', listener: () => void): unknown
  end(body: Buffer): unknown
}

/**
 * Where a body is written so that it reaches `response` through the filters.
 * @param failed told when a filter fails; not when the caller leaves.
 */
export function through(
  filters: readonly Duplex[],
  response: CallerResponse,
  failed: (thrown: unknown) => void,
): BodySink {
  const [first] = filters
  if (first === undefined) return response
  pipeline([...filters, response.sink], (thrown) => {
    if (thrown && thrown.code !== 'ERR_STREAM_PREMATURE_CLOSE') failed(thrown)
  })
  return first
}

function isSame(name: string | undefined, other: string): boolean {
  return name === other || (name?.length === other.length && name.toLowerCase() === other.toLowerCase())
}
