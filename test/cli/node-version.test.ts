import assert from 'node:assert/strict'
import test from 'node:test'
import { nodeSuffices } from '#cli/node-version.mts'

test('a Node.js suffices from the minimum on', () => {
  assert.deepEqual(['18.20.0', '20.19.5', '22.18.0', '22.19.0', '22.20.1', '24.0.0', '26.10.0'].filter(nodeSuffices), [
    '22.19.0',
    '22.20.1',
    '24.0.0',
    '26.10.0',
  ])
})
