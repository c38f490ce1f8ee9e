import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { roleOf } from '#gateway/field-roles.ts'
import { isOwnRequestField } from '#snapshot/plugins/field-rules.ts'
import { contentOf, key, routeOf, send, shopWith, startStage, startUpstream } from '../stage.ts'

/** What the upstream is told of `named` fields when a request comes with `headers`. */
async function toldBy(t: TestContext, config: object, isOpen = true) {
  const origin = await startUpstream(t, (request, response) => response.end(JSON.stringify(request.headers)))
  const auth = isOpen ? ({ kind: 'none' } as const) : ({ kind: 'any', methods: ['api-key'] } as const)
  const content = contentOf([origin], {
    routes: [routeOf({ auth, plugins: [{ id: 'request-headers', config }] })],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [] }],
  })
  const { port } = await startStage(t, content)
  return async (headers: Record<string, string | string[]>, named: readonly string[]) => {
    const told = JSON.parse((await send(port, '/api/x', { headers })).text)
    return Object.fromEntries(named.map((name) => [name, told[name] ?? null]))
  }
}

test('request-headers: removes, sets in place of what the caller says, and adds beside it', async (t) => {
  const told = await toldBy(t, { remove: ['Cookie'], set: { 'x-tenant': 'acme' }, add: { 'x-tag': 'gateway' } })
  const headers = { cookie: 'a=1', 'X-Tenant': ['evil', 'more'], 'X-Tag': 'caller', accept: 'text/plain' }
  assert.deepEqual(await told(headers, ['cookie', 'x-tenant', 'x-tag', 'accept']), {
    cookie: null,
    'x-tenant': 'acme',
    'x-tag': 'caller, gateway',
    accept: 'text/plain',
  })
})

test('request-headers: tells the upstream who calls, and nobody else can', async (t) => {
  const config = { set: { 'x-consumer': 'id={consumer}' }, remove: ['authorization'] }
  const known = await toldBy(t, config, false)
  const headers = { 'x-api-key': key.key, authorization: 'Bearer other', 'X-CONSUMER': 'id=admin' }
  assert.deepEqual(await known(headers, ['x-consumer', 'authorization', 'x-api-key']), {
    'x-consumer': 'id=shop',
    authorization: null,
    'x-api-key': null,
  })
  const open = await toldBy(t, config)
  assert.deepEqual(await open({ 'x-consumer': 'id=admin' }, ['x-consumer']), { 'x-consumer': null })
})

test('request-headers: a `Connection` of the caller does not take away what the gateway set', async (t) => {
  const told = await toldBy(t, { set: { 'x-tenant': 'acme' } })
  assert.deepEqual(await told({ connection: 'close, x-tenant', 'x-tenant': 'evil' }, ['x-tenant']), {
    'x-tenant': 'acme',
  })
})

test('request-headers: every field that means something to the gateway is one that a config cannot set', () => {
  const names = [
    'connection',
    'content-length',
    'transfer-encoding',
    'keep-alive',
    'te',
    'upgrade',
    'host',
    'expect',
    'authorization',
    'x-api-key',
    'x-request-id',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-forwarded-by',
    'via',
    'forwarded',
    'x-real-ip',
    'proxy-connection',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-authentication-info',
    'trailer',
    'http2-settings',
    'accept',
    'cookie',
    'x-tenant',
  ]
  assert.deepEqual(
    names.map((name) => [name, isOwnRequestField(name)]),
    names.map((name) => [name, roleOf(name) !== 'plain']),
  )
})
