import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { generateApiKey } from '#snapshot/api-key.ts'
import type { KeyPlace, RouteAuth } from '#snapshot/snapshot.ts'
import { scratchFolder } from '../git/scratch.ts'
import { contentOf, key, routeOf, send, shopWith, startStage, startUpstream } from './stage.ts'

const other = generateApiKey()
const keyPlaces: readonly KeyPlace[] = [
  { in: 'cookie', name: 'key' },
  { in: 'header', name: 'x-acme-key' },
  { in: 'query', name: 'api_key' },
]
const adminToken = '0123456789abcdef-of-the-operators'

/** A route that takes keys in these places; its upstream answers what it saw of the request. */
async function startKeyed(t: TestContext, auth: RouteAuth = { kind: 'any', methods: ['api-key'] }) {
  const origin = await startUpstream(t, ({ url, headers }, response) => {
    const { cookie = '', 'x-acme-key': field = '', authorization = '' } = headers
    response.end([url, cookie, field, authorization].join(' | '))
  })
  const log = join(scratchFolder(t), 'access.log')
  const content = contentOf([origin], {
    routes: [routeOf({ auth, keyPlaces })],
    consumers: [shopWith(key), { ...shopWith(other), id: 'rival' }],
    plans: [{ id: 'gold', limits: [] }],
  })
  return { log, ...(await startStage(t, content, { accessLog: log, adminToken })) }
}

const escaped = `%61${key.key.slice(1)}`

const taken: Readonly<Record<string, { path?: string; headers?: Record<string, string>; seen: string }>> = {
  'a query parameter': { path: `/api/x?api_key=${key.key}`, seen: '/x |  |  | ' },
  'a query parameter among others, which keep every byte': {
    path: `/api/x?a=%7E+~&&b&api_key=${key.key}&c=%zz&a=1;2`,
    seen: '/x?a=%7E+~&&b&c=%zz&a=1;2 |  |  | ',
  },
  'a query parameter that is written with escapes': { path: `/api/x?api%5Fkey=${escaped}&a`, seen: '/x?a |  |  | ' },
  'a cookie': { headers: { cookie: `key=${key.key}` }, seen: '/x |  |  | ' },
  'a cookie among others': { headers: { cookie: `a=1; key="${key.key}"; b=2` }, seen: '/x | a=1; b=2 |  | ' },
  'a header of its own': { headers: { 'X-Acme-Key': key.key }, seen: '/x |  |  | ' },
  'the same key in two places': {
    path: `/api/x?api_key=${key.key}`,
    headers: { cookie: `key=${key.key}`, 'x-api-key': key.key },
    seen: '/x |  |  | ',
  },
  'x-api-key, where something else has the name of a place': {
    path: '/api/x?api_key=4711',
    headers: { cookie: 'key=abc', 'x-acme-key': 'secret of the upstream', 'x-api-key': key.key },
    seen: '/x?api_key=4711 | key=abc | secret of the upstream | ',
  },
}
for (const [what, { path = '/api/x', headers = {}, seen }] of Object.entries(taken))
  test(`a key is taken from ${what}, and the upstream sees none`, async (t) => {
    const { port } = await startKeyed(t)
    const { status, text } = await send(port, path, { headers })
    assert.deepEqual({ status, text }, { status: 200, text: seen })
  })

test('no key stands in the access log, and a key that is taken nowhere goes on as what it is', async (t) => {
  const { port, gateway, log } = await startKeyed(t)
  assert.equal(
    (await send(port, `/api/x?api_key=${key.key}&apikey=${other.key}`)).text,
    `/x?apikey=${other.key} |  |  | `,
  )
  assert.equal((await send(port, `/api/x?apikey=${key.key}`)).status, 401)
  await gateway.close(100)
  const lines = readFileSync(log, 'utf8')
  assert.equal(lines.split('\n').length - 1, 2)
  assert.doesNotMatch(lines, /agk_/)
})

test('a key does not reach the upstream of an open route either', async (t) => {
  const { port } = await startKeyed(t, { kind: 'none' })
  assert.equal((await send(port, `/api/x?api_key=${key.key}&a=1`)).text, '/x?a=1 |  |  | ')
})

const ambiguous: Readonly<Record<string, { path?: string; headers?: Record<string, string> }>> = {
  'two query parameters': { path: `/api/x?api_key=${key.key}&api_key=${other.key}` },
  'a query parameter and x-api-key': { path: `/api/x?api_key=${key.key}`, headers: { 'x-api-key': other.key } },
  'a cookie and the bearer token': { headers: { cookie: `key=${key.key}`, authorization: `Bearer ${other.key}` } },
  'x-api-key and the bearer token': { headers: { 'x-api-key': key.key, authorization: `Bearer ${other.key}` } },
  'a key that nobody has and one that somebody has': {
    headers: { 'x-api-key': key.key, cookie: `key=${generateApiKey().key}` },
  },
}
for (const [what, { path = '/api/x', headers = {} }] of Object.entries(ambiguous))
  test(`two different keys, ${what}, are refused: nobody can tell which of them counts`, async (t) => {
    const { port } = await startKeyed(t)
    const { status, text, headers: answered } = await send(port, path, { headers })
    assert.equal(status, 400)
    assert.match(text, /"The request has several API keys; send one"/)
    assert.equal(answered['www-authenticate'], 'Bearer realm="apigov", error="invalid_request"')
  })

test('who sends no key is told where it may stand', async (t) => {
  const { port } = await startKeyed(t)
  assert.match(
    (await send(port, '/api/x')).text,
    /"Send an API key in `x-api-key`, the cookie `key`, the header `x-acme-key`, the query parameter `api_key` or as bearer token"/,
  )
})

test('a denied key is refused wherever it stands', async (t) => {
  const { port, admin } = await startKeyed(t)
  await admin(`/denylist/key/${key.prefix}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: '{"reason":"leaked"}',
  })
  const statuses = [
    await send(port, `/api/x?api_key=${escaped}`),
    await send(port, '/api/x', { headers: { cookie: `key=${key.key}` } }),
    await send(port, '/api/x', { headers: { 'x-acme-key': key.key } }),
    await send(port, `/api/x?api_key=${other.key}`),
  ].map(({ status }) => status)
  assert.deepEqual(statuses, [403, 403, 403, 200])
})
