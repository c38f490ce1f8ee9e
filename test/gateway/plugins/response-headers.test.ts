import assert from 'node:assert/strict'
import test from 'node:test'
import { contentOf, routeOf, send, startStage, startUpstream } from '../stage.ts'

const config = {
  remove: ['Server'],
  set: { 'Strict-Transport-Security': 'max-age=60' },
  add: { 'Cache-Control': 'private' },
}
const plugins = [{ id: 'response-headers', config }]

test('response-headers: removes, sets and adds on what the upstream answers', async (t) => {
  const origin = await startUpstream(t, (_, response) => {
    response.setHeader('SERVER', 'tomcat').setHeader('strict-transport-security', 'max-age=0')
    response.setHeader('cache-control', 'max-age=5').setHeader('set-cookie', ['a=1', 'b=2']).end('hello')
  })
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ plugins })] }))
  const { headers, text } = await send(port, '/api/x')
  assert.equal(text, 'hello')
  assert.deepEqual(
    ['server', 'strict-transport-security', 'cache-control', 'set-cookie', 'content-length'].map(
      (name) => headers[name],
    ),
    [undefined, 'max-age=60', 'max-age=5, private', ['a=1', 'b=2'], '5'],
  )
})

test('response-headers: is on problems too, which stay what they are', async (t) => {
  const auth = { kind: 'any', methods: ['api-key'] } as const
  const { port } = await startStage(t, contentOf(['http://127.0.0.1:9'], { routes: [routeOf({ auth, plugins })] }))
  const { status, headers, text } = await send(port, '/api/x')
  assert.equal(status, 401)
  assert.deepEqual(
    ['strict-transport-security', 'cache-control', 'www-authenticate', 'content-type'].map((name) => headers[name]),
    ['max-age=60', 'no-store', 'Bearer realm="apigov"', 'application/problem+json'],
  )
  assert.equal(JSON.parse(text).status, 401)
})
