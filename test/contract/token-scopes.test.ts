import assert from 'node:assert/strict'
import test from 'node:test'
import { summarise } from '#contract/summarise.ts'
import { contractOf } from './contract-source.ts'

const scopesOf = (security: string) =>
  summarise(
    contractOf({
      'o.yaml': `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths: { /pets: { get: { security: ${security} } } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: x-api-key }
    oauth: { $ref: 'schemes.yaml#/oauth' }
    oidc: { type: openIdConnect, openIdConnectUrl: https://id.example/ }
    bearer: { type: http, scheme: Bearer }
`,
      'schemes.yaml': 'oauth: { type: oauth2, flows: {} }\n',
    }),
  ).operations[0]?.scopes

test('each requirement that speaks of tokens is one set of scopes', () => {
  assert.deepEqual(scopesOf('[{ oauth: [read, list] }, { oidc: [admin], key: [] }]'), [['read', 'list'], ['admin']])
  assert.deepEqual(scopesOf('[{ oauth: [read] }, { key: [] }]'), [['read']])
  assert.deepEqual(scopesOf('[{ oauth: [read], oidc: [write] }]'), [['read', 'write']])
})

test('where one requirement takes any token, or none, no scope is asked for', () => {
  for (const security of [
    '[{ oauth: [read] }, { bearer: [] }]',
    '[{ key: [] }]',
    '[{ oauth: [read] }, {}]',
    '[]',
    '[{ key: [read] }]',
  ])
    assert.equal(scopesOf(security), undefined, security)
})

test('a scope that no token can hold is asked for all the same: nobody has it', () => {
  assert.deepEqual(scopesOf(`[{ oauth: ['a"b', 1] }]`), [['a"b', '1']])
})
