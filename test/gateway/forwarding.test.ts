import assert from 'node:assert/strict'
import test from 'node:test'
import { contentOf, routeOf, send, startStage, startUpstream } from './stage.ts'

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
