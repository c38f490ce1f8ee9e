import assert from 'node:assert/strict'
import test from 'node:test'
import { type Tree, treeOf } from '#base/tree.ts'
import type { ReleasePlan } from '#release/plan.ts'
import { planRelease, type ReleaseInput } from '#release/plan-release.ts'
import { releasePlanText } from '#release/plan-text.ts'
import { company } from '../review/company.ts'
import { plainJudge } from '../review/plain-judge.ts'

const contract = 'apis/payments/v2/openapi.yaml'
const prod = {
  'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev, prod]\nreview: { board: board }\n',
  'environments/prod.yaml': `promote: review
listeners: { partner: { hosts: [partners.acme.example] } }
nodes: { minimum: 1 }
snapshotFormat: 1
`,
  'apis/payments/environments/prod.yaml': `versions: { v2: 2.3.0 }
listener: partner
upstreams: { payments: { targets: [{ url: http://10.0.0.8:9001 }] } }
`,
}
const first = 'a'.repeat(40)
const second = 'b'.repeat(40)
/** By commit. */
const history: Readonly<Record<string, Tree>> = {
  [first]: company({ ...prod, [contract]: '2.3.0: GET /charges, POST /charges' }, first),
  [second]: company({ ...prod, [contract]: '2.4.0: GET /charges, POST /charges, GET /refunds' }, second),
}

function planned(commit: string, input: Partial<ReleaseInput> & { tags?: Readonly<Record<string, string>> } = {}) {
  const { tags = {}, ...rest } = input
  const tree = async (id: string) => history[id] ?? company()
  return planRelease(
    {
      head: history[commit] ?? company(),
      commit,
      releases: { tags: new Map(Object.entries(tags)), tree },
      deployed: new Map(),
      date: '2026-11-20',
      sign: null,
      ...rest,
    },
    plainJudge(),
  )
}
const deployedBy = (plan: ReleasePlan) =>
  new Map(
    plan.deployments.map(({ branch, sequence, digest }) => [
      branch,
      { sequence, digest, signature: null, source: plan.commit },
    ]),
  )
const steps = ({ releases, deployments, promotions }: ReleasePlan) => ({
  releases: releases.map(({ tag, previous, bump }) => ({ tag, previous: previous?.tag ?? null, bump })),
  deployments: deployments.map(({ branch, sequence }) => ({ branch, sequence })),
  promotions: promotions.map(({ environment, from, to }) => ({ environment, from, to })),
})

test('release: the first merge tags what is published and deploys it, where a pin names this very release as well', async () => {
  const plan = await planned(first)
  assert.deepEqual(steps(plan), {
    releases: [{ tag: 'payments@2.3.0', previous: null, bump: 'none' }],
    deployments: [
      { branch: 'deploy/dev', sequence: 1 },
      { branch: 'deploy/prod', sequence: 1 },
    ],
    promotions: [],
  })
  const [deployment] = plan.deployments
  assert.deepEqual(
    deployment?.files.map(({ path }) => path),
    ['gateway.json', 'provenance.json'],
  )
  assert.equal(deployment?.message, `Deploy dev 1\n\nApigov-Source: ${first}\n`)
})

test('release: a pin of a release that nobody made stops its environment and no other', async () => {
  const pin = prod['apis/payments/environments/prod.yaml'].replace('2.3.0', '2.2.0')
  const plan = await planned(first, { head: company({ ...prod, 'apis/payments/environments/prod.yaml': pin }) })
  assert.deepEqual(steps(plan).deployments, [{ branch: 'deploy/dev', sequence: 1 }])
  assert.deepEqual(
    plan.findings.map(({ message }) => message),
    ['`payments/v2` cannot be served in `prod`: there is no release `2.2.0` of it'],
  )
})

test('release: a merge that adds to a contract is told against its last release, and proposed where pins are reviewed', async () => {
  const tags = { 'payments@2.3.0': first }
  const before = await planned(first, { tags })
  const plan = await planned(second, { tags, deployed: deployedBy(before) })
  assert.deepEqual(steps(plan), {
    releases: [{ tag: 'payments@2.4.0', previous: 'payments@2.3.0', bump: 'minor' }],
    deployments: [{ branch: 'deploy/dev', sequence: 2 }],
    promotions: [{ environment: 'prod', from: '2.3.0', to: '2.4.0' }],
  })
  assert.equal(
    releasePlanText(plan),
    `Release of bbbbbbbbbbbb

Tag and release
  payments@2.4.0  minor since 2.3.0, 1 change

Deploy
  deploy/dev  #2  ${plan.deployments[0]?.digest.slice(0, 19)}

Propose
  apis/payments/environments/prod.yaml: v2 2.3.0 -> 2.4.0
`,
  )
})

test('release: planned again after it was carried out, or half of it was, it is the same plan', async () => {
  const tags = { 'payments@2.3.0': first }
  const before = await planned(first, { tags })
  const plan = await planned(second, { tags, deployed: deployedBy(before) })
  const after = { ...tags, 'payments@2.4.0': second }
  assert.deepEqual(await planned(second, { tags: after, deployed: deployedBy(before) }), plan, 'tagged only')
  assert.deepEqual(
    await planned(second, { tags: after, deployed: new Map([...deployedBy(before), ...deployedBy(plan)]) }),
    plan,
    'all of it',
  )
})

test('release: a merge that changes nothing a gateway does deploys nothing', async () => {
  const tags = { 'payments@2.3.0': first }
  const before = await planned(first, { tags })
  const documented = { head: company({ ...prod, 'README.md': 'Hello' }), tags, deployed: deployedBy(before) }
  const plan = await planned('c'.repeat(40), documented)
  assert.deepEqual(steps(plan), { releases: [], deployments: [], promotions: [] })
  assert.equal(
    releasePlanText(plan),
    'Release of cccccccccccc\n\nNothing to do: everything is released and deployed.\n',
  )
})

test('release: a rollback is old content under a new sequence', async () => {
  const tags = { 'payments@2.3.0': first, 'payments@2.4.0': second }
  const before = await planned(first, { tags })
  const newest = await planned(second, { tags, deployed: deployedBy(before) })
  const head = company({ ...prod, [contract]: '2.3.0: GET /charges, POST /charges' })
  const rolledBack = await planned('d'.repeat(40), { head, tags, deployed: deployedBy(newest) })
  const dev = (plan: ReleasePlan) => plan.deployments.find(({ branch }) => branch === 'deploy/dev')
  assert.equal(dev(rolledBack)?.digest, dev(before)?.digest)
  assert.equal(dev(rolledBack)?.sequence, 3)
})

test('release: drafts are not released, and what is no semver is told', async () => {
  const api = new TextDecoder().decode(await company().read('apis/payments/api.yaml'))
  const draft = company({ 'apis/payments/api.yaml': api.replace('published', 'draft') })
  assert.deepEqual((await planned(first, { head: draft })).releases, [])

  const plan = await planned(first, { head: company({ [contract]: 'november: GET /charges' }) })
  assert.deepEqual(
    plan.findings.map(({ message, help }) => ({ message, help })),
    [
      {
        message: '`payments/v2` is not released, because its version `november` is no semver',
        help: 'Write `info.version` as `major.minor.patch`, in quotes.',
      },
    ],
  )
})

test('release: a catalog with errors releases nothing', async () => {
  const plan = await planned(first, { head: company({ 'teams/board.yaml': 'title: [' }) })
  assert.deepEqual(steps(plan), { releases: [], deployments: [], promotions: [] })
  assert.ok(plan.findings.length > 0)
})

test('release: where a repository holds several catalogs their names qualify tags and branches; older tags stay good', async () => {
  const one = company()
  const files: Record<string, Uint8Array> = {}
  for (const path of one.entries.keys()) {
    files[`cards/${path}`] = await one.read(path)
    files[`loans/${path}`] = await one.read(path)
  }
  const settings = new TextDecoder().decode(files['loans/apigov.yaml']).replace('acme', 'loans')
  const head = treeOf({ ...files, 'loans/apigov.yaml': settings })
  const plan = await planned(second, { head, tags: { 'payments@2.3.0': first } })
  assert.deepEqual(
    [plan.releases.map(({ tag }) => tag), plan.deployments.map(({ branch }) => branch)],
    [['loans/payments@2.3.0'], ['deploy/acme/dev', 'deploy/loans/dev']],
  )
})

test('release: a changelog reads as the catalog’s own template says', async () => {
  const tags = { 'payments@2.3.0': first }
  const template = '# {{version}} after {{previous}}\n{{#each added}}\n* {{message}}\n{{/each}}\n'
  const own = company({ ...prod, [contract]: '2.4.0: GET /charges, POST /charges, GET /refunds' })
  const files = {
    'templates/changelog.md.hbs': template,
    [contract]: '2.4.0: GET /charges, POST /charges, GET /refunds',
  }
  const [ours] = (await planned(second, { head: own, tags })).releases
  const [theirs] = (await planned(second, { head: company({ ...prod, ...files }), tags })).releases
  assert.equal(ours?.changelog, '## 2.4.0 (2026-11-20)\n\n### Added\n\n- `GET /refunds`: `GET /refunds` was added\n')
  assert.equal(theirs?.changelog, '# 2.4.0 after `2.3.0`\n* `GET /refunds` was added\n')
})
