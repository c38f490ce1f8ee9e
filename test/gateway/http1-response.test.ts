import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { Http1Response } from '#gateway/http1-response.ts'
import { raw } from './stage.ts'

const dated = ['Date', 'Sat, 21 Nov 2026 15:00:00 GMT']
const usual = [...dated, 'Content-Type', 'text/plain', 'X-Latin', 'caf\u00e9', 'Set-Cookie', 'a', 'Set-Cookie', 'b']
const get = 'GET / HTTP/1.1\r\nHost: a\r\n'
const last = `${get}Connection: close\r\n\r\n`

/** What is asked, and what is answered to the first request. */
const answers = {
  'a body with a length': { ask: `${get}\r\n${last}`, fields: [...usual, 'Content-Length', '5'], body: 'h\u00e9llo' },
  'an empty body': { ask: `${get}\r\n${last}`, fields: [...usual, 'content-length', '0'], body: '' },
  'several requests at once': {
    ask: `${get}\r\n`.repeat(5) + last,
    fields: [...usual, 'Content-Length', '2'],
    body: 'ok',
  },
  'a connection that ends': { ask: last, fields: [...usual, 'Content-Length', '2'], body: 'ok' },
  'a body without a length': { ask: `${get}\r\n${last}`, fields: usual, body: 'ok' },
  'no date': { ask: `${get}\r\n${last}`, fields: ['Content-Length', '2'], body: 'ok' },
  'a field that Node looks at': {
    ask: `${get}\r\n`,
    fields: [...dated, 'Connection', 'close', 'Content-Length', '2'],
    body: 'ok',
  },
  HEAD: { ask: `HEAD / HTTP/1.1\r\nHost: a\r\n\r\n${last}`, fields: [...dated, 'Content-Length', '2'], body: '' },
  'an unknown status': { ask: `${get}\r\n${last}`, fields: [...usual, 'Content-Length', '2'], body: 'ok', status: 299 },
  'HEAD of what has no length': {
    ask: `HEAD / HTTP/1.1\r\nHost: a\r\n\r\n${last}`,
    fields: [...dated, 'X-A', 'b'],
    body: 'ok',
  },
  'a large body': {
    ask: `${get}\r\n${last}`,
    fields: [...usual, 'Content-Length', '100000'],
    body: '\u00e9'.repeat(100_000),
  },
  '204': { ask: `${get}\r\n${last}`, fields: dated, body: '', status: 204 },
  '304 without a length': { ask: `${get}\r\n${last}`, fields: ['ETag', '"v"'], body: '', status: 304 },
  '304': { ask: `${get}\r\n${last}`, fields: [...dated, 'Content-Length', '2'], body: '', status: 304 },
  'HTTP/1.0': { ask: 'GET / HTTP/1.0\r\n\r\n', fields: [...dated, 'Content-Length', '2'], body: 'ok' },
  'an expectation': {
    ask: `POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`,
    fields: [...dated, 'Content-Length', '2'],
    body: 'ok',
  },
} satisfies Record<string, { ask: string; fields: string[]; body: string; status?: number }>

for (const [what, { ask, fields, body, ...rest }] of Object.entries(answers))
  test(`the short way answers as Node does: ${what}`, async (t) => {
    const status = 'status' in rest ? rest.status : 200
    const long = await ended(t, ask, (response) => {
      response.writeHead(status, [...fields])
      response.end(body, 'latin1')
    })
    for (const given of [body, Buffer.from(body, 'latin1')]) {
      const short = await ended(t, ask, (response) => {
        response.writeCheckedHead(status, [...fields])
        response.endWith(given)
      })
      assert.equal(undated(short), undated(long))
    }
  })

test('a head of the short way may also be followed by pieces of a body', async (t) => {
  const answer = await ended(t, last.replace('Connection: close', 'X-A: b') + last, (response) => {
    response.writeCheckedHead(200, [...dated, 'Content-Length', '4'])
    response.write(Buffer.from('pi'))
    response.endWith('ec')
  })
  assert.equal(answer.split('\r\n\r\npiec').length, 3)
})

/** All that a server says to `ask` which answers so, once each answer was told to be finished. */
async function ended(t: test.TestContext, ask: string, answer: (response: Http1Response) => void): Promise<string> {
  let open = 0
  const serve = (_: http.IncomingMessage, response: Http1Response) => {
    open += 1
    response.on('finish', () => {
      open -= 1
      assert.equal(response.isHandedOver, true)
    })
    answer(response)
  }
  const server = http.createServer({ ServerResponse: Http1Response, keepAliveTimeout: 200 }, serve)
  server.on('checkContinue', serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const said = await raw((server.address() as AddressInfo).port, ask)
  assert.equal(open, 0)
  return said
}

/** Node's own date may fall into the next second. */
function undated(said: string): string {
  return said.replaceAll(/\r\nDate: [^\r]*/g, '\r\nDate: …')
}
