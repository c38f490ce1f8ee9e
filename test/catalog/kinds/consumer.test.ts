import assert from 'node:assert/strict'
import test from 'node:test'
import { consumerKind } from '#catalog/kinds/consumer.ts'
import { hash } from '../company.ts'
import { readAs } from './reading.ts'

test('a consumer and its credentials by environment', () => {
  const text = `title: Web shop
owner: web-team
credentials:
  prod:
    - { kind: api-key, id: "2026-11", prefix: agk_8F3kq2, hash: "${hash('a')}" }
    - { kind: jwt, issuer: https://id.acme.example, claim: azp, value: web-shop, x-note: until 2028 }
`
  assert.deepEqual(readAs(consumerKind, { consumer: 'web-shop' }, text), {
    value: {
      file: 'file.yaml',
      id: 'web-shop',
      title: 'Web shop',
      owner: 'web-team',
      repository: null,
      credentials: new Map([
        [
          'prod',
          [
            { kind: 'api-key', id: '2026-11', prefix: 'agk_8F3kq2', hash: hash('a'), expires: null },
            { kind: 'jwt', issuer: 'https://id.acme.example', claim: 'azp', value: 'web-shop' },
          ],
        ],
      ]),
    },
    faults: [],
  })
})

test('a credential is one of the kinds, and its hash is a hash', () => {
  const text = `title: Web shop
owner: web-team
credentials:
  prod:
    - { kind: api-keyy }
    - { kind: api-key, id: "1", prefix: agk_8F3kq2longer, hash: "sha256:abc", expires: soon }
    - { kind: jwt, issur: https://id.acme.example, claim: azp, value: web-shop }
`
  assert.deepEqual(readAs(consumerKind, { consumer: 'web-shop' }, text).faults, [
    '/credentials/prod/0/kind: `api-keyy` is not a value of `kind`: did you mean `api-key`?',
    '/credentials/prod/1/prefix: `agk_8F3kq2longer` is not the prefix of a key',
    '/credentials/prod/1/hash: `sha256:abc` is not the hash of a key',
    '/credentials/prod/1/expires: `soon` is not a date',
    '/credentials/prod/2/issuer: `issuer` is missing',
    '/credentials/prod/2/issur: `issur` is not a key that is known here: did you mean `issuer`?',
  ])
})
