import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('an exposure names a listener of its environment', async () => {
  assert.deepEqual(await findings({ 'environments/prod.yaml': 'listeners: { partners: { hosts: [] } }\n' }), [
    'apis/payments/environments/prod.yaml:2:1 listener-unknown: Environment `prod` has no listener `partner`: did you mean `partners`?',
  ])
})
