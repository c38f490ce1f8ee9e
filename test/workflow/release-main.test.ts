import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import type { Repository } from '#base/repository.ts'
import type { Toolchain } from '#sdk/toolchain.ts'
import { parseSnapshot } from '#snapshot/read.ts'
import { signerWith } from '#snapshot/signature.ts'
import { releaseMain } from '#workflow/release-main.ts'
import { petsContract, smallCatalog } from './catalogs.ts'
import { startDesk } from './desk.ts'

const { signal } = new AbortController()
const noToolchain: Toolchain = {
  generate: async (requests) => requests.map(() => ({ made: false, reason: 'there is no Java here' })),
}

async function start(t: TestContext, catalog = smallCatalog) {
  const desk = { ...(await startDesk(t, catalog)), toolchain: noToolchain, sign: null }
  const merge = (files: Parameters<typeof desk.origin.commit>[0], message = 'A merge') => {
    desk.forge.branch = { branch: 'main', commit: desk.origin.commit(files, message) }
    return desk.forge.branch.commit
  }
  const refs = () =>
    desk.origin.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/tags', 'refs/heads/deploy')
  const snapshot = (branch: string) => {
    const { sequence, commit, digest } = JSON.parse(desk.origin.git('show', `${branch}:gateway.json`))
    return { sequence, commit, digest }
  }
  return { ...desk, merge, refs, snapshot }
}

test('what was merged is tagged, released with its contract, and deployed; again changes nothing', async (t) => {
  const desk = await start(t)
  const { origin, forge, refs, snapshot } = desk
  await releaseMain(desk, signal)
  assert.deepEqual(forge.log, [
    'release pets@1.0.0',
    'asset pets-1.0.0.openapi.json',
    'deployment dev',
    'deployment dev in_progress: Waiting for the gateways',
  ])
  assert.equal(origin.git('rev-parse', 'pets@1.0.0^{commit}'), forge.branch.commit)
  const release = forge.releases.get('pets@1.0.0')
  assert.match(release?.body ?? '', /there is no Java here/)
  const contract = JSON.parse(new TextDecoder().decode(release?.assets.get('pets-1.0.0.openapi.json')))
  assert.deepEqual(Object.keys(contract.paths), ['/pets', '/owners'])
  const { sequence, commit, digest } = snapshot('deploy/dev')
  assert.deepEqual([sequence, commit], [1, forge.branch.commit])
  assert.deepEqual(
    (await forge.deployments('dev')).map((deployment) => [deployment.digest, deployment.commit]),
    [[digest, origin.git('rev-parse', 'deploy/dev')]],
  )

  const before = refs()
  forge.log.length = 0
  await releaseMain(desk, signal)
  assert.deepEqual([forge.log, refs()], [[], before])
})

test('merges are released in order, each from its own commit', async (t) => {
  const desk = await start(t)
  const { origin, merge, snapshot, forge } = desk
  await releaseMain(desk, signal)
  const second = merge({ 'apis/pets/v1/openapi.yaml': petsContract('1.1.0', ['/pets', '/owners', '/cages']) })
  merge({ 'README.md': 'Only words\n' })
  const fourth = merge({ 'apis/pets/v1/openapi.yaml': petsContract('1.2.0', ['/pets', '/owners', '/cages', '/toys']) })
  forge.log.length = 0
  await releaseMain(desk, signal)
  assert.deepEqual(
    forge.log.filter((line) => !line.startsWith('asset')),
    [
      'release pets@1.1.0',
      'deployment dev',
      'deployment dev in_progress: Waiting for the gateways',
      'release pets@1.2.0',
      'deployment dev',
      'deployment dev in_progress: Waiting for the gateways',
    ],
  )
  assert.deepEqual(
    ['pets@1.1.0', 'pets@1.2.0'].map((tag) => origin.git('rev-parse', `${tag}^{commit}`)),
    [second, fourth],
  )
  assert.deepEqual([snapshot('deploy/dev').sequence, snapshot('deploy/dev').commit], [3, fourth])
  assert.match(forge.releases.get('pets@1.1.0')?.body ?? '', /operation is new/)
})

test('with a key, what is deployed is signed by it; a new key is a deployment of its own, once', async (t) => {
  const desk = await start(t)
  await releaseMain(desk, signal)
  const pairs = [1, 2].map(() => generateKeyPairSync('ed25519'))
  for (const [index, { publicKey, privateKey }] of pairs.entries()) {
    const sign = signerWith(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    await releaseMain({ ...desk, sign }, signal)
    const text = desk.origin.git('show', 'deploy/dev:gateway.json')
    const reading = await parseSnapshot(Buffer.from(text), { publicKey })
    assert('snapshot' in reading, JSON.stringify(reading))
    assert.equal(reading.snapshot.sequence, 2 + index)
    const before = desk.refs()
    await releaseMain({ ...desk, sign }, signal)
    assert.equal(desk.refs(), before)
  }
})

test('killed at any write and started again, a release ends the same', async (t) => {
  const outcome = (desk: Awaited<ReturnType<typeof start>>) => ({
    tags: desk.origin.git('tag', '--list'),
    branch: desk.origin.git('log', '--format=%s', 'deploy/dev'),
    releases: [...desk.forge.releases.values()].map(({ tag, body, assets }) => [tag, body, [...assets.keys()]]),
    deployed: desk.forge.deployed.map(({ environment, digest, states }) => [environment, digest, states]),
  })
  const begin = async () => {
    const desk = await start(t)
    await releaseMain(desk, signal)
    desk.merge({ 'apis/pets/v1/openapi.yaml': petsContract('1.1.0', ['/pets', '/owners', '/cages']) })
    desk.merge({ 'apis/pets/v1/openapi.yaml': petsContract('1.2.0', ['/pets', '/owners', '/cages', '/toys']) })
    desk.forge.log.length = 0
    return desk
  }
  const whole = await begin()
  await releaseMain(whole, signal)
  let wasKilled = true
  for (let survived = 0; wasKilled; survived += 1) {
    const desk = await begin()
    wasKilled = await killedAfter(survived, desk)
    await releaseMain(desk, signal)
    assert.deepEqual(outcome(desk), outcome(whole), `killed after ${survived} writes`)
  }
})

/**
 * Releases until that many writes have been made, to the forge or to Git; a kill comes before one as well as after. Answers whether
 * it came.
 */
async function killedAfter(survived: number, desk: Awaited<ReturnType<typeof start>>): Promise<boolean> {
  let left = survived
  const step = () => {
    if (left === 0) throw new Error('killed')
    left -= 1
  }
  const repository: Repository = {
    ...desk.repository,
    async publish(...written) {
      step()
      const commit = await desk.repository.publish(...written)
      step()
      return commit
    },
    async tag(...written) {
      step()
      await desk.repository.tag(...written)
      step()
    },
  }
  desk.forge.onWrite = step
  const killed = await releaseMain({ ...desk, repository }, signal).then(
    () => false,
    (error: Error) => error.message === 'killed',
  )
  desk.forge.onWrite = () => {}
  return killed
}

test('a reviewed environment gets a proposal that changes one line, and only for the newest release', async (t) => {
  const pin = '# ours, do not lose it\nversions: { v1: 1.0.0 } # promoted by proposal\nlistener: public\n'
  const upstreams = 'upstreams: { pets: { targets: [{ url: http://127.0.0.1:9001, weight: 1 }] } }\n'
  const desk = await start(t, {
    ...smallCatalog,
    'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev, prod]\nreview: { board: platform }\n',
    'environments/prod.yaml':
      'promote: review\nlisteners: { public: { hosts: [api.acme.example] } }\nnodes: { minimum: 1 }\n',
    'apis/pets/environments/prod.yaml': pin + upstreams,
  })
  const { forge, merge, snapshot } = desk
  await releaseMain(desk, signal)
  assert.equal(forge.own.size, 0)
  merge({ 'apis/pets/v1/openapi.yaml': petsContract('1.1.0', ['/pets', '/owners', '/cages']) })
  merge({ 'apis/pets/v1/openapi.yaml': petsContract('1.2.0', ['/pets', '/owners', '/cages', '/toys']) })
  await releaseMain(desk, signal)
  assert.deepEqual(
    [...forge.own.values()].map(({ title, files }) => [title, files]),
    [
      [
        'Promote pets 1.2.0 to prod',
        [{ path: 'apis/pets/environments/prod.yaml', content: pin.replace('1.0.0', '1.2.0') + upstreams }],
      ],
    ],
  )
  assert.equal(snapshot('deploy/prod').sequence, 1, 'prod still serves what it is pinned to')
})

test('a gateway that would be wrong stops its environment and nothing else', async (t) => {
  const desk = await start(t)
  const { merge, snapshot, origin } = desk
  await releaseMain(desk, signal)
  merge({
    'apis/pets/v1/openapi.yaml': petsContract('1.1.0', ['/pets', '/owners', '/cages']),
    'apis/pets/environments/dev.yaml':
      smallCatalog['apis/pets/environments/dev.yaml']?.replace('latest', '7.7.7') ?? '',
  })
  const plans = await releaseMain(desk, signal)
  assert.equal(snapshot('deploy/dev').sequence, 1)
  assert.equal(origin.git('tag', '--list', 'pets@1.1.0'), 'pets@1.1.0')
  assert.notDeepEqual(
    plans.flatMap(({ findings }) => findings),
    [],
  )
})

test('stopped between two steps, a release goes on where it stood', async (t) => {
  const desk = await start(t)
  const stop = new AbortController()
  desk.forge.onWrite = (what) => {
    if (what.startsWith('release')) stop.abort('closing')
  }
  await releaseMain(desk, stop.signal)
  assert.equal(desk.forge.deployed.length, 0)
  await releaseMain(desk, signal)
  assert.equal(desk.forge.deployed.length, 1)
})
