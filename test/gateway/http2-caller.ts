/** A caller that speaks HTTP/2 as Node's client does. */
import { once } from 'node:events'
import http2 from 'node:http2'
import type { TestContext } from 'node:test'
import type { TlsIdentity } from '#gateway/traffic.ts'

export interface Http2Answer {
  readonly status: number
  /** Without the status and the date. */
  readonly headers: http2.IncomingHttpHeaders
  readonly trailers: http2.IncomingHttpHeaders
  readonly body: Buffer
}

/** @param own shown to a gateway that asks for a certificate. */
export function openCaller(
  t: TestContext,
  port: number,
  identity: TlsIdentity,
  own?: TlsIdentity,
): http2.ClientHttp2Session {
  const shown = own && { cert: own.cert, key: own.key }
  const session = http2.connect(`https://localhost:${port}`, { ca: identity.cert, ...shown })
  session.on('error', () => undefined)
  t.after(() => session.destroy())
  return session
}

/** All of the answer to one request; throws where it breaks off. */
export async function ask(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<Http2Answer> {
  const stream = session.request(headers, { endStream: body === undefined })
  if (body !== undefined) stream.end(body)
  return answerOf(stream)
}

export async function answerOf(stream: http2.ClientHttp2Stream): Promise<Http2Answer> {
  let trailers: http2.IncomingHttpHeaders = {}
  stream.on('trailers', (received) => {
    trailers = plain(received)
  })
  const [received] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
  const { ':status': status, date: _, ...headers } = plain(received)
  const body = Buffer.concat(await stream.toArray())
  return { status: Number(status), headers, trailers, body }
}

/** Without what Node hangs on it beyond the fields. */
function plain(headers: http2.IncomingHttpHeaders): http2.IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers))
}
