import assert from 'node:assert/strict'
import test from 'node:test'
import { python } from '#sdk/targets/python.ts'

test('the Python client is named after its API, in Python’s manner', () => {
  assert.deepEqual(python.naming('card-payments', '2.3.1'), {
    name: 'card-payments-client',
    module: 'card_payments_client',
    version: '2.3.1',
    folder: 'card_payments_client-2.3.1',
    archive: 'card_payments_client-2.3.1.tar.gz',
  })
})

test('pre-releases and builds are told in the way of PEP 440, and sort before their release', () => {
  const versions = {
    '1.0.0-alpha': '1.0.0a0',
    '1.0.0-beta.2': '1.0.0b2',
    '1.0.0-rc.1+build.5': '1.0.0rc1+build.5',
    '1.0.0-next.3': '1.0.0.dev0+next.3',
    '1.0.0-alpha.beta': '1.0.0.dev0+alpha.beta',
  }
  assert.deepEqual(
    Object.keys(versions).map((semver) => python.naming('pets', semver).version),
    Object.values(versions),
  )
})
