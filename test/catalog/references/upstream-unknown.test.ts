import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('an exposure defines the upstreams of what it serves', async () => {
  assert.deepEqual(
    await findings({
      'apis/payments/environments/prod.yaml':
        'versions: { v1: latest }\nlistener: partner\nupstreams: { payment: { targets: [{ url: http://10.0.0.7 }] } }\n',
    }),
    [
      'apis/payments/environments/prod.yaml:1:13 upstream-unknown: Version `v1` wants upstream `payments`, which `prod` does not define',
    ],
  )
})
