import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { defaultCallerLimits } from '#gateway/traffic.ts'
import { defaultPoolLimits } from '#gateway/upstream/pool.ts'
import { contentOf, raw, send, startStage, startUpstream } from './stage.ts'

// All ends are in this process: a slow caller takes two descriptors, and one with a body two more.
const descriptors = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
const many = descriptors === 'unlimited' ? 5_000 : Math.min(5_000, Math.floor((Number(descriptors) - 500) / 3))

/** How slow callers begin, and what each sends again and again. */
const kinds = [
  { begins: '', sends: '' },
  { begins: 'GET /api/x HTTP/1.1\r\nhost: a\r\n', sends: 'x-slow: 1\r\n' },
  { begins: 'POST /api/x HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\nx', sends: 'x' },
  { begins: 'POST /api/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n', sends: '1\r\nx\r\n' },
]

test(`${many} slow connections beside normal traffic do not hurt it`, async (t) => {
  t.diagnostic(`${many} slow connections, of ${descriptors} descriptors`)
  const origin = await startUpstream(t, (request, response) => {
    if (request.method === 'GET') response.end('fine')
    else request.resume()
  })
  // Longer than this takes: the bodies would be ended for their rate.
  const stage = await startStage(t, contentOf([origin]), { timeouts: { pace: 600_000 } })
  const sockets: net.Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  const sends = (index: number) => kinds[index % kinds.length]?.sends ?? ''
  for (let index = 0; index < many; index++) {
    const socket = net.connect(stage.port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    socket.write(kinds[index % kinds.length]?.begins ?? '')
    // Not more at once than the backlog of a server takes.
    if (index % 100 === 99) await once(socket, 'connect')
  }
  for (let round = 0; round < 5; round++) {
    for (let index = round; index < many; index += 5) sockets[index]?.write(sends(index))
    for (let request = 0; request < 5; request++) {
      const began = performance.now()
      const { status, text } = await send(stage.port, '/api/x')
      assert.deepEqual([status, text], [200, 'fine'])
      assert(performance.now() - began < 2_000, `${performance.now() - began} ms`)
    }
  }
  assert.equal(sockets.filter((socket) => socket.destroyed).length, 0)
})

test('as many trickling bodies as an upstream has connections are ended for their rate, and others get through', async (t) => {
  // Each takes two descriptors of the caller's side and two of the upstream's.
  const room = descriptors === 'unlimited' ? Number.POSITIVE_INFINITY : Math.floor((Number(descriptors) - 500) / 4)
  const most = Math.min(defaultPoolLimits.connections, room)
  t.diagnostic(`${most} trickling bodies`)
  const origin = await startUpstream(t, (request, response) => {
    if (request.method === 'GET') response.end('fine')
    else request.resume()
  })
  const stage = await startStage(t, contentOf([origin]), { timeouts: { connect: 30_000, pace: 2_000 } })
  const answers: string[] = []
  const sockets: net.Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  for (let index = 0; index < most; index++) {
    const socket = net.connect(stage.port, '127.0.0.1').setEncoding('latin1')
    sockets.push(socket)
    socket.on('error', () => undefined).on('data', (text: string) => answers.push(text.slice(0, 12)))
    socket.write('POST /api/x HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\nx')
    if (index % 100 === 99) await once(socket, 'connect')
  }
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x')
  }, 500)
  t.after(() => clearInterval(timer))
  assert.deepEqual((await send(stage.port, '/api/x')).text, 'fine')
  while (answers.length < most) await wait(50)
  assert.deepEqual(new Set(answers), new Set(['HTTP/1.1 408']))
})

test('a head that does not come in time is answered 408, however steadily it trickles', async (t) => {
  const callerLimits = { ...defaultCallerLimits, head: 200 }
  const stage = await startStage(t, contentOf(['http://127.0.0.1:9']), { callerLimits })
  const socket = net.connect(stage.port, '127.0.0.1')
  socket.setEncoding('latin1').on('error', () => undefined)
  let answer = ''
  socket.on('data', (text: string) => {
    answer += text
  })
  socket.write('GET /api/x HTTP/1.1\r\nhost: a\r\n')
  while (!socket.destroyed && !socket.readableEnded) {
    if (socket.writable) socket.write('x: y\r\n')
    await wait(10)
  }
  assert.match(answer, /^HTTP\/1\.1 408 /)
})

test('connections beyond the cap are closed as they come, and those there are go on', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('fine'))
  const stage = await startStage(t, contentOf([origin]), {
    callerLimits: { ...defaultCallerLimits, connections: 2 },
  })
  const [first, second] = await Promise.all(
    [1, 2].map(async () => {
      const socket = net.connect(stage.port, '127.0.0.1').setEncoding('latin1')
      t.after(() => socket.destroy())
      await once(socket, 'connect')
      return socket
    }),
  )
  assert(first && second)
  assert.match(await raw(stage.port, 'GET /api/x HTTP/1.1\r\nhost: a\r\n\r\n'), /^(<reset>)?$/)
  first.write('GET /api/x HTTP/1.1\r\nhost: a\r\n\r\n')
  const [answer] = await once(first, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 200 /)
  second.destroy()
  await once(second, 'close')
  while (!(await raw(stage.port, 'GET /api/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')).includes(' 200 '))
    await wait(5)
})
