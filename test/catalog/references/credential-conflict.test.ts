import assert from 'node:assert/strict'
import test from 'node:test'
import { findings, hash } from '../company.ts'

const key = `{ kind: api-key, id: a, prefix: agk_abcdef, hash: "${hash('0')}" }`
const token = '{ kind: jwt, issuer: https://id.example, claim: azp, value: x }'

test('a key belongs to one consumer, whatever the environment', async () => {
  assert.deepEqual(
    await findings({
      'consumers/app.yaml': `title: App\nowner: payments-team\ncredentials: { dev: [${key}] }\n`,
      'consumers/web-shop.yaml': `title: W\nowner: payments-team\ncredentials: { prod: [${key}] }\n`,
    }),
    ['consumers/web-shop.yaml:3:23 credential-conflict: The key `agk_abcdef…` belongs to consumer `app` already'],
  )
})

test('a token names one consumer in an environment, and may name another elsewhere', async () => {
  assert.deepEqual(
    await findings({
      'environments/prod.yaml':
        'listeners: { partner: { hosts: [] } }\nissuers: [{ issuer: https://id.example, audience: apis }]\n',
      'environments/dev.yaml':
        'listeners: { partner: { hosts: [] } }\nissuers: [{ issuer: https://id.example, audience: apis }]\n',
      'consumers/app.yaml': `title: App\nowner: payments-team\ncredentials: { prod: [${token}] }\n`,
      'consumers/bot.yaml': `title: Bot\nowner: payments-team\ncredentials: { dev: [${token}] }\n`,
      'consumers/web-shop.yaml': `title: W\nowner: payments-team\ncredentials: { prod: [${token}] }\n`,
    }),
    ['consumers/web-shop.yaml:3:23 credential-conflict: Tokens with `azp` `x` belong to consumer `app` already'],
  )
})

test('the name in a certificate belongs to one consumer in an environment', async () => {
  const certificate = '{ kind: mtls, san: uri, value: spiffe://acme.example/app }'
  const consumer = (title: string) => `title: ${title}\nowner: payments-team\ncredentials: { prod: [${certificate}] }\n`
  assert.deepEqual(
    await findings({
      'environments/prod.yaml': 'listeners: { partner: { hosts: [] } }\nclientCertificates: true\n',
      'consumers/app.yaml': consumer('App'),
      'consumers/web-shop.yaml': consumer('Web shop'),
    }),
    [
      'consumers/web-shop.yaml:3:23 credential-conflict: Certificates with uri `spiffe://acme.example/app` belong to consumer `app` already',
    ],
  )
})
