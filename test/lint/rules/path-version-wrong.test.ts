import assert from 'node:assert/strict'
import test from 'node:test'
import { lintByHouseRules } from '#lint/house.ts'
import { pathVersionWrong } from '#lint/rules/path-version-wrong.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { testRule } from './test-rule.ts'

testRule(pathVersionWrong, {
  accepts: {
    'no version where no server is named': 'paths: { /pets: {} }',
    'a server that is anywhere': 'servers: [{ url: / }, { url: "https://{host}/{base}" }]\npaths: { /pets: {} }',
    'what else may be a version':
      'servers: [{ url: "https://x.example/2024-10" }]\npaths: { /pets: {}, /v1.2/cats: {} }',
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
    'addresses without a version': {
      contract: 'servers: [{ url: https://api.example.com }]\npaths: { /pets: {}, /cats: {} }',
      findings: [
        {
          at: 'openapi.yaml:4:1',
          message: 'None of the 2 addresses names a version',
          help: 'Put it behind the host of the server, as in `https://api.example.com/v1`.',
        },
      ],
    },
    'one address without a version': {
      contract: 'servers: [{ url: https://api.example.com }]\npaths: { /v1/pets: {}, /cats: {} }',
      findings: [
        {
          at: 'openapi.yaml:4:24',
          message: 'The address of `/cats` names no version',
          help: 'Put it behind the host of the server, as in `https://api.example.com/v1`.',
        },
      ],
    },
  },
})

/** What is said of paths of version `v2`, which the gateway serves below `mount`. */
function said(paths: string, mount: string, servers = '[]') {
  const text = `openapi: 3.1.0\ninfo: { title: T, version: 2.0.0 }\nservers: ${servers}\npaths: ${paths}\n`
  const identity = { catalog: 'acme', api: 'pets', version: 'v2' }
  const contract = { ...contractOf({ 'o.yaml': text }), identity, setting: { visibility: 'public' as const, mount } }
  return lintByHouseRules(contract, [{ rule: pathVersionWrong, severityAt: () => 'warning' }]).map(
    ({ message, help }) => `${message} | ${help}`,
  )
}

test('path-version-wrong rejects another version than the folder of the contract', () => {
  assert.deepEqual(said('{ /v1/pets: {} }', '/pets'), [
    'The address of `/v1/pets` names `v1`, and this is the contract of `v2` | Write `v2`, or move the contract.',
  ])
  assert.deepEqual(said('{ /pets: {} }', '/pets/v2', '[{ url: https://pets.example/v1 }]'), [
    'The address of `/pets` names `v1`, and this is the contract of `v2` | Write `v2`, or move the contract.',
  ])
})

test('path-version-wrong counts the version that the gateway puts before a path', () => {
  assert.deepEqual(said('{ /pets: {} }', '/pets/v2'), [])
  assert.deepEqual(said('{ /pets: {} }', '/pets/v2', '[{ url: https://pets.example }]'), [])
  assert.deepEqual(said('{ /v2/pets: {} }', '/pets'), [])
  assert.deepEqual(said('{ /v2/pets: {} }', '/pets/v2'), [
    'The gateway serves `/v2/pets` at `/pets/v2/v2/pets`, which names a version more than once | Leave it out here, or out of `gateway.path` in `api.yaml`.',
  ])
  assert.deepEqual(said('{ /pets: {} }', '/pets', '[{ url: https://pets.example/v2 }]'), [
    'The address of `/pets` names no version | Put `{version}` into `gateway.path` in `api.yaml`.',
  ])
})
