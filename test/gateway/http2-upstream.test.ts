/** Upstreams that speak HTTP/2. Callers come over HTTP/1.1 unless a test says otherwise. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import net, { type AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import tls from 'node:tls'
import type { GatewayOptions } from '#gateway/gateway.ts'
import type { Upstream } from '#snapshot/snapshot.ts'
import { answerOf, openCaller } from './http2-caller.ts'
import { newIdentity } from './identity.ts'
import { contentOf, raw, send, startStage } from './stage.ts'

type OnStream = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void

/** In the clear, with prior knowledge, or over TLS. */
async function startServer(
  t: TestContext,
  onStream: OnStream,
  settings: http2.Settings = {},
  secure?: http2.SecureServerOptions,
) {
  const server = secure ? http2.createSecureServer({ settings, ...secure }) : http2.createServer({ settings })
  const sessions: http2.ServerHttp2Session[] = []
  server.on('session', (session) => {
    sessions.push(session)
    session.on('error', () => undefined)
  })
  server.on('stream', (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
    stream.on('error', () => undefined)
    onStream(stream, headers)
  })
  t.after(() => {
    for (const session of sessions) session.destroy()
    server.close()
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { origin: `${secure ? 'https' : 'http'}://localhost:${port}`, sessions }
}

/** A gateway before one upstream that speaks HTTP/2. */
async function startBefore(
  t: TestContext,
  origin: string,
  options: Partial<GatewayOptions> = {},
  changes: Partial<Upstream> = {},
) {
  const upstream = {
    id: 'api/main',
    targets: [{ url: origin, weight: 1 }],
    health: null,
    protocol: 'h2',
    ...changes,
  } as const
  return startStage(t, contentOf([], { upstreams: [upstream] }), options)
}

const echo: OnStream = (stream) => {
  stream.respond({ ':status': 200 })
  stream.pipe(stream)
}

test('a request reaches an upstream over HTTP/2 in the clear, and its answer the caller', async (t) => {
  let seen: http2.IncomingHttpHeaders = {}
  const { origin, sessions } = await startServer(t, (stream, headers) => {
    seen = Object.fromEntries(Object.entries(headers))
    stream.respond({ ':status': 201, 'x-latin': 'caf\u00e9', 'set-cookie': ['a', 'b'], 'x-request-id': 'its own' })
    stream.end('ok')
  })
  const { port } = await startBefore(t, origin)
  const headers = {
    accept: 'text/plain',
    'X-Twice': ['a', 'b'],
    'x-request-id': 'one',
    connection: 'x-hop',
    'x-hop': '1',
  }
  const answer = await send(port, '/api/x%41?y=%41', { headers })
  assert.deepEqual(seen, {
    ':method': 'GET',
    ':scheme': 'http',
    ':authority': new URL(origin).host,
    ':path': '/xA?y=%41',
    accept: 'text/plain',
    'x-twice': 'a, b',
    'x-request-id': 'one',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': `127.0.0.1:${port}`,
    via: '1.1 apigov',
  })
  const { date: _, connection: __, 'keep-alive': ___, ...said } = answer.headers
  assert.deepEqual(
    [answer.status, answer.text, said],
    [
      201,
      'ok',
      {
        'x-latin': 'caf\u00e9',
        'set-cookie': ['a', 'b'],
        'x-request-id': 'one',
        via: '2.0 apigov',
        'transfer-encoding': 'chunked',
      },
    ],
  )
  await Promise.all(Array.from({ length: 20 }, () => send(port, '/api/x')))
  assert.equal(sessions.length, 1)
})

test('bodies stream both ways, and answers without a body have none', async (t) => {
  const large = randomBytes(3_000_000).toString('hex')
  const { origin } = await startServer(t, (stream, headers) => {
    if (headers[':method'] === 'POST') echo(stream, headers)
    else stream.respond({ ':status': Number(headers[':path']?.slice(1)), 'content-length': 0 }, { endStream: true })
  })
  const { port } = await startBefore(t, origin)
  const post = (headers: http.OutgoingHttpHeaders) => send(port, '/api/x', { method: 'POST', body: large, headers })
  assert.equal((await post({ 'content-length': large.length })).text, large)
  assert.equal((await post({ 'transfer-encoding': 'chunked' })).text, large)
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 200],
  ] as const) {
    const answer = await send(port, `/api/${status}`, { method })
    assert.deepEqual([answer.status, answer.text], [status, ''])
  }
})

test('gRPC is passed on as it is: messages as they come, both ways, and the status in trailers', async (t) => {
  const { origin } = await startServer(t, async (stream, headers) => {
    if (headers[':path'] === '/shop.Shop/Missing') {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': 12 }, { endStream: true })
      return
    }
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': 0, 'grpc-message': String(headers['te']) }))
    for await (const message of stream) stream.write(message)
    stream.end()
  })
  const identity = newIdentity()
  const { port } = await startBefore(t, origin, { tls: identity })
  const caller = openCaller(t, port, identity)
  const call = (method: string) =>
    caller.request({
      ':method': 'POST',
      ':path': `/api/shop.Shop/${method}`,
      te: 'trailers',
      'content-type': 'application/grpc',
    })
  // A length of five bytes before each message.
  const message = (text: string) => Buffer.from(`\0\0\0\0${String.fromCharCode(text.length)}${text}`)
  const stream = call('Talk')
  stream.write(message('one'))
  // The first comes back while the caller has more to say.
  const [first] = await once(stream, 'data')
  assert.deepEqual(first, message('one'))
  const rest = answerLate(stream)
  stream.end(message('two'))
  assert.deepEqual(await rest, { body: message('two'), trailers: { 'grpc-status': '0', 'grpc-message': 'trailers' } })
  const missing = call('Missing')
  missing.end(message('x'))
  const answer = await answerOf(missing)
  assert.deepEqual([answer.status, answer.headers['grpc-status'], answer.body.length], [200, '12', 0])
})

async function answerLate(stream: http2.ClientHttp2Stream) {
  const trailers = once(stream, 'trailers')
  const body = Buffer.concat(await stream.toArray())
  return { body, trailers: Object.fromEntries(Object.entries((await trailers)[0])) }
}

test('trailers of callers over HTTP/1.1 reach the upstream, and its own come back', async (t) => {
  const { origin } = await startServer(t, (stream) => {
    let sum = ''
    stream.on('trailers', (trailers) => {
      sum = String(trailers['x-sum'])
    })
    stream.on('end', () => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': sum }))
      stream.end('.')
    })
    stream.resume()
  })
  const { port } = await startBefore(t, origin)
  const head =
    'POST /api/x HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: te, close\r\nTransfer-Encoding: chunked\r\n\r\n'
  assert.match(await raw(port, `${head}5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n`), /\r\n0\r\nx-sum: 42\r\n\r\n$/)
})

test('no session carries more than the upstream allows: others are opened, and what is too much waits', async (t) => {
  let [now, most] = [0, 0]
  const { origin, sessions } = await startServer(
    t,
    (stream) => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now -= 1
        stream.respond({ ':status': 200 })
        stream.end('.')
      }, 20)
    },
    { maxConcurrentStreams: 2 },
  )
  const { port } = await startBefore(t, origin)
  const answers = await Promise.all(Array.from({ length: 100 }, () => send(port, '/api/x')))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  assert(sessions.length > 1 && sessions.length <= 16)
  assert(most <= sessions.length * 2, `${most} requests at a time on ${sessions.length} sessions that take two each`)
})

test('an upstream that says goodbye loses nothing: what it did not look at goes to its next session', async (t) => {
  const { origin, sessions } = await startServer(t, echo)
  const { port } = await startBefore(t, origin)
  const statuses = new Set<number>()
  for (let round = 0; round < 20; round++) {
    const answers = Array.from({ length: 10 }, () => send(port, '/api/x', { method: 'POST', body: 'hello' }))
    await wait(round % 4)
    sessions.at(-1)?.close()
    for (const { status } of await Promise.all(answers)) statuses.add(status)
  }
  assert.deepEqual(statuses, new Set([200]))
  assert(sessions.length > 1)
})

test('a request that an upstream refuses unheard is sent again, once, whatever its method', async (t) => {
  const seen: string[] = []
  const { origin } = await startServer(t, (stream, headers) => {
    seen.push(`${headers[':method']} ${headers[':path']}`)
    if (headers[':path'] === '/always' || seen.length === 1) stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)
    else echo(stream, headers)
  })
  const { port } = await startBefore(t, origin)
  assert.equal((await send(port, '/api/once', { method: 'POST', body: 'hello' })).text, 'hello')
  assert.equal((await send(port, '/api/always', { method: 'POST', body: 'hello' })).status, 502)
  assert.deepEqual(seen, ['POST /once', 'POST /once', 'POST /always', 'POST /always'])
})

test('an answer that an upstream breaks off is broken off for the caller', async (t) => {
  const { origin } = await startServer(t, (stream, headers) => {
    stream.respond({ ':status': 200 })
    stream.write('a')
    setTimeout(() => {
      if (headers[':path'] === '/connection') stream.session?.destroy()
      else stream.destroy(new Error('broken'))
    }, 20)
  })
  const { port } = await startBefore(t, origin)
  for (const path of ['/api/stream', '/api/connection']) await assert.rejects(send(port, path), { code: 'ECONNRESET' })
})

test('a caller that leaves in the middle of its body leaves no whole request at the upstream', async (t) => {
  const ends: string[] = []
  const over = Promise.withResolvers<void>()
  const { origin } = await startServer(t, (stream) => {
    stream.on('end', () => ends.push(stream.aborted ? 'aborted' : 'end'))
    stream.on('aborted', () => ends.push('aborted'))
    stream.on('close', () => {
      ends.push(`reset with ${stream.rstCode}`)
      over.resolve()
    })
    stream.resume()
  })
  const { port } = await startBefore(t, origin)
  const request = http.request({ port, method: 'POST', path: '/api/x', headers: { 'transfer-encoding': 'chunked' } })
  request.on('error', () => undefined)
  request.write('hel')
  await wait(100)
  request.destroy()
  await over.promise
  assert(!ends.includes('end'), ends.join())
  assert.equal(ends.at(-1), `reset with ${http2.constants.NGHTTP2_CANCEL}`)
})

test('a slow reader slows the upstream down, and a slow upstream its caller', async (t) => {
  let sent = 0
  const { origin } = await startServer(t, (stream, headers) => {
    if (headers[':path'] === '/never') return
    if (headers[':path'] !== '/flood') {
      echo(stream, headers)
      return
    }
    stream.respond({ ':status': 200 })
    const push = () => {
      while (!stream.destroyed && stream.write(Buffer.alloc(65_536), () => (sent += 65_536)));
    }
    stream.on('drain', push)
    push()
  })
  const { port } = await startBefore(t, origin)
  const flood = http.get({ port, path: '/api/flood' }).on('error', () => undefined)
  const [stalled] = (await once(flood, 'response')) as [http.IncomingMessage]
  let taken = 0
  const upload = http.request({ port, method: 'POST', path: '/api/never' }).on('error', () => undefined)
  const push = () => {
    while (taken < 200_000_000 && upload.write(Buffer.alloc(65_536))) taken += 65_536
  }
  upload.on('drain', push)
  push()
  await wait(500)
  assert.equal((await send(port, '/api/x', { method: 'POST', body: 'hello' })).text, 'hello')
  assert(sent < 50_000_000, `${sent} bytes were taken from the upstream for a caller that reads none`)
  assert(taken < 50_000_000, `${taken} bytes were taken from the caller for an upstream that reads none`)
  stalled.destroy()
  upload.destroy()
})

test('an upstream that does not answer in time is a 504, on its stream alone', async (t) => {
  const { origin, sessions } = await startServer(t, (stream, headers) => {
    if (headers[':path'] !== '/never') echo(stream, headers)
  })
  const { port } = await startBefore(t, origin, { timeouts: { headers: 200 } })
  assert.equal((await send(port, '/api/never')).status, 504)
  assert.equal((await send(port, '/api/x')).status, 200)
  assert.equal(sessions.length, 1)
})

test('a session whose connection has died without a word is found out, and a new one is opened', async (t) => {
  const { origin } = await startServer(t, echo)
  const between = await startBetween(t, Number(new URL(origin).port))
  const { port } = await startBefore(t, between.origin, { timeouts: { connect: 200, headers: 2_000 } })
  assert.equal((await send(port, '/api/x')).status, 200)
  between.freeze()
  assert.equal((await send(port, '/api/x')).status, 200)
})

/** Passes bytes on to a port, until `freeze`: the connections there are then hear nothing more, and nobody tells them. */
async function startBetween(t: TestContext, port: number) {
  const sockets: net.Socket[] = []
  const server = net.createServer((near) => {
    const far = net.connect(port, 'localhost')
    near.pipe(far).pipe(near)
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => undefined)
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    freeze() {
      for (const socket of sockets) socket.unpipe().pause()
    },
  }
}

test('over TLS HTTP/2 is agreed on with an upstream whose certificate is good; one that does not know it is a 502', async (t) => {
  const identity = newIdentity()
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([...before, identity.cert])
  t.after(() => tls.setDefaultCACertificates(before))
  const { origin } = await startServer(t, echo, {}, identity)
  const { port } = await startBefore(t, origin)
  assert.equal((await send(port, '/api/x', { method: 'POST', body: 'hello' })).text, 'hello')
  const stranger = await startServer(t, echo, {}, newIdentity())
  assert.equal((await send((await startBefore(t, stranger.origin)).port, '/api/x')).status, 502)
  const old = tls.createServer({ ...identity, ALPNProtocols: ['http/1.1'] }, (socket) =>
    socket.on('error', () => undefined),
  )
  t.after(() => old.close())
  old.listen(0, 'localhost')
  await once(old, 'listening')
  const oldOrigin = `https://localhost:${(old.address() as AddressInfo).port}`
  assert.equal((await send((await startBefore(t, oldOrigin)).port, '/api/x')).status, 502)
})

test('a target that speaks HTTP/2 is probed over it', async (t) => {
  const paths: unknown[] = []
  const { origin } = await startServer(t, (stream, headers) => {
    paths.push(headers[':path'])
    stream.respond({ ':status': headers[':path'] === '/healthz' ? 503 : 200 }, { endStream: true })
  })
  const { admin } = await startBefore(t, origin, {}, { health: { path: '/healthz', interval: 50 } })
  while (paths.length < 2) await wait(20)
  assert.match(await (await admin('/metrics')).text(), /target_available\{[^}]*\} 0/)
  assert.deepEqual(new Set(paths), new Set(['/healthz']))
})

test('a WebSocket is answered 501, and is no fault of the target', async (t) => {
  const { origin } = await startServer(t, echo)
  const { port } = await startBefore(t, origin)
  const ask = 'GET /api/x HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'
  for (let round = 0; round < 6; round++) assert.match(await raw(port, ask), /^HTTP\/1.1 501 /)
  assert.equal((await send(port, '/api/x')).status, 200)
})
