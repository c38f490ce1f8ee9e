/**
 * What of a request's fields the gateway itself looks at, and what goes on to the upstream, found in one pass. Fields come as
 * Node's flat list: name, value, name, value.
 */
import { carriesApiKey } from './bearer.ts'
import { namedBy, roleOf } from './field-roles.ts'

export class RequestFields {
  /** Of the `Host` field; `''` where there is none. */
  host = ''
  /** More than one is a 400 (RFC 9112 section 3.2). */
  hosts = 0
  connection: string | undefined = undefined
  expect: string | undefined = undefined
  authorization: string | undefined = undefined
  apiKey: string | undefined = undefined
  requestId: string | undefined = undefined
  te: string | undefined = undefined
  upgrade: string | undefined = undefined
  contentLength: string | undefined = undefined
  transferEncoding: string | undefined = undefined
  forwardedFor: string | undefined = undefined
  forwardedProto: string | undefined = undefined
  forwardedHost: string | undefined = undefined
  via: string | undefined = undefined
  /** The lines of the end-to-end fields, each with its CRLF. */
  passed = ''
  /** A field that must come once came twice. */
  isDoubled = false

  constructor(raw: readonly string[]) {
    for (let index = 0; index < raw.length; index += 2) this.#take(raw[index] ?? '', raw[index + 1] ?? '')
    const named = namedBy(this.connection)
    if (named !== undefined) this.passed = withoutFields(this.passed, named)
  }

  #take(name: string, value: string): void {
    switch (roleOf(name)) {
      case 'plain':
        this.passed += `${name}: ${value}\r\n`
        return
      case 'host':
        this.hosts += 1
        this.host = value
        return
      case 'connection':
        this.connection = joined(this.connection, value)
        return
      case 'x-api-key':
        this.apiKey = this.apiKey === undefined ? value : ''
        return
      case 'authorization':
        this.isDoubled ||= this.authorization !== undefined
        this.authorization = value
        if (!carriesApiKey(value)) this.passed += `${name}: ${value}\r\n`
        return
      case 'x-request-id':
        this.requestId = value
        return
      case 'content-length':
        this.isDoubled ||= this.contentLength !== undefined
        this.contentLength = value
        return
      case 'transfer-encoding':
        this.isDoubled ||= this.transferEncoding !== undefined
        this.transferEncoding = value
        return
      case 'expect':
        this.expect = joined(this.expect, value)
        return
      default:
        this.#takeRare(name, value)
    }
  }

  #takeRare(name: string, value: string): void {
    switch (roleOf(name)) {
      case 'te':
        this.te = joined(this.te, value)
        return
      case 'upgrade':
        this.upgrade = joined(this.upgrade, value)
        return
      case 'x-forwarded-for':
        this.forwardedFor = joined(this.forwardedFor, value)
        return
      case 'x-forwarded-proto':
        this.forwardedProto = value
        return
      case 'x-forwarded-host':
        this.forwardedHost = value
        return
      case 'via':
        this.via = joined(this.via, value)
        return
      default:
      // Of one hop, or a claim about the way here: it ends here.
    }
  }

  /** Whether the head announces a body (RFC 9112 section 6.3). */
  get hasBody(): boolean {
    return this.transferEncoding !== undefined || (this.contentLength !== undefined && Number(this.contentLength) > 0)
  }

  /** Whether the caller takes trailers (RFC 9110 section 10.1.4). */
  get wantsTrailers(): boolean {
    return this.te !== undefined && /(?:^|,)\s*trailers\s*(?:,|$)/i.test(this.te)
  }

  /** Whether the caller wants a WebSocket (RFC 6455 section 4.1): the one upgrade that is passed on. */
  get wantsWebSocket(): boolean {
    return (
      this.upgrade?.toLowerCase() === 'websocket' && namedBy(this.connection?.toLowerCase())?.has('upgrade') === true
    )
  }
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`
}

/** The lines but for those of fields with these lower-case names. */
export function withoutFields(lines: string, named: ReadonlySet<string>): string {
  return lines
    .split('\r\n')
    .filter((line) => line !== '' && !named.has(line.slice(0, line.indexOf(':')).toLowerCase()))
    .map((line) => `${line}\r\n`)
    .join('')
}
