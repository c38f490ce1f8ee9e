import assert from 'node:assert/strict'
import test from 'node:test'
import { generateApiKey } from '#snapshot/api-key.ts'
import type { RouteAuth, SnapshotContent } from '#snapshot/snapshot.ts'
import { contentOf, routeOf, send, shopWith, snapshotOf, startStage, startUpstream } from './stage.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const [shopKey, oldKey, lastDayKey, poorKey, lapsedKey] = Array.from({ length: 5 }, () => generateApiKey())
assert(shopKey && oldKey && lastDayKey && poorKey && lapsedKey)

const consumers = [
  {
    ...shopWith(lapsedKey),
    id: 'lapsed',
    grants: [{ api: 'api', version: 'v1', plan: 'gold', expires: '2026-11-19' }],
  },
  { ...shopWith(poorKey), id: 'poor', grants: [{ api: 'api', version: 'v2', plan: 'gold', expires: null }] },
  {
    ...shopWith(shopKey),
    keys: [
      ...shopWith(shopKey).keys,
      ...shopWith(oldKey, '2026-11-19').keys,
      ...shopWith(lastDayKey, '2026-11-20').keys,
    ],
  },
]
const plans = [{ id: 'gold', limits: [] }]
const secured = (origin: string, auth: RouteAuth): SnapshotContent =>
  contentOf([origin], { routes: [routeOf({ auth })], consumers, plans })

const cases: Readonly<Record<string, { headers: Record<string, string>; status: number }>> = {
  'a known key in x-api-key': { headers: { 'x-api-key': shopKey.key }, status: 200 },
  'a known key as bearer token': { headers: { authorization: `Bearer ${shopKey.key}` }, status: 200 },
  'a known key as bearer token, the scheme in capitals': {
    headers: { authorization: `BEARER ${shopKey.key}` },
    status: 200,
  },
  'a key on its last day': { headers: { 'x-api-key': lastDayKey.key }, status: 200 },
  'a key after its last day': { headers: { 'x-api-key': oldKey.key }, status: 401 },
  'no key': { headers: {}, status: 401 },
  'an empty key': { headers: { 'x-api-key': '' }, status: 401 },
  'a well-formed key that nobody knows': { headers: { 'x-api-key': generateApiKey().key }, status: 401 },
  'a key with a wrong checksum': { headers: { 'x-api-key': `${shopKey.key.slice(0, -1)}!` }, status: 401 },
  'the hash of a key in its place': { headers: { 'x-api-key': shopKey.hash }, status: 401 },
  'a key as the password of Basic': {
    headers: { authorization: `Basic ${Buffer.from(`:${shopKey.key}`).toString('base64')}` },
    status: 401,
  },
  'a token where only keys are checked': { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }, status: 401 },
  'a known key without a grant for this version': { headers: { 'x-api-key': poorKey.key }, status: 403 },
  'a known key whose grant has ended': { headers: { 'x-api-key': lapsedKey.key }, status: 403 },
}
for (const [what, { headers, status }] of Object.entries(cases))
  test(`${what} is answered ${status}`, async (t) => {
    const origin = await startUpstream(t, (_, response) => response.end('in'))
    const content = secured(origin, { kind: 'any', methods: ['api-key', 'jwt'] })
    const { port } = await startStage(t, content, { clock: { now: () => now } })
    const answer = await send(port, '/api/x', { headers })
    assert.equal(answer.status, status)
    assert.equal(answer.headers['www-authenticate']?.startsWith('Bearer realm="apigov"') ?? false, status === 401)
    if (status === 200) assert.equal(answer.text, 'in')
    else assert.equal(answer.headers['content-type'], 'application/problem+json')
  })

test('a key stops working with the snapshot that leaves it out', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('in'))
  const content = secured(origin, { kind: 'all', methods: ['api-key'] })
  const stage = await startStage(t, content, { clock: { now: () => now } })
  const call = async () => (await send(stage.port, '/api/x', { headers: { 'x-api-key': shopKey.key } })).status
  assert.equal(await call(), 200)
  await stage.offer(snapshotOf({ ...content, consumers: [] }, { sequence: 2 }))
  assert.equal(await call(), 401)
})

test('the key does not reach the upstream, whatever the route asks for', async (t) => {
  const origin = await startUpstream(t, (request, response) =>
    response.end(JSON.stringify([request.headers['x-api-key'], request.headers.authorization])),
  )
  for (const auth of [{ kind: 'none' }, { kind: 'any', methods: ['api-key'] }] as const) {
    const { port } = await startStage(t, secured(origin, auth), { clock: { now: () => now } })
    const asField = await send(port, '/api/x', { headers: { 'X-API-Key': shopKey.key, authorization: 'Basic YTpi' } })
    assert.equal(asField.text, '[null,"Basic YTpi"]')
    const asToken = await send(port, '/api/x', { headers: { authorization: `Bearer ${shopKey.key}` } })
    assert.equal(asToken.text, '[null,null]')
  }
})
