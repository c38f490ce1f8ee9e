import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('a grant names a plan', async () => {
  assert.deepEqual(
    await findings({
      'subscriptions/payments/web-shop.yaml': 'grants: [{ version: v1, environments: [prod], plan: golden }]\n',
    }),
    ['subscriptions/payments/web-shop.yaml:1:47 plan-unknown: Plan `golden` does not exist: did you mean `gold`?'],
  )
})
