import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('a host belongs to one listener', async () => {
  assert.deepEqual(
    await findings({
      'environments/dev.yaml':
        'listeners: { partner: { hosts: [a.example] }, public: { hosts: [b.example, a.example] } }\n',
    }),
    ['environments/dev.yaml:1:76 host-conflict: Host `a.example` is given twice, to listener `partner` already'],
  )
})
