import assert from 'node:assert/strict'
import http from 'node:http'
import test, { type TestContext } from 'node:test'
import { contentOf, raw, routeOf, send, startStage, startUpstream } from '../stage.ts'

async function stageWith(t: TestContext, config: object) {
  const seen: string[] = []
  const origin = await startUpstream(t, async (request, response) => {
    let body = ''
    try {
      for await (const piece of request) body += piece
    } catch {
      seen.push('broken off')
      return
    }
    seen.push(body)
    response.end(`${body.length}`)
  })
  const { port } = await startStage(
    t,
    contentOf([origin], { routes: [routeOf({ plugins: [{ id: 'body-limit', config }] })] }),
  )
  const post = async (body: string, headers: http.OutgoingHttpHeaders = {}) =>
    (await send(port, '/api/x', { method: 'POST', body, headers })).status
  return { port, seen, post }
}
const chunked = { 'transfer-encoding': 'chunked' }

test('body-limit: what is larger is refused, by its length before it comes and by its chunks as they come', async (t) => {
  const { port, post, seen } = await stageWith(t, { size: '10B' })
  assert.deepEqual([await post('x'.repeat(10)), await post('x'.repeat(10), chunked)], [200, 200])
  assert.deepEqual([await post('x'.repeat(11)), await post('x'.repeat(11), chunked)], [413, 413])
  const waiting = 'POST /api/x HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\nexpect: 100-continue\r\n\r\n'
  assert.match(await raw(port, waiting), /^HTTP\/1\.1 413 /)
  assert.deepEqual(
    seen.filter((body) => body.length > 10),
    [],
  )
})

test('body-limit: a stream that grows too long on its way is cut off at the upstream, too', async (t) => {
  const { port, seen } = await stageWith(t, { size: '100KiB' })
  const request = http.request({ port, path: '/api/x', method: 'POST', agent: false })
  const answer = new Promise<number | undefined>((resolve) => {
    request.on('response', (response) => resolve(response.resume().statusCode)).on('error', () => resolve(undefined))
  })
  request.write(Buffer.alloc(60 * 1024))
  await new Promise((resolve) => setTimeout(resolve, 50))
  request.end(Buffer.alloc(60 * 1024))
  assert.equal(await answer, 413)
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.deepEqual(seen, ['broken off'])
})

test('body-limit: JSON that is nested too deep is a 400, whatever it calls itself', async (t) => {
  const { post } = await stageWith(t, { jsonDepth: 3 })
  const deep = '[[[[]]]]'
  for (const body of ['[[[]]]', '{"a":[{"b":"[[[[{{{{"}]}', '{"a":"\\"[[[["}', '"[[[["', 'a=[[[[', '', '[[[]],[[]]]'])
    assert.equal(await post(body), 200, body)
  for (const type of ['application/json', 'text/plain', 'application/vnd.acme+json', ''])
    assert.equal(await post(deep, type === '' ? {} : { 'content-type': type }), 400, type)
  for (const body of [` \n${deep}`, `\ufeff${deep}`, '{"a":{"b":{"c":{}}}}', '{"\\\\":[[[', '\0[\0[\0[\0['])
    assert.equal(await post(body, chunked), 400, JSON.stringify(body))
})

test('body-limit: a megabyte of brackets is refused in no time', async (t) => {
  const { post } = await stageWith(t, { jsonDepth: 100 })
  const began = performance.now()
  assert.equal(await post('['.repeat(1024 * 1024)), 400)
  assert(performance.now() - began < 1000)
})

test('body-limit: what is compressed cannot be looked into, and is refused where it should be', async (t) => {
  const looking = await stageWith(t, { jsonDepth: 3 })
  assert.equal(await looking.post('x', { 'content-encoding': 'gzip' }), 415)
  assert.equal(await looking.post('[]', { 'content-encoding': 'Identity' }), 200)
  const counting = await stageWith(t, {})
  assert.equal(await counting.post('x', { 'content-encoding': 'gzip' }), 200)
})
