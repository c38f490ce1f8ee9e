import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { readConfig } from '#app/config.ts'
import { scratchFolder } from '../git/scratch.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const env = { APP_ID: '7', WEBHOOK_SECRET: 'a long one', PRIVATE_KEY: pkcs1 }

test('the environment has what Probot made usual', async () => {
  assert.deepEqual(await readConfig({ ...env, APIGOV_NODE_TOKEN: 'nodes' }), {
    appId: 7,
    privateKey: pkcs8,
    webhookSecret: 'a long one',
    apiUrl: 'https://api.github.com',
    gitUrl: 'https://github.com',
    nodeToken: 'nodes',
    signingKey: null,
  })
  const { apiUrl, gitUrl, nodeToken } = await readConfig({ ...env, GHE_HOST: '127.0.0.1:8443', GHE_PROTOCOL: 'http' })
  assert.deepEqual([apiUrl, gitUrl, nodeToken], ['http://127.0.0.1:8443/api/v3', 'http://127.0.0.1:8443', null])
})

test('the private key may be on one line, in base64 or in a file', async (t) => {
  const path = join(scratchFolder(t), 'key.pem')
  writeFileSync(path, pkcs1)
  const { PRIVATE_KEY: _, ...rest } = env
  for (const key of [
    { PRIVATE_KEY: pkcs8.replaceAll('\n', '\\n') },
    { PRIVATE_KEY: Buffer.from(pkcs1).toString('base64') },
    { PRIVATE_KEY_PATH: path },
  ])
    assert.equal((await readConfig({ ...rest, ...key })).privateKey, pkcs8)
})

test('the signing key is given like the private key, and must be Ed25519', async (t) => {
  const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const path = join(scratchFolder(t), 'key.pem')
  writeFileSync(path, ed25519)
  for (const key of [
    { APIGOV_SIGNING_KEY: ed25519.replaceAll('\n', '\\n') },
    { APIGOV_SIGNING_KEY: Buffer.from(ed25519).toString('base64') },
    { APIGOV_SIGNING_KEY_PATH: path },
  ])
    assert.equal((await readConfig({ ...env, ...key })).signingKey, ed25519)
  await assert.rejects(readConfig({ ...env, APIGOV_SIGNING_KEY: pkcs8 }), {
    message: 'The environment variable `APIGOV_SIGNING_KEY` is not an Ed25519 key',
  })
  await assert.rejects(readConfig({ ...env, APIGOV_SIGNING_KEY_PATH: '/nowhere' }), {
    message: 'The environment variable `APIGOV_SIGNING_KEY_PATH` is not the path of an Ed25519 key',
  })
})

test('without a webhook secret the App does not start', async () => {
  for (const secret of [undefined, ''])
    await assert.rejects(readConfig({ ...env, WEBHOOK_SECRET: secret }), {
      code: 'APIGOV_APP_WEBHOOK_SECRET_MISSING',
      message: 'The App does not start without `WEBHOOK_SECRET`: anybody could send it webhooks',
    })
})

test('what is missing or makes no sense is named, and no value is quoted', async () => {
  const cases: readonly (readonly [Record<string, string | undefined>, string])[] = [
    [{ APP_ID: undefined }, 'The App cannot start without `APP_ID`'],
    [{ APP_ID: 'seven' }, 'The environment variable `APP_ID` is not a number'],
    [{ PRIVATE_KEY: undefined }, 'The App cannot start without `PRIVATE_KEY`'],
    [{ PRIVATE_KEY: 'hunter2' }, 'The environment variable `PRIVATE_KEY` is not a private key'],
    [
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere' },
      'The environment variable `PRIVATE_KEY_PATH` is not the path of a private key',
    ],
    [
      { GHE_HOST: 'acme.example/path' },
      'The environment variable `GHE_HOST` is not a host name, as in `github.acme.example`',
    ],
  ]
  for (const [change, message] of cases) await assert.rejects(readConfig({ ...env, ...change }), { message })
})
