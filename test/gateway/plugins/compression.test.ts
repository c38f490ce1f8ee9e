import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import test, { type TestContext } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { contentOf, routeOf, startStage, startUpstream } from '../stage.ts'

const text = JSON.stringify({ words: 'many of them, '.repeat(500) })
const json = { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length }

/** Asks an upstream that answers so through the gateway. */
async function asking(t: TestContext, head: http.OutgoingHttpHeaders, status = 200, body: string = text) {
  const origin = await startUpstream(t, (_, response) => response.writeHead(status, head).end(body))
  const plugins = [{ id: 'compression', config: {} }]
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ plugins })] }))
  return async (accept: string | undefined, method = 'GET') => {
    const headers = accept === undefined ? {} : { 'accept-encoding': accept }
    const request = http.request({ port, path: '/api/x', method, headers, agent: false }).end()
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    const pieces: Buffer[] = []
    for await (const piece of response) pieces.push(piece)
    return { headers: response.headers, body: Buffer.concat(pieces) }
  }
}

test('compression: gives callers the coding they take, and others what there is', async (t) => {
  const ask = await asking(t, { ...json, etag: '"a"', vary: 'Origin', 'accept-ranges': 'bytes' })
  const brotli = await ask('gzip, deflate, br')
  assert.equal(String(brotliDecompressSync(brotli.body)), text)
  const { vary, etag } = brotli.headers
  assert.deepEqual(
    [brotli.headers['content-encoding'], vary, etag, brotli.headers['content-length'], brotli.headers['accept-ranges']],
    ['br', 'Origin, accept-encoding', 'W/"a"', undefined, undefined],
  )
  assert.equal(String(gunzipSync((await ask('br;q=0, gzip')).body)), text)
  assert.equal(String(brotliDecompressSync((await ask('*')).body)), text)
  for (const accept of [undefined, '', 'identity', 'br;q=0, *;q=0', 'deflate', 'x'.repeat(5000)]) {
    const plain = await ask(accept)
    assert.equal(String(plain.body), text)
    assert.deepEqual(
      [plain.headers['content-encoding'], plain.headers.vary, plain.headers.etag, plain.headers['content-length']],
      [undefined, 'Origin, accept-encoding', '"a"', String(text.length)],
    )
  }
})

test('compression: HEAD is answered with the head of GET', async (t) => {
  const ask = await asking(t, json)
  const { headers, body } = await ask('gzip', 'HEAD')
  assert.deepEqual([headers['content-encoding'], headers['content-length'], body.length], ['gzip', undefined, 0])
})

const plain: Readonly<Record<string, readonly [http.OutgoingHttpHeaders, number?, string?]>> = {
  'what forbids it': [{ ...json, 'cache-control': 'max-age=5, no-transform' }],
  'what is compressed already': [{ ...json, 'content-encoding': 'zstd' }],
  'what sets a cookie': [{ ...json, 'set-cookie': 'session=secret' }],
  'part of a whole': [{ ...json, 'content-range': 'bytes 0-1/9' }, 206],
  'an image': [{ 'content-type': 'image/png' }],
  'a stream of events': [{ 'content-type': 'text/event-stream' }],
  'what has no type': [{}],
  'what is small': [{ 'content-type': 'text/plain', 'content-length': 5 }, 200, 'small'],
}
for (const [what, [head, status, body]] of Object.entries(plain))
  test(`compression: leaves ${what} as it is`, async (t) => {
    const { headers, body: got } = await (await asking(t, head, status, body))('br, gzip')
    assert.equal(headers['content-encoding'], head['content-encoding'])
    assert.equal(String(got), body ?? text)
  })

test('compression: a large answer arrives whole, and one that breaks off does not look whole', async (t) => {
  const piece = `${'x'.repeat(99)}\n`.repeat(1000)
  const origin = await startUpstream(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    for (let count = 0; count < 100; count++) if (!response.write(piece)) await once(response, 'drain')
    if (request.url === '/broken') response.destroy()
    else response.end()
  })
  const plugins = [{ id: 'compression', config: { codings: ['gzip'] } }]
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ plugins })] }))
  const ask = async (path: string) => {
    const request = http.get({ port, path, headers: { 'accept-encoding': 'gzip' }, agent: false })
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    const pieces: Buffer[] = []
    for await (const each of response) pieces.push(each)
    return gunzipSync(Buffer.concat(pieces)).length
  }
  assert.equal(await ask('/api/whole'), piece.length * 100)
  await assert.rejects(ask('/api/broken'), /aborted/)
})
