import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('the path of a subscription names an API and a consumer', async () => {
  assert.deepEqual(
    await findings({
      'subscriptions/payment/web-shpo.yaml': 'grants: [{ version: v1, environments: [prod], plan: gold }]\n',
    }),
    [
      'subscriptions/payment/web-shpo.yaml:1:1 subscription-unknown: API `payment` does not exist: did you mean `payments`?',
      'subscriptions/payment/web-shpo.yaml:1:1 subscription-unknown: Consumer `web-shpo` does not exist: did you mean `web-shop`?',
    ],
  )
})
