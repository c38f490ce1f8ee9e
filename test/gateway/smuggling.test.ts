/**
 * Request smuggling, attack by attack. Each is one connection of a caller; what is asserted is what the caller got, and all that
 * the upstream saw, read byte for byte from its socket. An attack has worked when the upstream sees `/api/secret` as a request.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { readRequests } from './fuzz/reference.ts'
import { contentOf, raw, startStage } from './stage.ts'

/** An upstream that answers each request it reads (strictly) with its target, and keeps the request lines. */
async function startRecorder(t: TestContext) {
  const seen: string[] = []
  const server = net.createServer((socket) => {
    let text = ''
    socket.setEncoding('latin1').on('error', () => undefined)
    socket.on('data', (piece) => {
      text += piece
      const { messages, end } = readRequests(text)
      for (const { start, body } of end === 'clean' ? messages : []) {
        seen.push(body === '' ? start : `${start} (${body})`)
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${start.length}\r\n\r\n${start}`)
      }
      if (end === 'clean') text = ''
      if (end === 'invalid') seen.push(`no HTTP: ${text}`)
    })
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const secret = 'GET /api/secret HTTP/1.1\r\nHost: a\r\n\r\n'
const post = 'POST /api/x HTTP/1.1\r\nHost: a\r\n'
const seenPost = (body: string) => `POST /x HTTP/1.1 (${body})`

interface Attack {
  readonly sends: string
  /** Status of each answer, in order. */
  readonly answers: readonly number[]
  readonly upstream: readonly string[]
}

const refused = (sends: string, status = 400): Attack => ({ sends, answers: [status], upstream: [] })
const fields = (lines: string, body: string) => refused(`${post}${lines}\r\n\r\n${body}${secret}`)

const attacks: Readonly<Record<string, Attack>> = {
  'CL.TE: a length and chunks': fields('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
  'TE.CL: chunks and a length': fields('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n'),
  'CL.CL: two lengths that differ': fields('Content-Length: 5\r\nContent-Length: 0', 'hello'),
  'two lengths that agree': fields('Content-Length: 5\r\nContent-Length: 5', 'hello'),
  'a list of lengths': fields('Content-Length: 5, 5', 'hello'),
  'a length with a sign': fields('Content-Length: +5', 'hello'),
  'a negative length': fields('Content-Length: -5', 'hello'),
  'a length in hexadecimal': fields('Content-Length: 0x5', 'hello'),
  'a length that overflows': fields('Content-Length: 18446744073709551621', 'hello'),
  'an empty length': fields('Content-Length: ', 'hello'),
  'a space before the colon of a length': fields('Content-Length : 5', 'hello'),
  'a coding with a space before the colon': fields('Transfer-Encoding : chunked', '0\r\n\r\n'),
  'a coding after a vertical tab': fields('Transfer-Encoding:\vchunked', '0\r\n\r\n'),
  'a coding that is not chunked': refused(`${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${secret}`, 501),
  'chunked that is not last': fields('Transfer-Encoding: chunked, identity', '0\r\n\r\n'),
  'chunked after another coding': refused(`${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${secret}`, 501),
  'chunked twice': fields('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
  'chunked on a folded line': fields('Transfer-Encoding:\r\n chunked', '0\r\n\r\n'),
  'chunked behind a bare LF': fields('X: y\nTransfer-Encoding: chunked', '0\r\n\r\n'),
  'chunked in HTTP/1.0': refused(
    `POST /api/x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${secret}`,
  ),
  'a folded field': fields('X-A: b\r\n c', ''),
  'a field that begins with a space': fields(' Content-Length: 5', 'hello'),
  'a bare CR in a field': fields('X-A: b\rContent-Length: 5', ''),
  'a bare LF at the end of a field': refused(
    `POST /api/x HTTP/1.1\r\nHost: a\nContent-Length: 5\r\n\r\nhello${secret}`,
  ),
  'a null in a field': fields('X-A: b\0c', ''),
  'a field without a name': fields(': b', ''),
  'a field without a colon': fields('X-A', ''),
  'a space in a field name': fields('X A: b', ''),
  'two Hosts': fields('Host: b', ''),
  'no Host, and a request behind it': refused(`GET /api/x HTTP/1.1\r\n\r\n${secret}`),
  'a Host that is a list': refused(`GET /api/x HTTP/1.1\r\nHost: a, b\r\n\r\n${secret}`),
  'a Host with a user': refused(`GET /api/x HTTP/1.1\r\nHost: u@a\r\n\r\n${secret}`),
  'HTTP/0.9': refused(`GET /api/x\r\nHost: a\r\n\r\n${secret}`, 505),
  'HTTP/2.0 in the clear': refused(`GET /api/x HTTP/2.0\r\nHost: a\r\n\r\n${secret}`, 505),
  'a chunk size with 0x': fields('Transfer-Encoding: chunked', '0x5\r\nhello\r\n0\r\n\r\n'),
  'a chunk size with a sign': fields('Transfer-Encoding: chunked', '-1\r\nhello\r\n0\r\n\r\n'),
  'a chunk size that overflows': fields('Transfer-Encoding: chunked', 'fffffffffffffffff\r\nhello\r\n0\r\n\r\n'),
  'a path that climbs': refused(`GET /api/../secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, 404),
  'a path that climbs behind %2f': refused(`GET /api/..%2fsecret HTTP/1.1\r\nHost: a\r\n\r\n`),
  'a target with a fragment': refused(`GET /api/x#/../secret HTTP/1.1\r\nHost: a\r\n\r\n`),
  'CONNECT, which is cut off': { ...refused(`CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n${secret}`), answers: [] },
  'the asterisk': refused(`OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n`),
  'an absolute URI of another host': {
    sends: 'GET http://b/api/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    answers: [200],
    upstream: ['GET /x HTTP/1.1'],
  },
  'a request in the body of another': {
    sends: `${post}Content-Length: ${secret.length}\r\n\r\n${secret}GET /api/y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    answers: [200, 200],
    upstream: [seenPost(secret), 'GET /y HTTP/1.1'],
  },
  'a request in a chunk of another': {
    sends: `${post}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${secret.length.toString(16)};a="0\t"\r\n${secret}\r\n0\r\n\r\n`,
    answers: [200],
    upstream: [seenPost(secret)],
  },
  'Connection that names the length': {
    sends: `${post}Connection: close, Content-Length\r\nContent-Length: ${secret.length}\r\n\r\n${secret}`,
    answers: [200],
    upstream: [seenPost(secret)],
  },
  'Connection that names the coding': {
    sends: `${post}Connection: close, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    answers: [200],
    upstream: [seenPost('hello')],
  },
  'a body on GET': {
    sends: `GET /api/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${secret.length}\r\n\r\n${secret}`,
    answers: [200],
    upstream: [`GET /x HTTP/1.1 (${secret})`],
  },
  'a length as trailer': fields('Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\nContent-Length: 99\r\n\r\n'),
  // Node 20 hands over about a thousand fields and keeps the others to itself, with what they say of the body.
  'a length behind more fields than are looked at': refused(
    `${post}${'a:1\r\n'.repeat(1100)}Content-Length: ${secret.length}\r\n\r\n${secret}`,
    431,
  ),
  'a field more than there may be': refused(`${post}${'a:1\r\n'.repeat(256)}\r\n${secret}`, 431),
  'as many fields as there may be': {
    sends: `GET /api/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${'a:1\r\n'.repeat(254)}\r\n`,
    answers: [200],
    upstream: ['GET /x HTTP/1.1'],
  },
  'fields of more than 16 KiB': refused(`${post}a: ${'1'.repeat(16_384)}\r\n\r\n${secret}`, 431),
  'an upgrade that is none of ours': {
    sends: `${post}Connection: upgrade, close\r\nUpgrade: h2c\r\nContent-Length: 5\r\n\r\nhello`,
    answers: [200],
    upstream: [seenPost('hello')],
  },
}

for (const [what, { sends, answers, upstream }] of Object.entries(attacks))
  test(`smuggling: ${what}`, async (t) => {
    const { origin, seen } = await startRecorder(t)
    const { port } = await startStage(t, contentOf([origin]))
    // A refusal closes the connection, whatever is left on it; the others ask for it.
    const received = await raw(port, sends)
    const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
    assert.deepEqual({ answers: statuses, upstream: seen }, { answers, upstream })
  })
