import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('a canary is for a consumer of the catalog', async () => {
  assert.deepEqual(
    await findings({
      'apis/payments/environments/prod.yaml':
        'versions: { v1: latest }\nlistener: partner\nupstreams:\n  payments:\n    targets: [{ url: http://a.example, canary: { consumers: [web-shpo] } }]\n',
    }),
    [
      'apis/payments/environments/prod.yaml:5:62 canary-consumer-unknown: Consumer `web-shpo` does not exist: did you mean `web-shop`?',
    ],
  )
})
