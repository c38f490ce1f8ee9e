import assert from 'node:assert/strict'
import test from 'node:test'
import { apiKind } from '#catalog/kinds/api.ts'
import { readAs } from './reading.ts'

const head = `title: Payments
summary: Take and refund card payments.
owner: payments-team
visibility: partner
dataClass: restricted
`

test("a version's gateway overrides the API's key by key", () => {
  const text = `${head}versions:
  v1: { state: deprecated, sunset: 2027-06-30, successor: v2 }
  v2: { state: published, gateway: { auth: { any: [jwt] }, plugins: [], keyPlaces: [{ in: header, name: X-Key }] } }
gateway:
  path: /pay/{version}
  upstream: core
  auth: { all: [api-key, jwt] }
  plugins: [{ rate-limit: { requests: 600, per: 1m } }]
`
  const versions = readAs(apiKind, { api: 'payments' }, text).value?.versions
  assert.deepEqual(versions?.get('v1'), {
    name: 'v1',
    state: 'deprecated',
    sunset: '2027-06-30',
    successor: 'v2',
    semver: null,
    contract: null,
    source: null,
    gateway: {
      path: '/pay/{version}',
      upstreamPath: '/',
      exposes: 'contract',
      upstream: 'core',
      auth: { kind: 'all', methods: ['api-key', 'jwt'] },
      keyPlaces: null,
      plugins: [{ id: 'rate-limit', config: { requests: 600, per: 60_000, by: 'consumer' } }],
    },
  })
  assert.deepEqual(versions?.get('v2')?.gateway, {
    path: '/pay/{version}',
    upstreamPath: '/',
    exposes: 'contract',
    upstream: 'core',
    auth: { kind: 'any', methods: ['jwt'] },
    keyPlaces: [{ in: 'header', name: 'x-key' }],
    plugins: [],
  })
})

test('what is open has to be written, because silence asks for a key or a token', () => {
  const auth = (gateway: string) =>
    readAs(apiKind, { api: 'a' }, `${head}versions: { v1: { state: draft${gateway} } }`).value?.versions.get('v1')
      ?.gateway.auth
  assert.deepEqual(auth(''), { kind: 'any', methods: ['api-key', 'jwt'] })
  assert.deepEqual(auth(', gateway: { auth: none }'), { kind: 'none' })
})

test('what an API may not say', () => {
  const text = `${head}labels: { cost-center: 4711 }
versions:
  2: { state: publishd }
  v2: { state: draft, contract: ../secret.yaml, sunset: 2027-02-30 }
gateway:
  path: payments/{id}
  auth: open
  keyPlaces: [{ in: body, name: key }, { in: query, name: 'a b' }]
  plugins: [{ rate-limt: {} }, { rate-limit: { requests: 0, per: soon } }, {}]
`
  assert.deepEqual(readAs(apiKind, { api: 'payments' }, text).faults, [
    '/labels/cost-center: `cost-center` is the number `4711` where text belongs',
    '/versions/2: `2` is not the name of a version',
    '/versions/v2/sunset: `2027-02-30` is not a date',
    '/versions/v2/contract: `../secret.yaml` is not a path inside the folder',
    '/gateway/path: `payments/{id}` is not a path for callers',
    '/gateway/auth: This is not a way to authenticate',
    '/gateway/keyPlaces/0/in: `body` is not a value of `in`',
    '/gateway/keyPlaces/1/name: `a b` is not the name of a parameter, a cookie or a header',
    '/gateway/plugins/0/rate-limt: `rate-limt` is not a key that is known here: did you mean `rate-limit`?',
    '/gateway/plugins/1/rate-limit/requests: `requests` is `0`, but has to be more than 0',
    '/gateway/plugins/1/rate-limit/per: `soon` is not a period',
    '/gateway/plugins/2: An entry of `plugins` names one plugin',
  ])
})
