import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('two APIs do not meet at one path of one host', async () => {
  assert.deepEqual(
    await findings({
      'apis/refunds/api.yaml':
        'title: T\nsummary: S\nowner: payments-team\nvisibility: partner\ndataClass: internal\nversions: { v1: { state: published } }\ngateway: { path: /payments/v1 }\n',
      'apis/refunds/v1/openapi.yaml': 'openapi: 3.1.0\n',
      'apis/refunds/environments/prod.yaml':
        'versions: { v1: latest }\nlistener: partner\nupstreams: { refunds: { targets: [{ url: http://10.0.0.8 }] } }\n',
    }),
    [
      'apis/refunds/environments/prod.yaml:1:13 route-conflict: `/payments/v1` is where `payments/v1` is served already on listener `partner`',
    ],
  )
})

test('two versions need `{version}` in their path', async () => {
  assert.deepEqual(
    await findings({
      'apis/payments/api.yaml':
        'title: T\nsummary: S\nowner: payments-team\nvisibility: partner\ndataClass: internal\nversions: { v1: { state: published }, v2: { state: retired } }\ngateway: { path: /pay }\n',
      'apis/payments/environments/prod.yaml':
        'versions: { v1: latest, v2: latest }\nlistener: partner\nupstreams: { payments: { targets: [{ url: http://10.0.0.7 }] } }\n',
    }),
    [
      'apis/payments/environments/prod.yaml:1:25 route-conflict: `/pay` is where `payments/v1` is served already on listener `partner`',
    ],
  )
})
