import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('an environment names an issuer once, and tokens come from one it trusts', async () => {
  assert.deepEqual(
    await findings({
      'environments/prod.yaml':
        'listeners: { partner: { hosts: [] } }\nissuers: [{ issuer: https://id.example, audience: a }, { issuer: https://id.example, audience: b }]\n',
      'consumers/web-shop.yaml':
        'title: W\nowner: payments-team\ncredentials: { prod: [{ kind: jwt, issuer: https://id.exampel, claim: azp, value: x }] }\n',
    }),
    [
      'consumers/web-shop.yaml:3:36 issuer-unknown: Environment `prod` does not trust issuer `https://id.exampel`: did you mean `https://id.example`?',
      'environments/prod.yaml:2:56 issuer-unknown: Issuer `https://id.example` stands twice',
    ],
  )
})
