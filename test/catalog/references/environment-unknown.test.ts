import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('every environment of the order has its file, once', async () => {
  assert.deepEqual(
    await findings({ 'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev, test, prod, dev]\n' }),
    [
      'apigov.yaml:3:21 environment-unknown: Environment `test` does not exist',
      'apigov.yaml:3:33 environment-unknown: Environment `dev` stands twice in the order of promotion',
    ],
  )
})

test('every use of an environment stands in the order', async () => {
  assert.deepEqual(
    await findings({
      'environments/test.yaml': 'listeners: {}\n',
      'consumers/web-shop.yaml': 'title: W\nowner: payments-team\ncredentials: { prd: [] }\n',
      'subscriptions/payments/web-shop.yaml': 'grants: [{ version: v1, environments: [prod, stage], plan: gold }]\n',
    }),
    [
      'consumers/web-shop.yaml:3:16 environment-unknown: Environment `prd` is not in `apigov.yaml`: did you mean `prod`?',
      'environments/test.yaml:1:1 environment-unknown: Environment `test` is not in `apigov.yaml`',
      'subscriptions/payments/web-shop.yaml:1:46 environment-unknown: Environment `stage` is not in `apigov.yaml`',
    ],
  )
})
