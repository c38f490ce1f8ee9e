import assert from 'node:assert/strict'
import test from 'node:test'
import { subscriptionKind } from '#catalog/kinds/subscription.ts'
import { readAs } from './reading.ts'

const names = { api: 'payments', consumer: 'web-shop' }

test('a subscription, named by its path', () => {
  const text = 'grants: [{ version: v1, environments: [prod], plan: gold }]\nuses: [POST /charges]\n'
  assert.deepEqual(readAs(subscriptionKind, names, text), {
    value: {
      file: 'file.yaml',
      api: 'payments',
      consumer: 'web-shop',
      grants: [{ version: 'v1', environments: ['prod'], plan: 'gold', expires: null }],
      uses: ['POST /charges'],
    },
    faults: [],
  })
})

test('what a subscription may not say', () => {
  const text = 'grants: [{ version: 1, environments: [], plan: Gold, expires: 2027 }]\nuses: [post charges]\n'
  assert.deepEqual(readAs(subscriptionKind, names, text).faults, [
    '/grants/0/version: `version` is the number `1` where text belongs',
    '/grants/0/environments: `environments` is empty, but wants at least one entry',
    '/grants/0/plan: `Gold` is not a name',
    '/grants/0/expires: `expires` is the number `2027` where text belongs',
    '/uses/0: `post charges` is not an operation',
  ])
})
