/**
 * What a caller can do to a gateway with HTTP/2 (RFC 9113), attack by attack. Each is one connection, written frame by frame;
 * what is asserted is what came back, and all that the upstream saw. Some floods are known by their names: rapid reset
 * (CVE-2023-44487), made you reset (CVE-2025-8671), continuation flood (CVE-2024-27316), ping, settings and empty frames flood
 * (CVE-2019-9512, -9515, -9518).
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { defaultCallerLimits } from '#gateway/traffic.ts'
import { defaultTimeouts } from '#gateway/upstream/timeouts.ts'
import * as http2 from './http2-frames.ts'
import { block, fieldsOf, frame, openFrames, request, uint32 } from './http2-frames.ts'
import { newIdentity } from './identity.ts'
import { contentOf, startStage, startUpstream } from './stage.ts'

const identity = newIdentity()

/** A gateway over TLS, and what its upstream saw: a line for each request that had an end. */
async function startRecorder(t: TestContext, callers: { head?: number; body?: number } = {}) {
  const seen: string[] = []
  const origin = await startUpstream(t, async (request, response) => {
    let body = ''
    try {
      for await (const piece of request) body += piece
    } catch {
      // The gateway has left, as its caller has.
      return
    }
    seen.push(`${request.method} ${request.url} ${body}`.trim())
    response.end('.')
  })
  const { port } = await startStage(t, contentOf([origin]), {
    tls: identity,
    callerLimits: { ...defaultCallerLimits, head: callers.head ?? defaultCallerLimits.head },
    timeouts: { ...defaultTimeouts, body: callers.body ?? defaultTimeouts.body },
  })
  return { port, seen }
}

interface Attack {
  readonly frames: readonly Buffer[]
  readonly answers: readonly string[]
  readonly upstream?: readonly string[]
}

const malformed = (fields: readonly [string, string][], flags?: number): Attack => ({
  frames: [request(1, fields, flags)],
  answers: ['1: protocol error'],
})
const refused = (fields: readonly [string, string][]): Attack => ({
  frames: [request(1, fields)],
  answers: ['1: 400', '1: end'],
})
const passed = (frames: readonly Buffer[], ...upstream: readonly string[]): Attack => ({
  frames,
  answers: ['1: 200', '1: end'],
  upstream,
})
const cutOff = (why: string, ...frames: readonly Buffer[]): Attack => ({ frames, answers: [`goaway: ${why}`] })
const upload = (fields: Readonly<Record<string, string>> = {}) =>
  request(1, fieldsOf({ ':method': 'POST', ...fields }), 0)
const hello = frame(http2.data, http2.endStream, 1, Buffer.from('hello'))

const attacks: Readonly<Record<string, Attack>> = {
  'a name in upper case': malformed(fieldsOf({ 'X-A': 'b' })),
  'a field of HTTP/1 connections': malformed(fieldsOf({ connection: 'x-a' })),
  'Keep-Alive': malformed(fieldsOf({ 'keep-alive': 'timeout=5' })),
  'Proxy-Connection': malformed(fieldsOf({ 'proxy-connection': 'close' })),
  'an upgrade': malformed(fieldsOf({ upgrade: 'websocket' })),
  'chunks in a stream': malformed(fieldsOf({ ':method': 'POST', 'transfer-encoding': 'chunked' }), 0),
  'a TE other than trailers': malformed(fieldsOf({ te: 'gzip' })),
  'two paths': malformed([...fieldsOf(), [':path', '/api/secret']]),
  'no path': malformed(fieldsOf({ ':path': null })),
  'an empty path': malformed(fieldsOf({ ':path': '' })),
  'a path that does not begin': malformed(fieldsOf({ ':path': 'api/x' })),
  'a whole URL as path': malformed(fieldsOf({ ':path': 'https://b/api/secret' })),
  'a path with a request behind it': malformed(
    fieldsOf({ ':path': '/api/x HTTP/1.1\r\nHost: b\r\n\r\nGET /api/secret' }),
  ),
  'a path that climbs': {
    frames: [request(1, fieldsOf({ ':path': '/api/../secret' }))],
    answers: ['1: 404', '1: end'],
  },
  'a path that climbs behind %2f': refused(fieldsOf({ ':path': '/api/..%2fsecret' })),
  'a path with a fragment': refused(fieldsOf({ ':path': '/api/x#/../secret' })),
  'the asterisk': refused(fieldsOf({ ':method': 'OPTIONS', ':path': '*' })),
  'no method': malformed(fieldsOf({ ':method': null })),
  'a method with a request behind it': malformed(fieldsOf({ ':method': 'GET /api/secret HTTP/1.1\r\nX:' })),
  'no scheme': malformed(fieldsOf({ ':scheme': null })),
  'another scheme': refused(fieldsOf({ ':scheme': 'ftp' })),
  'a scheme with a target in it': malformed(fieldsOf({ ':scheme': 'https://b/api/secret' })),
  'neither authority nor Host': malformed(fieldsOf({ ':authority': null })),
  'a Host of its own': refused(fieldsOf({ host: 'b' })),
  'a Host that agrees': passed([request(1, fieldsOf({ host: 'LocalHost' }))], 'GET /x'),
  'a Host alone': passed([request(1, fieldsOf({ ':authority': null, host: 'a' }))], 'GET /x'),
  'two Hosts': malformed([...fieldsOf({ ':authority': null, host: 'a' }), ['host', 'b']]),
  'an authority with a user': malformed(fieldsOf({ ':authority': 'u@localhost' })),
  'an authority with a field behind it': malformed(fieldsOf({ ':authority': 'a\r\nX-A: b' })),
  'a pseudo-header field behind others': malformed([...fieldsOf({ ':path': null, a: 'b' }), [':path', '/api/x']]),
  'a pseudo-header field that is unknown': malformed([[':what', 'x'], ...fieldsOf()]),
  'the status of an answer': malformed([[':status', '200'], ...fieldsOf()]),
  CONNECT: refused(fieldsOf({ ':method': 'CONNECT', ':scheme': null, ':path': null })),
  'a WebSocket (RFC 8441), which is not offered': malformed([
    [':protocol', 'websocket'],
    ...fieldsOf({ ':method': 'CONNECT' }),
  ]),
  // These Node drops, where RFC 9113 section 8.2.1 would refuse the request: nobody reads them in two ways then.
  'a field with a field behind it': passed([request(1, fieldsOf({ 'x-a': 'b\r\nX-B: c' }))], 'GET /x'),
  'a field with a null': passed([request(1, fieldsOf({ 'x-a': 'b\0' }))], 'GET /x'),
  'a name with a space': passed([request(1, fieldsOf({ 'x a': 'b' }))], 'GET /x'),
  'a length that is right': passed([upload({ 'content-length': '5' }), hello], 'POST /x hello'),
  'more than the length': cutOff('internal error', upload({ 'content-length': '3' }), hello),
  'less than the length': { frames: [upload({ 'content-length': '9' }), hello], answers: ['1: protocol error'] },
  'a length and no body': malformed(fieldsOf({ ':method': 'POST', 'content-length': '5' })),
  'two lengths that agree': malformed([...fieldsOf({ 'content-length': '5' }), ['content-length', '5']], 0),
  'a list of lengths': malformed(fieldsOf({ 'content-length': '5, 5' }), 0),
  'a length with a sign': malformed(fieldsOf({ 'content-length': '+5' }), 0),
  'a length as trailer': {
    frames: [upload(), frame(http2.data, 0, 1, Buffer.from('hello')), request(1, [['content-length', '99']])],
    answers: ['1: protocol error'],
  },
  'a path as trailer': { frames: [upload(), request(1, [[':path', '/api/secret']])], answers: ['1: protocol error'] },
  'a body after the end': cutOff('stream closed', request(1), hello),
  'a body without a head': cutOff('protocol error', hello),
  'a stream with the number of a server': cutOff('protocol error', request(2)),
  'a push': cutOff('protocol error', frame(5, http2.endHeaders, 1, uint32(2))),
  'a frame that is too long': cutOff('frame size error', frame(http2.data, 0, 1, Buffer.alloc(16_385))),
  'a window that overflows': cutOff('flow control error', frame(http2.windowUpdate, 0, 0, uint32(0x7fffffff))),
  'a head that cannot be unpacked': cutOff('compression error', frame(http2.headers, 5, 1, Buffer.alloc(6, 0xff))),
  'another stream inside a head': cutOff('protocol error', frame(http2.headers, 1, 1, block(fieldsOf())), request(3)),
  'the rest of a head that never began': cutOff('protocol error', frame(http2.continuation, 4, 1)),
  'more settings than there are': cutOff('enhance your calm', frame(http2.settings, 0, 0, Buffer.alloc(600))),
  'fields of more than 16 KiB': {
    frames: [
      frame(http2.headers, http2.endStream, 1, block([...fieldsOf(), ['a', 'b'.repeat(9_000)]])),
      frame(http2.continuation, http2.endHeaders, 1, block([['c', 'd'.repeat(9_000)]])),
    ],
    answers: ['1: enhance your calm'],
  },
  'more fields than anybody needs': {
    frames: [
      request(1, [...fieldsOf(), ...Array.from({ length: 300 }, (_, index): [string, string] => [`a${index}`, ''])]),
    ],
    answers: ['1: enhance your calm'],
  },
}

for (const [what, { frames, answers, upstream = [] }] of Object.entries(attacks))
  test(`HTTP/2, against the rules: ${what}`, async (t) => {
    const { port, seen } = await startRecorder(t)
    const caller = await openFrames(port, identity.cert)
    t.after(() => caller.socket.destroy())
    caller.write(...frames)
    assert.deepEqual(await caller.until(answers.at(-1) ?? ''), answers)
    assert.deepEqual(seen, upstream)
  })

const many = (count: number, make: (stream: number) => readonly Buffer[]) =>
  Array.from({ length: count }, (_, index) => make(1 + 2 * index)).flat()

/** Each ends the connection, and reaches no upstream. */
const floods: Readonly<Record<string, readonly Buffer[]>> = {
  'rapid reset': many(2_000, (stream) => [request(stream), frame(http2.reset, 0, stream, uint32(8))]),
  'made you reset': many(2_000, (stream) => [request(stream), frame(http2.windowUpdate, 0, stream, uint32(0))]),
  'a head in pieces without end': [
    frame(http2.headers, http2.endStream, 1, block(fieldsOf())),
    ...many(2_000, () => [frame(http2.continuation, 0, 1, block([['a', 'b']]))]),
  ],
  'a head in empty pieces without end': [
    frame(http2.headers, http2.endStream, 1, block(fieldsOf())),
    ...many(2_000, () => [frame(http2.continuation, 0, 1)]),
  ],
  'a head of a megabyte': [
    frame(http2.headers, http2.endStream, 1, block(fieldsOf())),
    ...many(64, () => [frame(http2.continuation, 0, 1, block([['a', 'b'.repeat(16_000)]]))]),
  ],
  pings: many(1_000, () => [frame(http2.ping, 0, 0, Buffer.alloc(8))]),
  settings: many(1_000, () => [frame(http2.settings, 0, 0)]),
  'pieces of a body that are empty': [upload(), ...many(1_000, () => [frame(http2.data, 0, 1)])],
}

for (const [what, frames] of Object.entries(floods))
  test(`HTTP/2, a flood: ${what}`, async (t) => {
    const { port, seen } = await startRecorder(t)
    const caller = await openFrames(port, identity.cert)
    caller.write(...frames)
    await caller.untilClosed()
    assert.deepEqual(seen, [])
    const [answer] = (await once(https.get({ port, path: '/api/x', ca: identity.cert }), 'response')) as [
      http.IncomingMessage,
    ]
    assert.equal(answer.statusCode, 200)
    answer.resume()
  })

test('streams that a caller resets slowly end its connection as well, once they are more than anybody needs', async (t) => {
  const { port, seen } = await startRecorder(t)
  const caller = await openFrames(port, identity.cert)
  t.after(() => caller.socket.destroy())
  let resets = 0
  for (let stream = 1; !caller.socket.closed; stream += 20) {
    const ten = many(10, (each) => [request(stream + each - 1, fieldsOf({ ':method': 'POST' }), 0)])
    caller.write(...ten)
    await wait(5)
    caller.write(...many(10, (each) => [frame(http2.reset, 0, stream + each - 1, uint32(8))]))
    resets += 10
    assert(resets < 2_000, 'the connection should be gone')
  }
  assert.deepEqual(seen, [])
})

test('more streams at a time than were allowed are refused, and the others are answered', async (t) => {
  const { port, seen } = await startRecorder(t)
  const caller = await openFrames(port, identity.cert)
  t.after(() => caller.socket.destroy())
  caller.write(...many(110, (stream) => [request(stream, fieldsOf({ ':method': 'POST' }), 0)]))
  await caller.until('219: refused')
  assert.deepEqual(
    caller.seen,
    Array.from({ length: 10 }, (_, index) => `${201 + 2 * index}: refused`),
  )
  caller.write(...many(100, (stream) => [frame(http2.data, http2.endStream, stream)]))
  while (seen.length < 100) await wait(5)
  await caller.until('199: end')
})

test('a body that is broken off is not a whole one, however politely', async (t) => {
  for (const method of ['POST', 'HEAD']) {
    const { port, seen } = await startRecorder(t)
    const caller = await openFrames(port, identity.cert)
    t.after(() => caller.socket.destroy())
    caller.write(request(1, fieldsOf({ ':method': method }), 0), frame(http2.data, 0, 1, Buffer.from('hel')))
    await wait(50)
    caller.write(frame(http2.reset, 0, 1, uint32(0)), request(3))
    await caller.until('3: end')
    assert.deepEqual(seen, ['GET /x'])
  }
})

/** What a caller says before it says nothing more; within a second it is let go. */
const silences: Readonly<Record<string, readonly Buffer[]>> = {
  'after its settings': [],
  'in the middle of a head': [frame(http2.headers, http2.endStream, 1, block(fieldsOf()))],
}

for (const [when, frames] of Object.entries(silences))
  test(`a caller that falls silent ${when} is let go`, async (t) => {
    const { port } = await startRecorder(t, { head: 200, body: 400 })
    const caller = await openFrames(port, identity.cert)
    caller.write(...frames)
    await caller.untilClosed()
  })

test('a body that stops coming is a 408, on its stream alone', async (t) => {
  const { port } = await startRecorder(t, { body: 200 })
  const caller = await openFrames(port, identity.cert)
  t.after(() => caller.socket.destroy())
  caller.write(upload())
  assert.deepEqual(await caller.until('1: end'), ['1: fields', '1: end'])
  caller.write(request(3))
  assert.deepEqual((await caller.until('3: end')).slice(-2), ['3: 200', '3: end'])
})

test('an answer that its caller does not take is ended, on its stream alone', async (t) => {
  const { port } = await startRecorder(t, { body: 200 })
  const caller = await openFrames(port, identity.cert)
  t.after(() => caller.socket.destroy())
  // No window for anything of a body.
  caller.write(frame(http2.settings, 0, 0, [0, 4, 0, 0, 0, 0]), request(1))
  assert.deepEqual(await caller.until('1: internal error'), ['1: 200', '1: internal error'])
})
