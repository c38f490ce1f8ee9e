import assert from 'node:assert/strict'
import test from 'node:test'
import { generateApiKey } from '#snapshot/api-key.ts'
import { findings, read } from './company.ts'

test('a whole key is a finding wherever it stands, and is not repeated in it', async () => {
  const { key } = generateApiKey()
  const team = `title: T
forge: acme/payments
contact: "call with ${key}"
x-notes: { keys: [one, "${key}"] }
`
  assert.deepEqual(await findings({ 'teams/payments-team.yaml': team }), [
    'teams/payments-team.yaml:3:1 catalog-secret: A secret is written out here, for whoever can read the repository',
    'teams/payments-team.yaml:4:24 catalog-secret: A secret is written out here, for whoever can read the repository',
  ])
  const consumer = `title: W\nowner: payments-team\ncredentials: { prod: [{ kind: api-key, id: a, prefix: ${key}, hash: ${key} }] }\n`
  const { findings: found } = await read({ 'consumers/web-shop.yaml': consumer })
  assert.equal(found.length > 0, true)
  assert.equal(JSON.stringify(found).includes(key), false)
})

test('a private key is a finding, a prefix and a made-up key are not', async () => {
  const team = `title: T
forge: acme/payments
x-pem: |
  -----BEGIN PRIVATE KEY-----
  MIIB
labels: { prefix: agk_8F3kq2, like: agk_${'a'.repeat(44)} }
`
  assert.deepEqual(await findings({ 'teams/payments-team.yaml': team }), [
    'teams/payments-team.yaml:3:1 catalog-secret: A secret is written out here, for whoever can read the repository',
  ])
})
