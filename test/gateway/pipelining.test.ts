import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import net from 'node:net'
import test from 'node:test'
import { contentOf, raw, startStage, startUpstream } from './stage.ts'
import { until } from './workers/fleet-stage.ts'

const requests = (count: number) =>
  Array.from({ length: count }, (_, n) => `GET /api/${n} HTTP/1.1\r\nHost: a\r\n\r\n`).join('')

// One connection could fill all that there were to an upstream.
test('a caller has a hundred requests in flight at most, gets their answers in order, and is then let go', async (t) => {
  const waiting: [url: string, response: ServerResponse][] = []
  const origin = await startUpstream(t, ({ url = '' }, response) => void waiting.push([url, response]))
  const { port } = await startStage(t, contentOf([origin]))
  const answered = raw(port, requests(5_000))
  await until(() => waiting.length >= 100)
  // Others are not held up.
  const other = raw(port, 'GET /api/other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await until(() => waiting.some(([url]) => url === '/other'))
  assert.equal(waiting.length, 101)
  for (const [url, response] of waiting.reverse()) response.end(url)
  assert.match(await other, /\/other$/)
  const bodies = [...(await answered).matchAll(/\r\n\r\n[^/]*(\/\d+)/g)].map(([, url]) => url)
  assert.deepEqual(
    bodies,
    Array.from({ length: 100 }, (_, n) => `/${n}`),
  )
  assert.equal(waiting.length, 101)
})

test('a caller that stays below sends ahead for as long as it likes', async (t) => {
  const origin = await startUpstream(t, ({ url }, response) => response.end(url))
  const { port } = await startStage(t, contentOf([origin]))
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  t.after(() => socket.destroy())
  let answers = 0
  socket.on('data', (text: string) => {
    answers += text.match(/HTTP\/1\.1 200/g)?.length ?? 0
  })
  for (let round = 1; round <= 20; round++) {
    socket.write(requests(50))
    await until(() => answers >= round * 50)
  }
  assert.equal(answers, 1_000)
})
