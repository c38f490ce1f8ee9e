import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('a version is granted once per environment', async () => {
  assert.deepEqual(
    await findings({
      'subscriptions/payments/web-shop.yaml':
        'grants:\n  - { version: v1, environments: [prod, dev], plan: gold }\n  - { version: v1, environments: [prod], plan: gold }\n',
    }),
    ['subscriptions/payments/web-shop.yaml:3:35 grant-overlap: Version `v1` is granted twice in `prod`'],
  )
})
