import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { startGateway } from '#gateway/gateway.ts'
import { fileSource } from '#git/file-source.ts'
import { scratchFolder, scratchRepository } from '../../git/scratch.ts'
import { openapiCompany, paymentsContract } from '../../review/openapi-company.ts'
import { run } from '../run.ts'

test('render writes the files of the renderer and names them', async (t) => {
  const { dir, commit } = scratchRepository(t)
  const id = commit(openapiCompany)
  const out = scratchFolder(t)
  assert.deepEqual(await run(dir, 'render', '--env', 'dev', '--out', out), {
    code: 0,
    stdout: `${join(out, 'gateway.json')}\n${join(out, 'provenance.json')}\n`,
    stderr: '',
  })
  const snapshot = JSON.parse(readFileSync(join(out, 'gateway.json'), 'utf8'))
  assert.deepEqual([snapshot.commit, snapshot.content.routes[0].path], [id, '/payments/v2/charges'])
})

test('render takes a pinned release from its tag, not from the folder', async (t) => {
  const { dir, git, commit } = scratchRepository(t)
  commit(openapiCompany)
  git('tag', 'payments@2.3.0')
  const pin = openapiCompany['apis/payments/environments/dev.yaml']?.replace('latest', '2.3.0') ?? ''
  const moved = paymentsContract('2.4.0', 'id').replace('/charges:', '/payments:')
  commit({ 'apis/payments/environments/dev.yaml': pin, 'apis/payments/v2/openapi.yaml': moved })
  const { code, stdout } = await run(dir, 'render', '--env', 'dev')
  const [route] = JSON.parse(stdout).content.routes
  assert.deepEqual([code, route.id, route.semver], [0, 'payments/v2 GET /charges', '2.3.0'])
})

test('render answers 1 for a pin without a release, and writes nothing', async (t) => {
  const { dir, commit } = scratchRepository(t)
  const pin = openapiCompany['apis/payments/environments/dev.yaml']?.replace('latest', '2.2.0') ?? ''
  commit({ ...openapiCompany, 'apis/payments/environments/dev.yaml': pin })
  const { code, stdout, stderr } = await run(dir, 'render', '--env', 'dev')
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /there is no release `2\.2\.0` of it/)
})

test('render signs with the key it is given, a gateway with its other half serves that, and nothing else', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit(openapiCompany)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const out = scratchFolder(t)
  const keyFile = join(out, 'key.pem')
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const serving = () =>
    startGateway({ source: fileSource(join(out, 'dist')), host: '127.0.0.1', port: 0, adminPort: 0, publicKey })
  const rendered = ['render', '--env', 'dev', '--out', join(out, 'dist')]
  assert.equal((await run(dir, ...rendered)).code, 0)
  await assert.rejects(serving, { message: /is not signed, and this gateway wants a signature/ })
  assert.equal((await run(dir, ...rendered, '--sign-key', keyFile, '--sequence', '7')).code, 0)
  const gateway = await serving()
  t.after(() => gateway.close(0))
  assert.equal(gateway.serving()?.sequence, 7)
})

test('render answers 2 for a key that signs nothing', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit({ ...openapiCompany, 'key.pem': 'hunter2' })
  const signed = await run(dir, 'render', '--env', 'dev', '--sign-key', 'key.pem')
  assert.equal(signed.code, 2)
  assert.match(signed.stderr, /APIGOV_SIGNING_KEY_INVALID/)
  assert.doesNotMatch(signed.stderr, /hunter2/)
  const missing = await run(dir, 'render', '--env', 'dev', '--sign-key', 'gone.pem')
  assert.match(missing.stderr, /gone\.pem` cannot be read/)
})

test('render answers 2 for an environment that is not there', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit(openapiCompany)
  const { code, stderr } = await run(dir, 'render', '--env', 'prod')
  assert.equal(code, 2)
  assert.match(stderr, /APIGOV_ENVIRONMENT_UNKNOWN/)
})
