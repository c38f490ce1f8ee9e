import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { nodePinned, nodeSuffices } from '#cli/newer-node.mts'

test('a Node.js suffices from the minimum on', () => {
  assert.deepEqual(['18.20.0', '20.19.5', '22.18.0', '22.19.0', '22.20.1', '24.0.0', '26.10.0'].filter(nodeSuffices), [
    '22.19.0',
    '22.20.1',
    '24.0.0',
    '26.10.0',
  ])
})

test('an older Node.js hands over to the one the project works with', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.equal(manifest.devDependencies.node, nodePinned)
})
