import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import type { AnswerFields, CallerResponse } from './caller-response.ts'
import { roleOf } from './field-roles.ts'

const nothing = Buffer.alloc(0)

/** Bytes of a body that are worth copying behind its head: Node writes so much at once without memory of its own for it. */
const copied = 12 * 1024

/**
 * Node's answer to a caller, with a short way for the usual one: fields that say how long the body is, the body in one piece, on
 * a connection that stays. It says the same to the byte, in one write, for a third of the price. Everything else takes Node's way.
 */
export class Http1Response<Request extends IncomingMessage = IncomingMessage>
  extends ServerResponse<Request>
  implements CallerResponse
{
  // What Node keeps of an answer, under these names since its beginnings. The long way goes on from there.
  declare _header: string | null
  declare _headerSent: boolean
  declare _hasBody: boolean
  declare _expect_continue: boolean
  declare _keepAliveTimeout: number
  declare finished: boolean
  #isHandedOver = false

  get isHandedOver(): boolean {
    return this.#isHandedOver || this.writableFinished
  }

  get takesTrailers(): boolean {
    return this.chunkedEncoding
  }

  get sink(): Writable {
    return this
  }

  continueInTurn(): void {
    // Where answers to earlier requests come first Node would put it behind this one's head.
    if (this.socket !== null) this.writeContinue()
    else
      this.once('socket', () => {
        if (!this.headersSent) this.writeContinue()
      })
  }

  writeInterim(status: number, fields: readonly string[]): void {
    // Node before 26.2 cannot write them; they are hints, and the answer itself comes all the same.
    if (this.req.httpVersionMinor === 0 || !('writeInformation' in this)) return
    // Node would put a hint behind the head where answers to earlier requests come first.
    if (this.socket !== null) this.writeInformation(status, [...fields])
  }

  respond(status: number, fields: AnswerFields): void {
    this.writeHead(status, fields)
  }

  writeCheckedHead(status: number, fields: string[]): void {
    const hasBody = this._hasBody && status !== 204 && status !== 304
    const isUsual = status >= 200 && this.shouldKeepAlive && !this._expect_continue && this._header === null
    const lines = isUsual ? usualLines(fields, hasBody) : null
    if (lines === null) {
      this.writeHead(status, fields)
      return
    }
    this._hasBody = hasBody
    this.statusCode = status
    this.statusMessage = STATUS_CODES[status] ?? 'unknown'
    const seconds = Math.floor(this._keepAliveTimeout / 1000)
    this._header = `HTTP/1.1 ${status} ${this.statusMessage}\r\n${lines}Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`
  }

  flushHead(): void {
    // Not with `flushHeaders`: that one writes the head as UTF-8, and field values are Latin-1.
    this.write(nothing)
  }

  breakOff(): void {
    // To HTTP/1.0 the end of the connection is the end of the answer; only a reset says otherwise.
    if (this.req.httpVersionMinor === 0) this.req.socket.resetAndDestroy()
    else this.destroy()
  }

  becomeTunnel(): Socket {
    const { socket } = this.req
    this.detachSocket(socket)
    return socket
  }

  endWith(body: string | Buffer): void {
    const { socket } = this
    const isShort = this._header !== null && !this._headerSent && !this.chunkedEncoding
    const isSmall = typeof body === 'string' || body.length <= copied
    // Without a socket it is not this answer's turn yet.
    if (!isShort || !isSmall || socket?.writable !== true) {
      this.end(body, 'latin1')
      return
    }
    this._headerSent = true
    this.finished = true
    const text = !this._hasBody ? '' : typeof body === 'string' ? body : body.toString('latin1')
    socket.write(this._header + text, 'latin1', (error) => {
      if (error) return
      this.#isHandedOver = true
      this.emit('finish')
    })
  }
}

/** The lines of fields, as Node would write them; `null` where one of them, or one that lacks, wants its consideration. */
function usualLines(fields: readonly string[], hasBody: boolean): string | null {
  let [lines, hasLength, hasDate] = ['', false, false]
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? ''
    const role = roleOf(name)
    if (role === 'content-length') hasLength = true
    else if (role !== 'plain' && role !== 'via' && role !== 'x-request-id') return null
    else if (name.length === 4 && name.toLowerCase() === 'date') hasDate = true
    lines += `${name}: ${fields[index + 1]}\r\n`
  }
  if (hasBody && !hasLength) return null
  return hasDate ? lines : `${lines}Date: ${dateText(Date.now())}\r\n`
}

let [second, secondText] = [0, '']

/** An HTTP date (RFC 9110 section 5.6.7), the same for thousands of answers. */
function dateText(now: number): string {
  const whole = Math.floor(now / 1000)
  if (whole !== second) [second, secondText] = [whole, new Date(now).toUTCString()]
  return secondText
}
