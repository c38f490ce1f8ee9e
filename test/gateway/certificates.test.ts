/** Callers that prove who they are with a certificate (mutual TLS). */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import test, { type TestContext } from 'node:test'
import type { TlsIdentity } from '#gateway/traffic.ts'
import { generateApiKey } from '#snapshot/api-key.ts'
import type { RouteAuth } from '#snapshot/snapshot.ts'
import { ask, openCaller } from './http2-caller.ts'
import { newIdentity } from './identity.ts'
import { signingKey, startIssuer } from './issuer.ts'
import { contentOf, routeOf, shopWith, snapshotOf, startStage, startUpstream } from './stage.ts'

const server = newIdentity()
const authority = newIdentity({ subject: '/CN=Acme clients', names: '' })
const stranger = newIdentity({ subject: '/CN=Acme clients', names: '' })
const signed = (names: string, by = authority, days = 2) => newIdentity({ subject: '/CN=web-shop', names, by, days })
const shopKey = generateApiKey()
const clubKey = generateApiKey()
const mtls: RouteAuth = { kind: 'any', methods: ['mtls'] }
const shop = signed('URI:spiffe://acme.example/shop')

/** `shop` owns three names and has a grant, `club` one and has none. */
function contentWith(origin: string, auth: RouteAuth, issuer?: string) {
  return contentOf([origin], {
    routes: [routeOf({ auth })],
    consumers: [
      { ...shopWith(clubKey), id: 'club', certificates: [{ san: 'dns', value: 'club.example' }], grants: [] },
      {
        ...shopWith(shopKey),
        tokens: issuer === undefined ? [] : [{ issuer, claim: 'azp', value: 'shop' }],
        certificates: [
          { san: 'uri', value: 'spiffe://acme.example/shop' },
          { san: 'dns', value: 'shop.example' },
          { san: 'email', value: 'shop@acme.example' },
        ],
      },
    ],
    plans: [{ id: 'gold', limits: [] }],
    issuers: issuer === undefined ? [] : [{ id: 'main', issuer, audience: 'apis' }],
  })
}

async function startAsking(t: TestContext, auth: RouteAuth, changes: { now?: () => number; issuer?: string } = {}) {
  const origin = await startUpstream(t, (_, response) => response.end('.'))
  const tls = { ...server, clientCa: authority.cert }
  const { now = Date.now, issuer } = changes
  const stage = await startStage(t, contentWith(origin, auth, issuer), { tls, clock: { now } })
  const statusOf = async (
    identity: TlsIdentity | null,
    headers: http.OutgoingHttpHeaders = {},
    agent?: https.Agent,
  ) => {
    const shown = identity === null ? {} : { cert: identity.cert, key: identity.key }
    const options = { host: 'localhost', port: stage.port, path: '/api/x', ca: server.cert, headers, ...shown }
    const request = https.get({ ...options, agent: agent ?? false })
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    await response.toArray()
    return response.statusCode
  }
  return { ...stage, statusOf }
}

/** Who shows what, and the answer. */
const cases: Readonly<Record<string, [TlsIdentity | null, number]>> = {
  'nothing at all': [null, 403],
  'a URI of a consumer with a grant': [shop, 200],
  'a DNS name of the same': [signed('DNS:shop.example'), 200],
  'an e-mail address of the same': [signed('email:shop@acme.example'), 200],
  'two names of one consumer': [signed('DNS:shop.example,URI:spiffe://acme.example/shop'), 200],
  'a name of a consumer without a grant': [signed('DNS:club.example'), 403],
  'a name that is nobody’s': [signed('DNS:nobody.example'), 403],
  'a name that begins as another': [signed('URI:spiffe://acme.example/shop/admin'), 403],
  'the same name, of another kind': [signed('URI:shop.example'), 403],
  'a wildcard over a name': [signed('DNS:*.example'), 403],
  'names of two consumers': [signed('DNS:shop.example,DNS:club.example'), 403],
  'no name but the subject': [signed(''), 403],
  'a certificate of another authority with the same name': [signed('DNS:shop.example', stranger), 403],
  'one that it signed itself': [newIdentity({ names: 'DNS:shop.example' }), 403],
}

for (const [what, [identity, status]] of Object.entries(cases))
  test(`a client certificate: ${what}`, async (t) => {
    const { statusOf } = await startAsking(t, mtls)
    assert.equal(await statusOf(identity), status)
  })

test('a certificate counts for as long as it is valid, on a connection that stays, too, and over HTTP/2', async (t) => {
  let later = 0
  const { port, statusOf } = await startAsking(t, mtls, { now: () => Date.now() + later })
  const agent = new https.Agent({ keepAlive: true })
  const session = openCaller(t, port, server, shop)
  t.after(() => agent.destroy())
  const statuses = async () => [await statusOf(shop, {}, agent), (await ask(session, { ':path': '/api/x' })).status]
  assert.deepEqual(await statuses(), [200, 200])
  later = 3 * 86_400_000
  assert.deepEqual(await statuses(), [403, 403])
})

test('with `any` a key or a certificate will do, the key coming first; a bad one beside a good one does no harm', async (t) => {
  const { statusOf } = await startAsking(t, { kind: 'any', methods: ['api-key', 'mtls'] })
  const withKey = (text: string) => ({ 'x-api-key': text })
  assert.equal(await statusOf(null, withKey(shopKey.key)), 200)
  assert.equal(await statusOf(newIdentity(), withKey(shopKey.key)), 200)
  assert.equal(await statusOf(shop, withKey('agk_none')), 200)
  assert.equal(await statusOf(shop, withKey(clubKey.key)), 403)
  assert.equal(await statusOf(null, withKey('agk_none')), 401)
})

test('with `all` key, token and certificate must be there, and belong to the same consumer', async (t) => {
  const signer = await signingKey('one')
  const issuer = await startIssuer(t, signer)
  const authorization = `Bearer ${await issuer.sign(signer)}`
  const key = { 'x-api-key': shopKey.key }
  const two = await startAsking(t, { kind: 'all', methods: ['api-key', 'mtls'] })
  assert.equal(await two.statusOf(shop, key), 200)
  assert.equal(await two.statusOf(null, key), 401)
  assert.equal(await two.statusOf(shop), 401)
  assert.equal(await two.statusOf(signed('DNS:club.example'), key), 403)
  const three = await startAsking(t, { kind: 'all', methods: ['api-key', 'jwt', 'mtls'] }, { issuer: issuer.url })
  assert.equal(await three.statusOf(shop, { ...key, authorization }), 200)
  assert.equal(await three.statusOf(shop, { authorization }), 401)
  assert.equal(await three.statusOf(shop, key), 401)
  assert.equal(await three.statusOf(signed('DNS:club.example'), { ...key, authorization }), 403)
  const either = await startAsking(t, { kind: 'any', methods: ['jwt', 'mtls'] }, { issuer: issuer.url })
  assert.equal(await either.statusOf(null, { authorization }), 200)
  assert.equal(await either.statusOf(shop, { authorization: 'Bearer none' }), 200)
  assert.equal(await either.statusOf(null, { authorization: 'Bearer none' }), 401)
})

test('a route that wants a certificate is refused by a gateway that asks for none', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('.'))
  const stage = await startStage(t, contentWith(origin, { kind: 'any', methods: ['api-key', 'mtls'] }), { tls: server })
  await stage.offer(snapshotOf(contentWith(origin, mtls), { sequence: 2 }))
  assert.match(
    stage.lines.at(-1) ?? '',
    /refused: route `api\/v1 \*` would load without its security: it asks for any of `mtls`, and nobody is asked for a certificate there/,
  )
})

// It was a 401 with a challenge for bearer tokens, which no such route takes.
test('who lacks what a route takes is told with a challenge where there is one for it: not for certificates', async (t) => {
  const challengeOf = async (auth: RouteAuth) => {
    const { port } = await startAsking(t, auth)
    const request = https.get({ host: 'localhost', port, path: '/api/x', ca: server.cert, agent: false })
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    const { detail } = JSON.parse((await response.toArray()).join(''))
    return [response.statusCode, response.headers['www-authenticate'], detail]
  }
  assert.deepEqual(await challengeOf(mtls), [
    403,
    undefined,
    'Show a client certificate of an authority that is trusted here, and that is valid now',
  ])
  assert.deepEqual(await challengeOf({ kind: 'any', methods: ['api-key', 'mtls'] }), [
    401,
    'Bearer realm="apigov"',
    'Send an API key in `x-api-key` or as bearer token, or a client certificate of an authority that is trusted here',
  ])
})

test('what a proxy in front says of a certificate counts for nothing', async (t) => {
  const { statusOf } = await startAsking(t, mtls)
  const said = { 'x-forwarded-client-cert': 'URI=spiffe://acme.example/shop', 'x-ssl-client-verify': 'SUCCESS' }
  assert.equal(await statusOf(null, said), 403)
})
