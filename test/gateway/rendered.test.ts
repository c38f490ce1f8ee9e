import assert from 'node:assert/strict'
import test from 'node:test'
import { compileGateway } from '#render/render.ts'
import { generateApiKey } from '#snapshot/api-key.ts'
import { company, read } from '../catalog/company.ts'
import { shop, summaryOf } from '../render/shop.ts'
import { signingKey, startIssuer } from './issuer.ts'
import { send, startStage, startUpstream } from './stage.ts'

test('what is rendered from a catalog is what the gateway reads, to the last key', async (t) => {
  const origin = await startUpstream(t, (request, response) => response.end(`${request.method} ${request.url}`))
  const key = generateApiKey()
  const contract = summaryOf('2.3.1', 'GET /charges/{id}', 'POST /charges !')
  const { content } = compileGateway({ ...shop(), contractOf: () => contract })
  const { port } = await startStage(t, {
    ...content,
    upstreams: content.upstreams.map((upstream) => ({ ...upstream, targets: [{ url: origin, weight: 1 }] })),
    consumers: content.consumers.map((consumer) => ({
      ...consumer,
      keys: consumer.keys.map((credential) => ({ ...credential, prefix: key.prefix, hash: key.hash, expires: null })),
    })),
  })
  const host = 'partners.acme.example'
  const answers = []
  for (const [method, path, headers] of [
    ['GET', '/payments/v2/charges/7?expand=1', { host, 'x-api-key': key.key }],
    ['POST', '/payments/v2/charges', { host, authorization: `Bearer ${key.key}` }],
    ['GET', '/payments/v2/charges/7', { host }],
    ['GET', '/payments/v2/refunds', { host, 'x-api-key': key.key }],
    ['GET', '/payments/v2/charges/7', { 'x-api-key': key.key }],
  ] as const) {
    const { status, text } = await send(port, path, { method, headers })
    answers.push(status === 200 ? text : status)
  }
  assert.deepEqual(answers, ['GET /charges/7?expand=1', 'POST /charges', 401, 404, 404])
})

test('a token is taken as the catalog says: which issuer, which audience, which claim names the consumer', async (t) => {
  const origin = await startUpstream(t, (request, response) => response.end(`${request.method} ${request.url}`))
  const key = await signingKey('one')
  const issuer = await startIssuer(t, key)
  const { catalog, findings } = await read({
    'apis/payments/api.yaml': `${company['apis/payments/api.yaml']}gateway: { auth: { any: [jwt] } }\n`,
    'apis/payments/environments/prod.yaml': `versions: { v1: latest }
listener: partner
upstreams: { payments: { targets: [{ url: ${origin} }] } }
`,
    'consumers/web-shop.yaml': `${company['consumers/web-shop.yaml']}credentials:
  prod: [{ kind: jwt, issuer: ${issuer.url}, claim: azp, value: shop }]
`,
    'environments/prod.yaml': `${company['environments/prod.yaml']}issuers: [{ issuer: ${issuer.url}, audience: apis, jwks: ${issuer.url}/jwks }]\n`,
  })
  const environment = catalog?.environments.get('prod')
  assert(catalog && environment)
  const compiled = compileGateway({ catalog, environment, contractOf: () => summaryOf('1.0.0', 'GET /charges !') })
  assert.deepEqual([...findings, ...compiled.findings], [])
  const { port } = await startStage(t, compiled.content)
  const statusOf = async (headers: Record<string, string>) =>
    (await send(port, '/payments/v1/charges', { headers: { host: 'partners.acme.example', ...headers } })).status
  const bearer = async (claims: Record<string, unknown>) => ({
    authorization: `Bearer ${await issuer.sign(key, claims)}`,
  })
  assert.deepEqual(
    [
      await statusOf(await bearer({})),
      await statusOf(await bearer({ aud: 'others' })),
      await statusOf(await bearer({ azp: 'others' })),
      await statusOf({}),
    ],
    [200, 401, 403, 401],
  )
  assert.deepEqual(issuer.asked, ['/jwks'])
})
