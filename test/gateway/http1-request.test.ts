import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Http1Request } from '#gateway/http1-request.ts'

const head = 'POST / HTTP/1.1\r\nHost: a\r\n'

/** What is written, a part at a time, and how the bodies came. */
const bodies: Readonly<Record<string, { parts: readonly string[]; seen: readonly string[] }>> = {
  'head and body at once': { parts: [`${head}Content-Length: 5\r\n\r\nhello`], seen: ['whole hello'] },
  'the body after the head': { parts: [`${head}Content-Length: 5\r\n\r\n`, 'hello'], seen: ['whole hello'] },
  'the body in two pieces': { parts: [`${head}Content-Length: 5\r\n\r\nhel`, 'lo'], seen: ['stream hello'] },
  chunks: { parts: [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`], seen: ['stream hello'] },
  'one behind the other': {
    parts: [
      `${head}Content-Length: 1\r\n\r\na${head}Transfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n${head}Content-Length: 1\r\n\r\nc`,
    ],
    // A stream takes a turn of the event loop; the answers wait for one another all the same.
    seen: ['whole a', 'whole c', 'stream b'],
  },
}

for (const [how, { parts, seen }] of Object.entries(bodies))
  test(`a body is handed over whole where it comes so, and streams otherwise: ${how}`, async (t) => {
    const taken = await bodiesOf(t, parts, seen.length, (request, done) => receive(request, done))
    assert.deepEqual(taken, seen)
  })

test('a body that has begun to stream before anybody asked goes on streaming', async (t) => {
  const late = (request: Http1Request, done: (seen: string) => void) => setTimeout(() => receive(request, done), 50)
  assert.deepEqual(await bodiesOf(t, [`${head}Content-Length: 5\r\n\r\nhello`], 1, late), ['stream hello'])
})

test('nobody who has left is told of a body', async (t) => {
  const leave = (request: Http1Request, done: (seen: string) => void) => {
    receive(request, () => done('told'))
    request.forgetReceiver()
    request.on('data', () => undefined).on('end', () => done('not told'))
  }
  assert.deepEqual(await bodiesOf(t, [`${head}Content-Length: 5\r\n\r\n`, 'hello'], 1, leave), ['not told'])
})

function receive(request: Http1Request, done: (seen: string) => void): void {
  request.receive(Number(request.headers['content-length']), {
    whole: (body) => done(`whole ${body.toString()}`),
    pieces() {
      let text = ''
      request.on('data', (piece) => {
        text += piece
      })
      request.on('end', () => done(`stream ${text}`))
    },
  })
}

/** What `take` says of each request that the parts make; the connection must carry all of them. */
async function bodiesOf(
  t: test.TestContext,
  parts: readonly string[],
  count: number,
  take: (request: Http1Request, done: (seen: string) => void) => void,
): Promise<string[]> {
  const seen: string[] = []
  const server = http.createServer({ IncomingMessage: Http1Request }, (request, response) =>
    take(request, (how) => {
      seen.push(how)
      response.end('.')
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true)
  t.after(() => {
    socket.destroy()
    server.close()
  })
  let answers = ''
  socket.on('data', (piece) => {
    answers += piece.toString()
  })
  for (const part of parts) {
    socket.write(part)
    await wait(20)
  }
  while (answers.split('HTTP/1.1 200 OK').length <= count) await once(socket, 'data')
  return seen
}
