import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import test from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { closedOrigin, contentOf, raw, routeOf, send, startStage, startUpstream } from './stage.ts'

test('a request reaches the upstream under its own path, and the answer comes back as it was', async (t) => {
  const origin = await startUpstream(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] })
    response.end(`${request.method} ${request.url} ${body}`)
  })
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ upstreamPath: '/inner' })] }))
  const answer = await send(port, '/api/charges?x=%20y&z', { method: 'POST', body: 'hello' })
  assert.equal(answer.status, 201)
  assert.equal(answer.text, 'POST /inner/charges?x=%20y&z hello')
  assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2'])
})

test('fields of one hop stay on it, what a caller claims about its way is replaced, the rest goes through', async (t) => {
  const origin = await startUpstream(t, (request, response) => response.end(JSON.stringify(request.rawHeaders)))
  const { port } = await startStage(t, contentOf([origin]))
  const headers = [
    ['Host', 'Api.Acme.example:8080'],
    ['Connection', 'close, X-Secret-Of-Hop'],
    ['X-Secret-Of-Hop', '1'],
    ['Keep-Alive', 'timeout=5'],
    ['Proxy-Connection', 'keep-alive'],
    ['Proxy-Authorization', 'Basic eDp5'],
    ['TE', 'trailers, deflate'],
    ['Upgrade', 'websocket'],
    ['X-Forwarded-For', '6.6.6.6'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Prefix', '/evil'],
    ['Forwarded', 'for=6.6.6.6'],
    ['X-Real-IP', '6.6.6.6'],
    ['Via', '1.1 liar'],
    ['X-Request-Id', 'r-42'],
    ['Content-Type', 'text/plain'],
    ['Accept', 'a'],
    ['Accept', 'b'],
    ['X-Latin', 'caf\u00e9'],
  ]
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')
  const answer = await raw(port, `GET /api/x HTTP/1.1\r\n${head}\r\n\r\n`)
  const fields: string[] = JSON.parse(Buffer.from(/\[.*\]/.exec(answer)?.[0] ?? '', 'latin1').toString())
  assert.deepEqual(
    fields.flatMap((name, index) => (index % 2 === 0 ? [`${name.toLowerCase()}: ${fields[index + 1]}`] : [])),
    [
      `host: ${new URL(origin).host}`,
      'content-type: text/plain',
      'accept: a',
      'accept: b',
      'x-latin: caf\u00e9',
      'te: trailers',
      'connection: te',
      'x-request-id: r-42',
      'x-forwarded-for: 127.0.0.1',
      'x-forwarded-proto: http',
      'x-forwarded-host: Api.Acme.example:8080',
      'via: 1.1 apigov',
    ],
  )
  assert.match(answer, /\r\nx-request-id: r-42\r\n/)
})

test('of an answer the fields of one hop stay on it, and the request id is the gateway’s', async (t) => {
  const origin = await startUpstream(t, (_, response) => {
    response.writeHead(200, [
      ...['Connection', 'X-Hop', 'X-Hop', '1', 'Keep-Alive', 'timeout=99', 'Proxy-Authenticate', 'Basic'],
      ...['X-Request-Id', 'other', 'X-Kept', 'caf\u00e9', 'Content-Length', '2'],
    ])
    response.end(Buffer.from('ok')) // with a string Node would write the head as UTF-8
  })
  const { port } = await startStage(t, contentOf([origin]))
  const { headers, text } = await send(port, '/api/x', { headers: { 'x-request-id': 'bad id with spaces' } })
  assert.equal(text, 'ok')
  assert.equal(headers['x-kept'], 'caf\u00e9')
  assert.equal(headers['via'], '1.1 apigov')
  assert.match(String(headers['x-request-id']), /^[0-9a-f]{32}$/)
  for (const name of ['x-hop', 'proxy-authenticate']) assert.equal(headers[name], undefined)
})

const bare: Readonly<
  Record<string, { method: string; status: number; fields: http.OutgoingHttpHeaders; expected: object }>
> = {
  'HEAD with a length': {
    method: 'HEAD',
    status: 200,
    fields: { 'content-length': '5' },
    expected: { length: '5', coding: undefined },
  },
  '204': { method: 'GET', status: 204, fields: {}, expected: { length: undefined, coding: undefined } },
  '304 with a length': {
    method: 'GET',
    status: 304,
    fields: { 'content-length': '5', etag: '"x"' },
    expected: { length: '5', coding: undefined },
  },
  'an empty 200': {
    method: 'GET',
    status: 200,
    fields: { 'content-length': '0' },
    expected: { length: '0', coding: undefined },
  },
}
for (const [what, { method, status, fields, expected }] of Object.entries(bare))
  test(`${what} comes through without a body, and the connection goes on`, async (t) => {
    const origin = await startUpstream(t, (_, response) => response.writeHead(status, fields).end())
    const { port } = await startStage(t, contentOf([origin]))
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    t.after(() => agent.destroy())
    for (let round = 0; round < 2; round++) {
      const request = http.request({ host: '127.0.0.1', port, path: '/api/x', method, agent }).end()
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      let text = ''
      for await (const chunk of response) text += chunk
      const { 'content-length': length, 'transfer-encoding': coding } = response.headers
      assert.deepEqual([response.statusCode, text, { length, coding }], [status, '', expected])
      assert.equal(request.reusedSocket, round === 1)
    }
  })

test('chunks go through both ways as they come, trailers to those who ask for them', async (t) => {
  const origin = await startUpstream(t, (request, response) => {
    assert.equal(request.headers['transfer-encoding'], 'chunked')
    response.writeHead(200, { trailer: 'x-sum, content-length' })
    request.on('data', (chunk) => response.write(`got ${chunk};`))
    request.on('end', () => {
      response.addTrailers({ 'x-sum': '2' })
      response.end()
    })
  })
  const { port } = await startStage(t, contentOf([origin]))
  const request = http.request({ host: '127.0.0.1', port, path: '/api/x', method: 'POST', headers: { te: 'trailers' } })
  t.after(() => request.destroy())
  request.write('one')
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.setEncoding('utf8')
  // The second piece is sent only after the first was answered: nothing on the way waits for the whole.
  const pieces = response[Symbol.asyncIterator]()
  assert.equal((await pieces.next()).value, 'got one;')
  request.end('two')
  assert.equal((await pieces.next()).value, 'got two;')
  assert.equal((await pieces.next()).done, true)
  assert.deepEqual(response.trailers, { 'x-sum': '2' })
})

test('a caller that reads slowly slows the upstream, and nothing piles up between them', async (t) => {
  const chunk = Buffer.alloc(64 * 1024)
  let sent = 0
  const origin = await startUpstream(t, async (_, response) => {
    const closed = once(response, 'close') // asked once: each asking is a listener more
    while (sent < 64 * 1024 * 1024) {
      if (response.destroyed) return
      sent += chunk.byteLength
      if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed])
    }
    response.end()
  })
  const { port } = await startStage(t, contentOf([origin]))
  const socket = net.connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write('GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'readable') // and read nothing
  assert((await settled(() => sent)) < 32 * 1024 * 1024, `the upstream got rid of ${sent} bytes`)
  let received = 0
  for await (const piece of socket) {
    received += (piece as Buffer).byteLength
    if (received > 64 * 1024 * 1024) break
  }
  assert.equal(sent, 64 * 1024 * 1024)
})

test('an upstream that reads slowly slows the caller', async (t) => {
  const origin = await startUpstream(t, (request) => void request.pause())
  const { port } = await startStage(t, contentOf([origin]))
  const socket = net.connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write('POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 67108864\r\n\r\n')
  socket.write(Buffer.alloc(67108864))
  assert((await settled(() => socket.bytesWritten - socket.writableLength)) < 32 * 1024 * 1024)
})

/** The value once it has stayed the same for a while. */
async function settled(value: () => number): Promise<number> {
  let last = -1
  let same = 0
  while (same < 20) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    same = value() === last && last > 0 ? same + 1 : 0
    last = value()
  }
  return last
}

test('a caller that leaves ends the request at the upstream', async (t) => {
  const left = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const origin = await startUpstream(t, (_, response) => {
    response.on('close', () => left.resolve())
    response.write('first')
    begun.resolve()
  })
  const stage = await startStage(t, contentOf([origin]))
  const request = http.get({ host: '127.0.0.1', port: stage.port, path: '/api/x', agent: false })
  request.on('error', () => undefined)
  await begun.promise
  await once(request, 'response')
  request.destroy()
  await left.promise
  while (!/status="499"\} 1/.test(await (await stage.admin('/metrics')).text())) await nextTurn()
})

test('a caller that leaves in the middle of its body ends the request at the upstream', async (t) => {
  const left = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const origin = await startUpstream(t, (request) => {
    request.on('error', () => left.resolve()).resume()
    begun.resolve()
  })
  const { port } = await startStage(t, contentOf([origin]))
  const socket = net.connect(port, '127.0.0.1')
  socket.write('POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc')
  await begun.promise
  socket.destroy()
  await left.promise
})

const breaks: Readonly<Record<string, string>> = {
  'a length it does not reach': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
  'chunks without the last one': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
}
for (const [what, text] of Object.entries(breaks))
  test(`an answer that breaks off with ${what} breaks off for the caller too`, async (t) => {
    const origin = await startRaw(t, text)
    const { port, admin } = await startStage(t, contentOf([origin]))
    const one = await raw(port, 'GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n')
    assert.match(one, /abc/)
    assert.doesNotMatch(one, /\r\n0\r\n\r\n/)
    // HTTP/1.0 has no other end than that of the connection.
    assert.match(await raw(port, 'GET /api/x HTTP/1.0\r\nHost: a\r\n\r\n'), /<reset>$/)
    while (!/status="502"\} 2/.test(await (await admin('/metrics')).text())) await nextTurn()
  })

const nonsense: Readonly<Record<string, string>> = {
  'no HTTP': 'hello\r\n\r\n',
  'nothing at all': '',
  'a length and chunks': 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
}
for (const [what, text] of Object.entries(nonsense))
  test(`an upstream that answers with ${what} is a 502`, async (t) => {
    const origin = await startRaw(t, text)
    const { port } = await startStage(t, contentOf([origin]))
    const { status, text: body } = await send(port, '/api/x')
    assert.deepEqual(
      [status, JSON.parse(body).detail],
      [502, 'The API behind the gateway gave no valid answer; try again later'],
    )
  })

/** An upstream that reads a request's head, writes `text` and hangs up. */
async function startRaw(t: import('node:test').TestContext, text: string): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(text, 'latin1'))
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('an upstream that is down is a 502 that tells nothing of the inside', async (t) => {
  const origin = await closedOrigin()
  const { port } = await startStage(t, contentOf([origin]))
  const answer = await send(port, '/api/x', { method: 'POST', body: 'hello', headers: { 'x-request-id': 'r-1' } })
  assert.equal(answer.status, 502)
  assert.deepEqual(JSON.parse(answer.text), {
    type: 'about:blank',
    title: 'Bad Gateway',
    status: 502,
    detail: 'The API behind the gateway cannot be reached; try again later',
    requestId: 'r-1',
  })
  assert.doesNotMatch(JSON.stringify(answer), new RegExp(new URL(origin).port))
})

test('an upstream that does not answer in time is a 504', async (t) => {
  const origin = await startUpstream(t, () => undefined)
  const timeouts = { connect: 1000, headers: 50, body: 1000 }
  const { port } = await startStage(t, contentOf([origin]), { timeouts })
  assert.equal((await send(port, '/api/x')).status, 504)
})

test('Expect: 100-continue is answered when the request has been let in, and not passed on', async (t) => {
  const origin = await startUpstream(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.end(`${request.headers.expect} ${body}`)
  })
  const { port } = await startStage(t, contentOf([origin]))
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  t.after(() => socket.destroy())
  const head =
    'POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n'
  socket.write(head)
  assert.equal((await once(socket, 'data'))[0], 'HTTP/1.1 100 Continue\r\n\r\n')
  socket.write('hello')
  let answer = ''
  for await (const chunk of socket) answer += chunk
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*undefined hello/)
})

test('Expect: 100-continue of a request that is turned away gets the answer and no Continue', async (t) => {
  const { port } = await startStage(t, contentOf(['http://127.0.0.1:9']))
  const head = (path: string, expect: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: ${expect}\r\n\r\n`
  assert.match(await raw(port, head('/nowhere', '100-continue')), /^HTTP\/1\.1 404 (?:.*\r\n)*connection: close\r\n/i)
  assert.match(await raw(port, head('/api/x', 'miracles')), /^HTTP\/1\.1 417 /)
})

test('interim answers go through, but not to HTTP/1.0', async (t) => {
  const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: x-hop\r\nX-Hop: 1\r\n\r\n'
  const origin = await startRaw(
    t,
    `HTTP/1.1 102 Processing\r\n\r\n${hints}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage`,
  )
  const { port } = await startStage(t, contentOf([origin]))
  const heads = async (version: string) => {
    const answer = await raw(port, `GET /api/x HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`)
    return answer.split('\r\n').filter((line) => /^(HTTP|link|x-hop)/i.test(line))
  }
  const interim = ['HTTP/1.1 102 Processing', 'HTTP/1.1 103 Early Hints', 'Link: </a.css>; rel=preload']
  assert.deepEqual(await heads('1.1'), [...interim, 'HTTP/1.1 200 OK'])
  assert.deepEqual(await heads('1.0'), ['HTTP/1.1 200 OK'])
})

test('an answer that comes before the request’s body is over arrives, and the connection goes on', async (t) => {
  const origin = await startUpstream(t, (request, response) => {
    response.writeHead(413, { 'content-length': '3' }).end('big')
    request.resume()
  })
  const { port } = await startStage(t, contentOf([origin]))
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  t.after(() => socket.destroy())
  socket.write('POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\nstart')
  assert.match((await once(socket, 'data'))[0] as string, /^HTTP\/1\.1 413 /)
  socket.write('x'.repeat(199_995))
  socket.write('GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  let rest = ''
  for await (const chunk of socket) rest += chunk
  assert.match(rest, /HTTP\/1\.1 404 /)
})

test('requests that a caller sends ahead are answered in order', async (t) => {
  const origin = await startUpstream(t, (request, response) => {
    setTimeout(() => response.end(request.url), request.url === '/1' ? 20 : 0)
  })
  const { port } = await startStage(t, contentOf([origin]))
  const ahead = ['1', '2', '3'].map((path) => `GET /api/${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join('')
  const answer = await raw(port, ahead, '/3')
  assert.deepEqual(answer.match(/^\/[123]/gm), ['/1', '/2', '/3'])
})

test('bodies of every size and framing arrive byte for byte, both ways, over kept connections', async (t) => {
  const origin = await startUpstream(t, (request, response) => {
    const length = request.headers['content-length']
    response.writeHead(200, length === undefined ? {} : { 'content-length': length })
    request.pipe(response)
  })
  const { port } = await startStage(t, contentOf([origin]))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 3 })
  t.after(() => agent.destroy())
  const sizes = [0, 1, 2, 1023, 16_384, 65_535, 65_536, 65_537, 1_000_003]
  const echo = async (size: number, chunked: boolean) => {
    const body = Buffer.alloc(size, `${size} bytes, `)
    const headers = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': size }
    const request = http.request({ host: '127.0.0.1', port, path: '/api/x', method: 'POST', headers, agent })
    for (let at = 0; at < size; at += 50_001) request.write(body.subarray(at, at + 50_001))
    request.end()
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    assert(body.equals(Buffer.concat(await response.toArray())), `${size} bytes, chunked: ${chunked}`)
  }
  const echoes = sizes.flatMap((size) => [echo(size, true), echo(size, false), echo(size, true)])
  await Promise.all(echoes)
})
