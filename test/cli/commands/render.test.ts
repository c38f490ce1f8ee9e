import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
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

test('render answers 2 for an environment that is not there', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit(openapiCompany)
  const { code, stderr } = await run(dir, 'render', '--env', 'prod')
  assert.equal(code, 2)
  assert.match(stderr, /APIGOV_ENVIRONMENT_UNKNOWN/)
})
