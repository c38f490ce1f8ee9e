import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type http from 'node:http'
import http2 from 'node:http2'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { defaultCallerLimits } from '#gateway/traffic.ts'
import { defaultTimeouts } from '#gateway/upstream/timeouts.ts'
import { answerOf, ask, openCaller } from './http2-caller.ts'
import { newIdentity } from './identity.ts'
import { contentOf, key, routeOf, shopWith, startStage, startUpstream } from './stage.ts'

const identity = newIdentity()
const run = promisify(execFile)

/** An upstream, and the gateway before it with a caller that speaks HTTP/2. */
async function startPair(t: TestContext, listener: http.RequestListener) {
  const origin = await startUpstream(t, listener)
  const stage = await startStage(t, contentOf([origin]), { tls: identity })
  return { ...stage, origin, caller: openCaller(t, stage.port, identity) }
}

test('a request over HTTP/2 reaches the upstream as one over HTTP/1.1 would', async (t) => {
  let seen: readonly string[] = []
  const { caller, origin, port } = await startPair(t, (request, response) => {
    seen = [`${request.method} ${request.url}`, ...request.rawHeaders]
    response.writeHead(201, ['X-Latin', 'caf\u00e9', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'Content-Length', '2'])
    // As bytes: with a text Node would write the head as UTF-8.
    response.end(Buffer.from('ok'))
  })
  const headers = { cookie: ['a=1', 'b=2'], accept: 'text/plain', te: 'trailers', 'x-request-id': 'one' }
  const answer = await ask(caller, { ':path': '/api/x%41?y=%41', ...headers })
  assert.deepEqual(seen, [
    'GET /xA?y=%41',
    ...['host', new URL(origin).host, 'accept', 'text/plain', 'cookie', 'a=1; b=2'],
    ...['te', 'trailers', 'connection', 'te', 'x-request-id', 'one', 'x-forwarded-for', '127.0.0.1'],
    ...['x-forwarded-proto', 'https', 'x-forwarded-host', `localhost:${port}`, 'via', '2.0 apigov'],
  ])
  assert.deepEqual(answer, {
    status: 201,
    headers: {
      'x-latin': 'caf\u00e9',
      'set-cookie': ['a', 'b'],
      'content-length': '2',
      'x-request-id': 'one',
      via: '1.1 apigov',
    },
    trailers: {},
    body: Buffer.from('ok'),
  })
})

test('keys, limits, the access log and the metrics are the same over HTTP/2', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'apigov-http2-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const accessLog = join(dir, 'access.ndjson')
  const origin = await startUpstream(t, (_, response) => response.end('.'))
  const auth = { kind: 'any', methods: ['api-key'] } as const
  const plans = [{ id: 'gold', limits: [{ requests: 1, per: 60_000, burst: 1 }] }]
  const content = contentOf([origin], { routes: [routeOf({ auth })], consumers: [shopWith(key)], plans })
  const { admin, gateway, port } = await startStage(t, content, { tls: identity, accessLog })
  const caller = openCaller(t, port, identity)
  const statuses: number[] = []
  for (const headers of [{}, { 'x-api-key': key.key }, { authorization: `Bearer ${key.key}` }])
    statuses.push((await ask(caller, { ':path': '/api/x', ...headers })).status)
  assert.deepEqual(statuses, [401, 200, 429])
  const limited = await ask(caller, { ':path': '/api/x', 'x-api-key': key.key })
  assert.equal(limited.headers['content-type'], 'application/problem+json')
  assert.equal(JSON.parse(limited.body.toString()).requestId, limited.headers['x-request-id'])
  const metrics = await (await admin('/metrics')).text()
  assert.match(metrics, /requests_total\{route="api\/v1 \*",status="200"\} 1/)
  assert.match(metrics, /requests_in_flight 0/)
  await gateway.close()
  const lines = readFileSync(accessLog, 'utf8').trim().split('\n')
  const { id, time, ms, ...line } = JSON.parse(lines[1] ?? '')
  assert.deepEqual(line, {
    address: '127.0.0.1',
    method: 'GET',
    host: 'localhost',
    path: '/api/x',
    route: 'api/v1 *',
    consumer: 'shop',
    status: 200,
  })
})

test('bodies stream both ways, with a length and without one', async (t) => {
  const large = randomBytes(3_000_000)
  const lengths: (string | undefined)[] = []
  const { caller } = await startPair(t, (request, response) => {
    lengths.push(request.headers['content-length'] ?? request.headers['transfer-encoding'])
    request.pipe(response)
  })
  const post = { ':method': 'POST', ':path': '/api/x' }
  const bodies = await Promise.all([
    ask(caller, { ...post, 'content-length': large.length }, large),
    ask(caller, post, large),
    ask(caller, post, ''),
    ask(caller, { ...post, 'content-length': 5 }, 'hello'),
  ])
  assert.deepEqual(
    bodies.map(({ body }) => body.equals(large) || body.toString()),
    [true, true, '', 'hello'],
  )
  assert.deepEqual(lengths.sort(), [`${large.length}`, '5', 'chunked', 'chunked'])
})

test('answers without a body have none', async (t) => {
  const { caller } = await startPair(t, (request, response) => {
    const status = Number(request.url?.slice(1))
    response.writeHead(status, request.method === 'HEAD' ? { 'content-length': 5 } : {}).end()
  })
  const answers: unknown[] = []
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['POST', 205],
    ['GET', 200],
  ] as const) {
    const answer = await ask(caller, { ':method': method, ':path': `/api/${status}` })
    answers.push([answer.status, answer.headers['content-length'], answer.body.length])
  }
  assert.deepEqual(answers, [
    [200, '5', 0],
    [204, undefined, 0],
    [304, undefined, 0],
    [205, undefined, 0],
    [200, undefined, 0],
  ])
})

test('trailers go both ways, to callers that take them', async (t) => {
  const { caller } = await startPair(t, async (request, response) => {
    response.writeHead(200, { trailer: 'x-sum' })
    for await (const piece of request) response.write(piece)
    response.addTrailers({ 'x-sum': String(request.trailers['x-sum']) })
    response.end()
  })
  const send = (headers: http2.OutgoingHttpHeaders) => {
    const stream = caller.request({ ':method': 'POST', ':path': '/api/x', ...headers }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42', 'content-type': 'text/plain' }))
    stream.end('hello')
    return answerOf(stream)
  }
  const [willing, other] = [await send({ te: 'trailers' }), await send({})]
  assert.deepEqual([willing.body.toString(), willing.trailers], ['hello', { 'x-sum': '42' }])
  assert.deepEqual([other.body.toString(), other.trailers], ['hello', {}])
})

test('interim answers go on, and a caller that waits for 100 Continue is told to go on', async (t) => {
  const { caller } = await startPair(t, async (request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    let body = ''
    for await (const piece of request) body += piece
    response.end(`${request.headers.expect} ${body}`)
  })
  const stream = caller.request({ ':method': 'POST', ':path': '/api/x', expect: '100-continue' })
  const interims: unknown[] = []
  stream.on('headers', (headers) => interims.push([headers[':status'], headers['link']]))
  stream.on('continue', () => stream.end('hello'))
  assert.equal((await answerOf(stream)).body.toString(), 'undefined hello')
  assert.deepEqual(interims, [
    [100, undefined],
    [103, '</style.css>; rel=preload'],
  ])
})

test('a caller that cancels a request ends it at the upstream, and nothing else', async (t) => {
  const left = Promise.withResolvers<void>()
  const { admin, caller } = await startPair(t, (request, response) => {
    if (request.url !== '/slow') {
      response.end('.')
      return
    }
    response.write('a')
    request.on('close', () => left.resolve())
  })
  const stream = caller.request({ ':path': '/api/slow' })
  await once(stream, 'data')
  stream.close(http2.constants.NGHTTP2_CANCEL)
  await left.promise
  assert.equal((await ask(caller, { ':path': '/api/x' })).status, 200)
  assert.match(await (await admin('/metrics')).text(), /status="499"\} 1/)
})

test('an answer that breaks off at the upstream breaks off for the caller, and nothing else', async (t) => {
  const { caller } = await startPair(t, (request, response) => {
    response.write('a')
    if (request.url === '/broken') setTimeout(() => request.socket.destroy(), 20)
    else setTimeout(() => response.end('b'), 100)
  })
  const [broken, whole] = await Promise.allSettled([
    ask(caller, { ':path': '/api/broken' }),
    ask(caller, { ':path': '/api/x' }),
  ])
  assert.equal(
    broken.status === 'rejected' && broken.reason.message,
    'Stream closed with error code NGHTTP2_INTERNAL_ERROR',
  )
  assert.equal(whole.status === 'fulfilled' && whole.value.body.toString(), 'ab')
})

test('a slow reader slows its own answer down, and a slow upstream its own request; other streams go on', async (t) => {
  let sent = 0
  const origin = await startFlood(t, (bytes) => {
    sent += bytes
  })
  const { port } = await startStage(t, contentOf([origin]), { tls: identity })
  const caller = openCaller(t, port, identity)
  const stalled = caller.request({ ':path': '/api/flood' })
  await once(stalled, 'response')
  // An upload that nobody reads.
  let taken = 0
  const upload = caller.request({ ':method': 'POST', ':path': '/api/never' })
  const push = () => {
    while (taken < 100_000_000 && upload.write(Buffer.alloc(65_536))) taken += 65_536
  }
  upload.on('drain', push).on('error', () => undefined)
  push()
  await wait(300)
  assert.equal((await ask(caller, { ':path': '/api/x' })).body.toString(), 'x')
  assert(sent < 20_000_000, `${sent} bytes were taken from the upstream for a caller that reads none`)
  assert(taken < 20_000_000, `${taken} bytes were taken from the caller for an upstream that reads none`)
})

/** An upstream at socket level: `/flood` never ends, `/never` is never read, everything else is `x`. */
async function startFlood(t: TestContext, sent: (bytes: number) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (head) => {
      const [, path] = head.toString().split(' ')
      if (path === '/never') socket.pause()
      else if (path === '/flood') {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n')
        const push = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536), () => sent(65_536)));
        }
        socket.on('drain', push)
        push()
      } else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx')
    })
    t.after(() => socket.destroy())
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('what plugins do to answers they do over HTTP/2', async (t) => {
  const text = 'a'.repeat(10_000)
  const origin = await startUpstream(t, (_, response) => {
    response.setHeader('content-type', 'text/plain')
    response.end(text)
  })
  const plugins = [
    { id: 'compression', config: { codings: ['gzip'], from: 1024 } },
    { id: 'response-headers', config: { set: { 'X-Plugin': 'yes' } } },
  ]
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ plugins })] }), { tls: identity })
  const caller = openCaller(t, port, identity)
  const { headers, body } = await ask(caller, { ':path': '/api/x', 'accept-encoding': 'gzip' })
  assert.deepEqual([headers['content-encoding'], headers['x-plugin']], ['gzip', 'yes'])
  assert((await import('node:zlib')).gunzipSync(body).equals(Buffer.from(text)))
  const head = await ask(caller, { ':method': 'HEAD', ':path': '/api/x', 'accept-encoding': 'gzip' })
  assert.deepEqual([head.status, head.body.length], [200, 0])
})

test('a gateway that closes says so, answers what is in flight, and takes nothing new', async (t) => {
  const arrived = Promise.withResolvers<void>()
  const { caller, gateway } = await startPair(t, (_, response) => {
    arrived.resolve()
    setTimeout(() => response.end('late'), 200)
  })
  const pending = ask(caller, { ':path': '/api/x' })
  await arrived.promise
  const farewell = once(caller, 'goaway')
  const closed = gateway.close(5_000)
  assert.equal((await farewell)[0], http2.constants.NGHTTP2_NO_ERROR)
  await assert.rejects(ask(caller, { ':path': '/api/y' }), { code: 'ERR_HTTP2_GOAWAY_SESSION' })
  assert.equal((await pending).body.toString(), 'late')
  await closed
})

test('a session on which nothing is asked for any more is ended, and one in use is not', async (t) => {
  const origin = await startUpstream(t, (_, response) => setTimeout(() => response.end('.'), 600))
  const stage = await startStage(t, contentOf([origin]), {
    tls: identity,
    callerLimits: { ...defaultCallerLimits, connections: 10, head: 200, idle: 200 },
    timeouts: { ...defaultTimeouts, connect: 500 },
  })
  const caller = openCaller(t, stage.port, identity)
  assert.equal((await ask(caller, { ':path': '/api/x' })).status, 200)
  await once(caller, 'close')
})

test('curl and openssl agree with the gateway on the protocol', async (t) => {
  const { port } = await startPair(t, (request, response) => response.end(`${request.method} ${request.headers.via}`))
  const dir = mkdtempSync(join(tmpdir(), 'apigov-http2-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const ca = join(dir, 'ca.pem')
  writeFileSync(ca, identity.cert)
  const curl = async (...options: readonly string[]) =>
    (
      await run('curl', [
        '-sS',
        '--cacert',
        ca,
        '-w',
        ' %{http_version}',
        ...options,
        `https://localhost:${port}/api/x`,
      ])
    ).stdout
  assert.equal(await curl('--http2'), 'GET 2.0 apigov 2')
  assert.equal(await curl('--http2', '-d', 'hello'), 'POST 2.0 apigov 2')
  assert.equal(await curl('--http1.1'), 'GET 1.1 apigov 1.1')
  const agreed = async (...offered: readonly string[]) => {
    const child = run('openssl', ['s_client', '-connect', `localhost:${port}`, '-CAfile', ca, ...offered])
    child.child.stdin?.end()
    const { stdout } = await child
    return [
      /ALPN protocol: (.*)/.exec(stdout)?.[1] ?? null,
      /Protocol *: (TLS\S+)|New, (TLS\S+),/.exec(stdout)?.slice(1).find(Boolean),
    ]
  }
  assert.deepEqual(await agreed('-alpn', 'h2,http/1.1'), ['h2', 'TLSv1.3'])
  assert.deepEqual(await agreed('-alpn', 'http/1.1', '-tls1_2'), ['http/1.1', 'TLSv1.2'])
  assert.deepEqual(await agreed(), [null, 'TLSv1.3'])
  await assert.rejects(agreed('-alpn', 'spdy/3'))
  await assert.rejects(agreed('-tls1_1'))
})
