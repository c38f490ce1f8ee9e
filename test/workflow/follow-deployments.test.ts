import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Heartbeat } from '#snapshot/heartbeat.ts'
import { followDeployments, patience } from '#workflow/follow-deployments.ts'
import { smallCatalog } from './catalogs.ts'
import { startDesk } from './desk.ts'

async function start(t: TestContext) {
  const environment = smallCatalog['environments/dev.yaml']?.replace('minimum: 1', 'minimum: 2') ?? ''
  const desk = await startDesk(t, { ...smallCatalog, 'environments/dev.yaml': environment })
  const deployment = { environment: 'dev', commit: desk.forge.branch.commit, digest: 'sha256:new', description: '' }
  const { id } = await desk.forge.ensureDeployment(deployment)
  await desk.forge.reportDeployment(id, 'in_progress', 'Waiting for the gateways')
  desk.forge.log.length = 0
  const follow = async (heartbeats: readonly Heartbeat[], later = 0) => {
    const nodes = {
      live: (repository: string, id: string) => (repository === 'acme/apis' && id === 'dev' ? heartbeats : []),
    }
    await followDeployments({ ...desk, nodes, clock: { now: () => Date.now() + later } })
    return desk.forge.log
  }
  return { follow }
}

const node = (name: string, digest: string, refused: Heartbeat['refused'] = null): Heartbeat => ({
  format: 1,
  node: name,
  repository: 'acme/apis',
  environment: 'dev',
  sequence: 1,
  digest,
  refused,
})

test('a deployment succeeds when enough live nodes serve its digest, and is then decided', async (t) => {
  const { follow } = await start(t)
  assert.deepEqual(await follow([node('a', 'sha256:new'), node('b', 'sha256:old')]), [])
  const decided = ['deployment dev success: Served by 2 of 2 nodes']
  assert.deepEqual(await follow([node('a', 'sha256:new'), node('b', 'sha256:new')]), decided)
  assert.deepEqual(await follow([], patience + 1), decided)
})

test('a deployment that too few nodes serve in time has failed, and says what a node said', async (t) => {
  const { follow } = await start(t)
  const refused = { sequence: 2, reason: 'the signature is wrong' }
  const nodes = [node('a', 'sha256:new'), node('b', 'sha256:old', refused)]
  assert.deepEqual(await follow(nodes, patience - 1000), [])
  assert.deepEqual(await follow(nodes, patience + 1000), [
    'deployment dev failure: Served by 1 of 2 nodes in time; node `b` refused it: the signature is wrong',
  ])
})
