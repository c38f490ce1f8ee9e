import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { exportSPKI } from 'jose'
import { generateApiKey } from '#snapshot/api-key.ts'
import type { Issuer, RouteAuth, SnapshotContent } from '#snapshot/snapshot.ts'
import { type SigningKey, signingKey, startIssuer } from './issuer.ts'
import { contentOf, routeOf, send, shopWith, snapshotOf, startStage, startUpstream } from './stage.ts'

const [key, other, rsa, edwards] = await Promise.all([
  signingKey('one'),
  signingKey('two'),
  signingKey('rsa', 'RS256'),
  signingKey('edwards', 'Ed25519'),
])
const [shopKey, clubKey] = [generateApiKey(), generateApiKey()]
const times = { timeout: 300, refresh: 60_000, retry: 50, rotation: 0 }
const anyOfBoth: RouteAuth = { kind: 'any', methods: ['api-key', 'jwt'] }
const tokensOnly: RouteAuth = { kind: 'any', methods: ['jwt'] }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const seconds = () => Math.floor(Date.now() / 1000)

/** `shop` has a grant, `club` has none; each has a key and owns the tokens with its name in `azp`. */
function trusting(origin: string, issuer: Omit<Issuer, 'id' | 'audience'>, auth: RouteAuth): SnapshotContent {
  const tokensOf = (value: string) => [{ issuer: issuer.issuer, claim: 'azp', value }]
  return contentOf([origin], {
    routes: [routeOf({ auth })],
    consumers: [
      { ...shopWith(clubKey), id: 'club', tokens: tokensOf('club'), grants: [] },
      { ...shopWith(shopKey), tokens: [...tokensOf('shop'), { issuer: issuer.issuer, claim: 'sub', value: '7' }] },
    ],
    plans: [{ id: 'gold', limits: [] }],
    issuers: [{ id: 'main', audience: 'apis', ...issuer }],
  })
}

async function setUp(t: TestContext, auth: RouteAuth = tokensOnly, changes: Partial<typeof times> = {}) {
  const issuer = await startIssuer(t, key, rsa, edwards)
  const origin = await startUpstream(t, (request, response) => response.end(request.headers.authorization))
  const content = trusting(origin, { issuer: issuer.url }, auth)
  const start = async () => {
    const stage = await startStage(t, content, { issuerTimes: { ...times, ...changes } })
    const call = (headers: Record<string, string>) => send(stage.port, '/api/x', { headers })
    return { ...stage, call, statusOf: async (token: string) => (await call(bearer(token))).status }
  }
  return { issuer, content, start }
}

type Issuing = Awaited<ReturnType<typeof startIssuer>>

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claimsOf = (issuer: Issuing) => ({ iss: issuer.url, aud: 'apis', azp: 'shop', exp: seconds() + 300 })

/** Signed with the public key as if it were a shared secret: what a verifier takes that lets the token choose how. */
async function confused(issuer: Issuing, { kid, publicKey }: SigningKey): Promise<string> {
  const text = `${base64({ alg: 'HS256', kid })}.${base64(claimsOf(issuer))}`
  return `${text}.${createHmac('sha256', await exportSPKI(publicKey))
    .update(text)
    .digest('base64url')}`
}

const signed =
  (claims: Record<string, unknown>, by = key) =>
  (issuer: Issuing) =>
    issuer.sign(by, claims)
const cases: Readonly<Record<string, { token: (issuer: Issuing) => string | Promise<string>; status: number }>> = {
  'a valid token': { token: signed({}), status: 200 },
  'a token signed with RSA': { token: signed({}, rsa), status: 200 },
  'a token signed with Ed25519': { token: signed({}, edwards), status: 200 },
  'a token for several audiences': { token: signed({ aud: ['others', 'apis'] }), status: 200 },
  'a token that expired within the leeway': { token: signed({ exp: seconds() - 5 }), status: 200 },
  'a token that two claims give to the same consumer': { token: signed({ sub: '7' }), status: 200 },
  'an expired token': { token: signed({ exp: seconds() - 60 }), status: 401 },
  'a token without end': { token: signed({ exp: undefined }), status: 401 },
  'a token that is not good yet': { token: signed({ nbf: seconds() + 120 }), status: 401 },
  'a token for another audience': { token: signed({ aud: 'others' }), status: 401 },
  'a token without audience': { token: signed({ aud: undefined }), status: 401 },
  'a token of another issuer': { token: signed({ iss: 'https://id.evil.example' }), status: 401 },
  'a token without issuer': { token: signed({ iss: undefined }), status: 401 },
  'a token signed with a key the issuer does not have': {
    token: (issuer) => issuer.sign({ ...other, kid: key.kid }),
    status: 401,
  },
  'a token that says it needs no signature': {
    token: (issuer) => `${base64({ alg: 'none', kid: key.kid })}.${base64(claimsOf(issuer))}.`,
    status: 401,
  },
  'a token signed with the public key as secret': { token: (issuer) => confused(issuer, rsa), status: 401 },
  'a token with changed claims': {
    token: async (issuer) =>
      (await issuer.sign(key, { azp: 'club' })).replace(/\..*\./, `.${base64(claimsOf(issuer))}.`),
    status: 401,
  },
  'a text that is no token': { token: () => 'a.b.c', status: 401 },
  'a valid token of a consumer without a grant': { token: signed({ azp: 'club' }), status: 403 },
  'a valid token that no consumer owns': { token: signed({ azp: 'constructor' }), status: 403 },
  'a valid token that two consumers own': { token: signed({ azp: 'club', sub: '7' }), status: 403 },
}
for (const [what, { token, status }] of Object.entries(cases))
  test(`${what} is answered ${status}, at first sight and again`, async (t) => {
    const { issuer, start } = await setUp(t)
    const { call } = await start()
    const headers = bearer(await token(issuer))
    for (const answer of [await call(headers), await call(headers)]) {
      assert.equal(answer.status, status)
      const challenge = answer.headers['www-authenticate']
      assert.equal(challenge?.startsWith('Bearer realm="apigov", error="invalid_token"') ?? false, status === 401)
    }
  })

test('the upstream gets the token, and the scheme is read in any case', async (t) => {
  const { issuer, start } = await setUp(t)
  const { call } = await start()
  const token = await issuer.sign(key)
  for (const scheme of ['bearer', 'BEARER'])
    assert.equal((await call({ authorization: `${scheme} ${token}` })).text, `${scheme} ${token}`)
})

test('a token that was good is refused once it has expired', async (t) => {
  const { issuer, content } = await setUp(t)
  let now = Date.now()
  const { port } = await startStage(t, content, { issuerTimes: times, clock: { now: () => now } })
  const headers = bearer(await issuer.sign(key))
  assert.equal((await send(port, '/api/x', { headers })).status, 200)
  now += 331_000
  const { status, text } = await send(port, '/api/x', { headers })
  assert.deepEqual([status, JSON.parse(text).detail], [401, 'The token has expired; get a new one from its issuer'])
})

test('a key, a token, or both: as the route says', async (t) => {
  const answers: Record<string, readonly number[]> = {}
  for (const kind of ['any', 'all'] as const) {
    const { issuer, start } = await setUp(t, { kind, methods: ['api-key', 'jwt'] })
    const { call } = await start()
    const good = bearer(await issuer.sign(key))
    const bad = bearer(await issuer.sign(key, { aud: 'others' }))
    const [ours, theirs] = [{ 'x-api-key': shopKey.key }, { 'x-api-key': clubKey.key }]
    const unknown = { 'x-api-key': generateApiKey().key }
    const tried = [{}, ours, good, { ...ours, ...good }, { ...ours, ...bad }, { ...unknown, ...good }]
    const statuses = []
    for (const headers of [...tried, { ...theirs, ...good }, bearer(shopKey.key)])
      statuses.push((await call(headers)).status)
    answers[kind] = statuses
  }
  assert.deepEqual(answers, {
    any: [401, 200, 200, 200, 200, 200, 403, 200],
    all: [401, 401, 401, 200, 401, 401, 403, 401],
  })
})

test('a token with a new key makes the gateway fetch the keys again, and one with a withdrawn key is refused', async (t) => {
  const { issuer, start } = await setUp(t)
  const { statusOf } = await start()
  const [before, after] = [await issuer.sign(key), await issuer.sign(other)]
  assert.deepEqual([await statusOf(before), await statusOf(after)], [200, 401])
  issuer.publish(other)
  assert.deepEqual([await statusOf(after), await statusOf(before)], [200, 401])
})

test('tokens with made-up keys do not make the gateway ask more often than it may', async (t) => {
  const { issuer, start } = await setUp(t, tokensOnly, { rotation: 60_000 })
  const { statusOf } = await start()
  for (const kid of ['a', 'b', 'c', 'd']) assert.equal(await statusOf(await issuer.sign({ ...other, kid })), 401)
  assert.deepEqual(issuer.asked, ['/.well-known/openid-configuration', '/keys'])
})

test('tokens whose issuer was never reached are answered 503, keys work, and /config and /metrics say so', {
  timeout: 20_000,
}, async (t) => {
  const { issuer, start } = await setUp(t, anyOfBoth)
  issuer.misbehave((_, response) => response.writeHead(500).end())
  const { call, statusOf, config, admin } = await start()
  const token = await issuer.sign(key)
  assert.deepEqual([await statusOf(token), (await call({ 'x-api-key': shopKey.key })).status], [503, 200])
  const failure = `\`${issuer.url}/.well-known/openid-configuration\` answered 500`
  assert.deepEqual((await config())['issuers'], [{ issuer: issuer.url, keys: 0, fetched: null, failure }])
  const metrics = await (await admin('/metrics')).text()
  assert.match(metrics, /^apigov_gateway_issuer_keys\{issuer="[^"]+"\} 0$/m)
  assert.match(metrics, /^apigov_gateway_issuer_failing\{issuer="[^"]+"\} 1$/m)
  issuer.misbehave(null)
  while ((await statusOf(token)) === 503) await setTimeout(5)
  assert.equal(await statusOf(token), 200)
})

test('an issuer that goes away later costs nothing: its keys stay', { timeout: 20_000 }, async (t) => {
  const { issuer, start } = await setUp(t, tokensOnly, { refresh: 20 })
  const { statusOf, config, lines } = await start()
  issuer.misbehave((request) => request.socket.destroy())
  while (!lines.some((line) => line.startsWith(`keys of ${issuer.url} not fetched: `))) await setTimeout(5)
  assert.equal(await statusOf(await issuer.sign(key, { jti: 'new' })), 200)
  const [state] = (await config())['issuers'] as [{ keys: number; failure: string }]
  assert.equal(state.keys, 3)
  assert.match(state.failure, /cannot be reached/)
})

test('a snapshot that trusts another audience judges the same token anew', async (t) => {
  const { issuer, content, start } = await setUp(t)
  const { statusOf, offer } = await start()
  const token = await issuer.sign(key)
  assert.equal(await statusOf(token), 200)
  const issuers = content.issuers.map((trusted) => ({ ...trusted, audience: 'others' }))
  await offer(snapshotOf({ ...content, issuers }, { sequence: 2 }))
  assert.equal(await statusOf(token), 401)
})

const hostile: Readonly<Record<string, { answers: Parameters<Issuing['misbehave']>[0]; failure: RegExp }>> = {
  'a document without end': {
    answers: (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    },
    failure: /gave more than 262144 bytes/,
  },
  'a document that never ends': { answers: (_, response) => response.write('{'), failure: /timeout/ },
  'a redirect': {
    answers: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    failure: /answered 302/,
  },
  'more keys than anybody needs': {
    answers: (_, response) => response.end(JSON.stringify({ keys: Array(101).fill({ kty: 'RSA' }) })),
    failure: /more than 100 keys/,
  },
  'a shared secret': {
    answers: (_, response) => response.end(JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }] })),
    failure: /no key that checks signatures/,
  },
  'no JSON': { answers: (_, response) => response.end('<html>'), failure: /gave no JSON/ },
}
for (const [what, { answers, failure }] of Object.entries(hostile))
  test(`an issuer that answers with ${what} has no keys, and its tokens are answered 503`, async (t) => {
    const { issuer, content } = await setUp(t)
    const issuers = content.issuers.map((trusted) => ({ ...trusted, jwks: `${issuer.url}/keys` }))
    issuer.misbehave(answers)
    const { port, config } = await startStage(t, { ...content, issuers }, { issuerTimes: times })
    assert.equal((await send(port, '/api/x', { headers: bearer(await issuer.sign(key)) })).status, 503)
    const [state] = (await config())['issuers'] as [{ failure: string }]
    assert.match(state.failure, failure)
  })

test('a configuration that names another issuer is not followed', async (t) => {
  const { issuer, start } = await setUp(t)
  issuer.misbehave((_, response) => response.end(JSON.stringify({ issuer: 'https://id.evil.example', jwks_uri: 'x' })))
  const { config } = await start()
  const [state] = (await config())['issuers'] as [{ failure: string }]
  assert.match(state.failure, /is the configuration of another issuer$/)
  assert(!issuer.asked.includes('/keys'))
})

test('a token needs one whole set of scopes of its operation; a key needs none', async (t) => {
  const { issuer, content } = await setUp(t)
  const scopes = [['pets:read', 'pets:list'], ['admin']]
  const routes = content.routes.map((route) => {
    const auth = { kind: 'any', methods: ['api-key', 'jwt'], scopes } as const
    return { ...route, auth }
  })
  const { port } = await startStage(t, { ...content, routes }, { issuerTimes: times })
  assert.equal((await send(port, '/api/x', { headers: { 'x-api-key': shopKey.key } })).status, 200)
  const statusOf = async (claims: Record<string, unknown>) =>
    (await send(port, '/api/x', { headers: bearer(await issuer.sign(key, claims)) })).status
  for (const claims of [{ scope: 'admin' }, { scope: 'a pets:list pets:read' }, { scp: ['pets:read', 'pets:list'] }])
    assert.equal(await statusOf(claims), 200, JSON.stringify(claims))
  for (const claims of [
    ...[{}, { scope: '' }, { scope: 'pets:read' }, { scope: 'Admin' }, { scope: ['Admin'] }, { scope: { admin: 1 } }],
    { scope: 'pets:read', scp: 'admin' },
  ])
    assert.equal(await statusOf(claims), 403, JSON.stringify(claims))
  const { headers, text } = await send(port, '/api/x', { headers: bearer(await issuer.sign(key, { azp: 'shop' })) })
  assert.equal(
    headers['www-authenticate'],
    'Bearer realm="apigov", error="insufficient_scope", scope="pets:read pets:list"',
  )
  assert.equal(
    JSON.parse(text).detail,
    'The token needs `pets:read pets:list` or `admin` in its scope; ask its issuer for one',
  )
})
