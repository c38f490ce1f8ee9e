import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import net from 'node:net'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Upstream } from '#snapshot/snapshot.ts'
import { contentOf, raw, send, startStage, startUpstream } from './stage.ts'

async function startPatient(t: TestContext, changes: Partial<Upstream>, listener: RequestListener) {
  const origin = await startUpstream(t, listener)
  const content = contentOf([origin])
  const upstreams = content.upstreams.map((each) => ({ ...each, ...changes }))
  return startStage(t, { ...content, upstreams }, { timeouts: { pace: 200 } })
}

/** Answers a piece each 20 ms, for as long as somebody listens. */
const trickle: RequestListener = (_, response) => {
  const timer = setInterval(() => response.write('piece'), 20)
  response.on('close', () => clearInterval(timer))
}

test('an upstream has as long for the head of its answer as the catalog says', async (t) => {
  const { port } = await startPatient(t, { timeouts: { head: 100 } }, () => undefined)
  const began = performance.now()
  assert.equal((await send(port, '/api/x')).status, 504)
  assert(performance.now() - began < 5_000)
})

test('an answer of which nothing comes for as long as the catalog says is broken off', async (t) => {
  const { port } = await startPatient(t, { timeouts: { idle: 100 } }, (_, response) => response.write('piece'))
  await assert.rejects(send(port, '/api/x'))
})

test('an answer that is not whole in time is broken off, however steadily it comes', async (t) => {
  const { port } = await startPatient(t, { timeouts: { idle: 1_000, total: 200 } }, trickle)
  await assert.rejects(send(port, '/api/x'))
})

test('all tries together have the time of one request', async (t) => {
  let asked = 0
  const changes = { timeouts: { head: 100, total: 250 }, retries: { times: 100, budget: 100 } }
  const { port } = await startPatient(t, changes, () => {
    asked += 1
  })
  assert.equal((await send(port, '/api/x')).status, 504)
  assert(asked >= 2 && asked <= 4, `${asked}`)
})

test('a tunnel has no end but its own', async (t) => {
  const origin = await startUpstream(t, () => undefined)
  const upstream = net.createServer((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    setTimeout(() => socket.end('after the total'), 400)
  })
  t.after(() => upstream.close())
  await once(upstream.listen(0, '127.0.0.1'), 'listening')
  const content = contentOf([`http://127.0.0.1:${(upstream.address() as net.AddressInfo).port}`])
  const upstreams = content.upstreams.map((each) => ({ ...each, timeouts: { total: 100 } }))
  const { port } = await startStage(t, { ...content, upstreams })
  const head = 'GET /api/x HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'
  assert.match(await raw(port, head), /after the total$/)
  assert(origin)
})

/** A POST that sends its first byte and then one each 20 ms; what it is answered, until that is there. */
async function trickled(port: number, until: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  socket.on('error', () => undefined).write('POST /api/x HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\nx')
  const timer = setInterval(() => socket.write('x'), 20)
  let answer = ''
  for await (const text of socket) {
    answer += text
    if (answer.includes(until)) break
  }
  clearInterval(timer)
  socket.destroy()
  return answer
}

test('a body that comes more slowly than the least rate is answered 408, and its connection is free again', async (t) => {
  let gone = 0
  const { port } = await startPatient(t, { bodyRate: 1_000 }, (request) => request.resume().on('close', () => gone++))
  assert.match(await trickled(port, 'requestId'), /^HTTP\/1\.1 408 /)
  while (gone === 0) await wait(5)
})

test('a body may be as slow as it likes where the catalog says so, and where its upstream is the slow one', async (t) => {
  const free = await startPatient(t, { bodyRate: 0 }, (request, response) => {
    request.resume()
    setTimeout(() => response.end('enough'), 600)
  })
  assert.match(await trickled(free.port, 'enough'), /^HTTP\/1\.1 200 /)
  const slow = await startPatient(t, { bodyRate: 1_000_000 }, (request, response) => {
    // It takes nothing for longer than the pace.
    setTimeout(() => request.resume().on('end', () => response.end('all of it')), 700)
  })
  const { status, text } = await send(slow.port, '/api/x', { method: 'POST', body: 'x'.repeat(20_000_000) })
  assert.deepEqual([status, text], [200, 'all of it'])
})

test('a caller may go on slowly with an upstream that answers meanwhile: both are streams', async (t) => {
  const { port } = await startPatient(t, { bodyRate: 1_000 }, (request, response) => {
    request.resume()
    response.write('begun')
    setTimeout(() => response.end('done'), 600)
  })
  assert.match(await trickled(port, 'done'), /begun[\s\S]*done/)
})
