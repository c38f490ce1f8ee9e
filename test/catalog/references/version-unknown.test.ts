import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('successors, exposures and grants name versions of the API', async () => {
  assert.deepEqual(
    await findings({
      'apis/payments/api.yaml':
        'title: T\nsummary: S\nowner: payments-team\nvisibility: partner\ndataClass: internal\nversions:\n  v1: { state: deprecated, successor: v3 }\n  v2: { state: retired, successor: v2 }\n',
      'apis/payments/environments/prod.yaml':
        'versions: { v1: latest, v4: 4.0.0 }\nlistener: partner\nupstreams: { payments: { targets: [{ url: http://10.0.0.7 }] } }\n',
      'subscriptions/payments/web-shop.yaml': 'grants: [{ version: v5, environments: [prod], plan: gold }]\n',
    }),
    [
      'apis/payments/api.yaml:7:28 version-unknown: API `payments` has no version `v3`: did you mean `v1`?',
      'apis/payments/api.yaml:8:25 version-unknown: Version `v2` is its own successor',
      'apis/payments/environments/prod.yaml:1:25 version-unknown: API `payments` has no version `v4`: did you mean `v1`?',
      'subscriptions/payments/web-shop.yaml:1:12 version-unknown: API `payments` has no version `v5`: did you mean `v1`?',
    ],
  )
})
