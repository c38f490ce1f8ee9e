import assert from 'node:assert/strict'
import test from 'node:test'
import { lintByHouseRules } from '#lint/house.ts'
import { pathVersionWrong } from '#lint/rules/path-version-wrong.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { testRule } from './test-rule.ts'

testRule(pathVersionWrong, {
  accepts: {
    'no version at all': 'paths: { /pets: {} }',
    'a version in the server or in the path': 'servers: [{ url: /v1 }]\npaths: { /pets: {} }',
    'servers of several versions to choose from': 'servers: [{ url: /v1 }, { url: /v2 }]\npaths: { /pets: {} }',
  },
  rejects: {
    'a version in the server and in the path': {
      contract: 'servers: [{ url: "https://api.example.com/v2/" }]\npaths:\n  /v1/pets: {}',
      findings: [
        {
          at: 'openapi.yaml:5:3',
          message: 'The address of `/v1/pets` names a version more than once: `v2`, `v1`',
          help: 'Keep the one of the server.',
        },
      ],
    },
  },
})

test('path-version-wrong rejects another version than the folder of the contract', () => {
  const text = 'openapi: 3.1.0\ninfo: { title: T, version: 2.0.0 }\npaths: { /v1/pets: {} }\n'
  const contract = { ...contractOf({ 'o.yaml': text }), identity: { catalog: '', api: 'pets', version: 'v2' } }
  const [finding] = lintByHouseRules(contract, [{ rule: pathVersionWrong, severityAt: () => 'warning' }])
  assert.equal(finding?.message, 'The address of `/v1/pets` names `v1`, and this is the contract of `v2`')
})
