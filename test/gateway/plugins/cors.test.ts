import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { contentOf, key, raw, routeOf, send, shopWith, startStage, startUpstream } from '../stage.ts'

/** `GET /api/x` for holders of a key, to pages of the origins of `config`. */
async function stageWith(t: TestContext, config: object) {
  const seen: string[] = []
  const origin = await startUpstream(t, (request, response) => {
    seen.push(request.method ?? '')
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Vary', 'Accept').end('data')
  })
  const content = contentOf([origin], {
    routes: [
      routeOf({
        method: 'GET',
        auth: { kind: 'any', methods: ['api-key'] },
        plugins: [{ id: 'cors', config }],
      }),
    ],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [] }],
  })
  const { port } = await startStage(t, content)
  const call = async (options: { method?: string; headers: Record<string, string> }) => {
    const { status, headers } = await send(port, '/api/x', options)
    const named = Object.entries(headers).filter(([name]) => name === 'vary' || name.startsWith('access-control-'))
    return { status, ...Object.fromEntries(named) }
  }
  return { call, port, seen }
}
const app = 'https://app.acme.example'
const preflight = (origin: string, asked = 'GET') => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': asked, 'access-control-request-headers': 'x-api-key' },
})

test('cors: a preflight is answered without a key, and for the methods the API has only', async (t) => {
  const { call, seen } = await stageWith(t, { origins: [app], maxAge: '1m' })
  const allowed = {
    status: 204,
    vary: 'origin',
    'access-control-allow-origin': app,
    'access-control-allow-methods': 'GET',
    'access-control-allow-headers': 'authorization, content-type, x-api-key',
    'access-control-max-age': '60',
  }
  assert.deepEqual(await call(preflight(app)), allowed)
  assert.deepEqual(await call(preflight(app, 'HEAD')), { ...allowed, 'access-control-allow-methods': 'HEAD' })
  assert.deepEqual(await call(preflight(app, 'DELETE')), { status: 405 })
  assert.deepEqual(await call(preflight('https://evil.example')), { status: 204, vary: 'origin' })
  assert.deepEqual(seen, [])
})

test('cors: pages of an allowed origin may read answers and refusals, and what the upstream allows does not count', async (t) => {
  const { call } = await stageWith(t, { origins: [app], exposes: ['x-request-id'], credentials: true })
  const permission = {
    'access-control-allow-origin': app,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'x-request-id',
  }
  const withKey = { 'x-api-key': key.key }
  assert.deepEqual(await call({ headers: { origin: app, ...withKey } }), {
    status: 200,
    vary: 'Accept, origin',
    ...permission,
  })
  assert.deepEqual(await call({ headers: { origin: app } }), { status: 401, vary: 'origin', ...permission })
  assert.deepEqual(await call({ headers: withKey }), { status: 200, vary: 'Accept, origin' })
})

test('cors: `*` is said as such, so that no answer differs by origin', async (t) => {
  const { call } = await stageWith(t, { origins: ['*'], exposes: [] })
  const headers = { origin: 'null', 'x-api-key': key.key }
  assert.deepEqual(await call({ headers }), { status: 200, vary: 'Accept', 'access-control-allow-origin': '*' })
})

test('cors: no trick makes another origin look like an allowed one', async (t) => {
  const { call, port } = await stageWith(t, { origins: [app, 'https://*.acme.example:8443', 'http://localhost:3000'] })
  const isAllowed = async (origin: string) => 'access-control-allow-origin' in (await call(preflight(origin)))
  for (const origin of [app, 'https://a.acme.example:8443', 'https://a.b.acme.example:8443', 'http://localhost:3000'])
    assert(await isAllowed(origin), origin)
  for (const origin of [
    ...['null', '*', '', 'https://acme.example', 'https://acme.example:8443', 'https://.acme.example:8443'],
    ...['https://evilacme.example:8443', 'https://a.acme.example:8443.evil.example', 'https://a.acme.example'],
    ...['http://app.acme.example', 'https://app.acme.example.evil.example', 'https://app.acme.example:443'],
    ...[
      'https://APP.acme.example',
      'https://evil.example/.acme.example:8443',
      'https://evil.example#.acme.example:8443',
    ],
    ...['https://a@evil.example?.acme.example:8443', 'http://localhost:3001', `${app}, https://evil.example`],
    'https://*.acme.example:8443.',
    `https://${'a.'.repeat(3000)}acme.example`,
  ])
    assert(!(await isAllowed(origin)), origin)
  const twice = `OPTIONS /api/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\naccess-control-request-method: GET\r\norigin: ${app}\r\norigin: https://evil.example\r\n\r\n`
  assert.doesNotMatch(await raw(port, twice), /allow-origin/)
})

test('cors: a method that is made up is not repeated on a route for all methods', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end())
  const plugins = [{ id: 'cors', config: { origins: ['*'] } }]
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ plugins })] }))
  const asked = async (method: string) =>
    (await send(port, '/api/x', preflight(app, method))).headers['access-control-allow-methods']
  assert.equal(await asked('PATCH'), 'PATCH')
  assert.equal(await asked('<script>'), undefined)
})
