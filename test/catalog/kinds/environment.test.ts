import assert from 'node:assert/strict'
import test from 'node:test'
import { environmentKind } from '#catalog/kinds/environment.ts'
import { readAs } from './reading.ts'

test('an environment with every default', () => {
  const text = `listeners: { partner: { hosts: [partners.acme.example] } }
issuers: [{ issuer: https://id.acme.example, audience: apis }, { issuer: http://127.0.0.1:8080, audience: apis, jwks: https://keys.acme.example }]
`
  assert.deepEqual(readAs(environmentKind, { environment: 'prod' }, text), {
    value: {
      file: 'file.yaml',
      id: 'prod',
      promote: 'review',
      listeners: new Map([['partner', { hosts: ['partners.acme.example'] }]]),
      issuers: [
        { id: 'https://id.acme.example', issuer: 'https://id.acme.example', audience: 'apis' },
        {
          id: 'http://127.0.0.1:8080',
          issuer: 'http://127.0.0.1:8080',
          audience: 'apis',
          jwks: 'https://keys.acme.example',
        },
      ],
      nodes: { minimum: 1 },
      snapshotFormat: 1,
    },
    faults: [],
  })
})

test('what an environment may not say', () => {
  const text = `promote: later
listeners: { Partner: { hosts: ["https://a.example", A.example] } }
issuers:
  - { issuer: acme, audience: "" }
  - { issuer: http://id.acme.example, audience: apis, jwks: "http://localhost.evil.example/keys" }
nodes: { minimum: -1 }
snapshotFormat: 2
`
  assert.deepEqual(readAs(environmentKind, { environment: 'prod' }, text).faults, [
    '/promote: `later` is not a value of `promote`',
    '/listeners/Partner: `Partner` is not a name',
    '/issuers/0/issuer: `acme` is not the address of an issuer',
    '/issuers/0/audience: `audience` is empty',
    '/issuers/1/issuer: `http://id.acme.example` is not the address of an issuer',
    '/issuers/1/jwks: `http://localhost.evil.example/keys` is not an address of keys',
    '/nodes/minimum: `minimum` is `-1`, but has to be at least 0',
    '/snapshotFormat: `2` is not a value of `snapshotFormat`: did you mean `1`?',
  ])
})
