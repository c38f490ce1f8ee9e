import assert from 'node:assert/strict'
import test from 'node:test'
import { typescript } from '#sdk/targets/typescript.ts'

test('the TypeScript client is named after its API and has its release’s version', () => {
  assert.deepEqual(typescript.naming('card-payments', '2.3.1-rc.1'), {
    name: 'card-payments-client',
    module: 'card-payments-client',
    version: '2.3.1-rc.1',
    folder: 'package',
    archive: 'card-payments-client-2.3.1-rc.1.tgz',
  })
})

test('its package is installed compiled, with types, and runs nothing when it is', () => {
  const manifest = typescript.overlay(typescript.naming('pets', '1.0.0')).find(({ path }) => path === 'package.json')
  const { name, version, type, main, types, scripts } = JSON.parse(String(manifest?.content))
  assert.deepEqual(
    { name, version, type, main, types, scripts },
    {
      name: 'pets-client',
      version: '1.0.0',
      type: 'module',
      main: './dist/index.js',
      types: './dist/index.d.ts',
      scripts: undefined,
    },
  )
})
