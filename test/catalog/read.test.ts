import assert from 'node:assert/strict'
import test from 'node:test'
import { type Tree, treeOf } from '#base/tree.ts'
import { catalogMemo } from '#catalog/checked-file.ts'
import { catalogRoots, readCatalog } from '#catalog/read.ts'
import { company, findings, read } from './company.ts'

test('a company that is in order is read into values with every default applied, and no finding', async () => {
  const { catalog, findings } = await read()
  assert.deepEqual(findings, [])
  assert.deepEqual(catalog?.settings, {
    file: 'apigov.yaml',
    catalog: 'acme',
    environments: ['dev', 'prod'],
    shared: 'shared/**',
    review: { board: null, failOn: 'error', known: 'baseline' },
    compatibility: {},
    maxContractBytes: 20 * 1024 * 1024,
    plugins: new Map(),
  })
  assert.deepEqual(catalog?.apis.get('payments')?.versions.get('v1'), {
    name: 'v1',
    state: 'published',
    sunset: null,
    successor: null,
    semver: null,
    contract: 'apis/payments/v1/openapi.yaml',
    source: null,
    gateway: {
      path: '/payments/{version}',
      upstreamPath: '/',
      exposes: 'contract',
      upstream: 'payments',
      auth: { kind: 'any', methods: ['api-key', 'jwt'] },
      keyPlaces: null,
      plugins: [],
    },
  })
  assert.deepEqual([...(catalog?.apis.get('payments')?.exposures.keys() ?? [])], ['prod'])
  assert.deepEqual([...(catalog?.subscriptions.keys() ?? [])], ['payments/web-shop'])
})

test('one bad file hides nothing in the others, and is not reported again by those that refer to it', async () => {
  assert.deepEqual(
    await findings({
      'teams/payments-team.yaml': 'title: [',
      'plans/gold.yaml': 'limit: []',
      'environments/dev.yaml': 'listeners: { partner: { hosts: [ACME] } }',
    }),
    [
      'environments/dev.yaml:1:33 catalog-shape: `ACME` is not a host name',
      'plans/gold.yaml:1:1 catalog-shape: `limits` is missing',
      'plans/gold.yaml:1:1 catalog-unknown-key: `limit` is not a key that is known here: did you mean `limits`?',
      'teams/payments-team.yaml:1:9 catalog-syntax: The file ends in the middle of a value',
    ],
  )
})

test('without apigov.yaml, or with one that cannot be read, there is no catalog but every other finding', async () => {
  assert.equal((await read({ 'apigov.yaml': null })).catalog, null)
  assert.deepEqual(
    await findings({ 'apigov.yaml': 'format: 2\ncatalog: acme\nenvironments: [dev]', 'teams/x.yaml': '{}' }),
    [
      'apigov.yaml:1:1 catalog-shape: This apigov does not read format `2`',
      'teams/x.yaml:1:1 catalog-shape: `forge` is missing',
      'teams/x.yaml:1:1 catalog-shape: `title` is missing',
    ],
  )
  const { findings: none } = await read({ 'apigov.yaml': null })
  assert.deepEqual(
    none.map(({ rule, place, message }) => ({ rule, place, message })),
    [{ rule: 'catalog-missing', place: null, message: 'There is no `apigov.yaml`, so this folder is not a catalog' }],
  )
})

test('labels and keys that start with x- are free in every object, and nothing else is', async () => {
  assert.deepEqual(
    await findings({
      'teams/payments-team.yaml':
        'title: T\nforge: acme/payments\nx-pager: [1]\nlabels: { floor: "3" }\nslack: "#pay"\n',
      'plans/gold.yaml': 'limits: [{ requests: 100, per: 1s, x-why: load test, labels: {} }]\n',
    }),
    ['teams/payments-team.yaml:5:1 catalog-unknown-key: `slack` is not a key that is known here'],
  )
})

test('fingerprints name the file below the catalog and the key, not the line or where the catalog stands', async () => {
  const broken = { ...company, 'teams/payments-team.yaml': 'forge: acme/payments\ntitle: 3\n' }
  const moved = Object.fromEntries(
    Object.entries(broken).map(([path, text]) => [`deep/acme/${path}`, `# moved\n${text}`]),
  )
  const [here, there] = await Promise.all([readCatalog(treeOf(broken), ''), readCatalog(treeOf(moved), 'deep/acme')])
  assert.equal(there.findings[0]?.place?.file, 'deep/acme/teams/payments-team.yaml')
  assert.deepEqual(
    there.findings.map(({ fingerprint }) => fingerprint),
    here.findings.map(({ fingerprint }) => fingerprint),
  )
})

test('a catalog inside another is its own: neither sees the files of the other', async () => {
  const tree = treeOf({
    ...company,
    'labs/apigov.yaml': 'format: 1\ncatalog: labs\nenvironments: [dev]',
    'labs/teams/x.yml': '',
  })
  assert.deepEqual(catalogRoots(tree), ['', 'labs'])
  assert.deepEqual((await readCatalog(tree, '')).findings, [])
  assert.deepEqual(
    (await readCatalog(tree, 'labs')).findings.map(({ place, rule }) => `${place?.file} ${rule}`),
    ['labs/apigov.yaml environment-unknown', 'labs/teams/x.yml catalog-place'],
  )
})

test('a file is read once per content: a second reading asks the tree only for what changed', async () => {
  const memo = catalogMemo()
  const asked: string[] = []
  const counting = (files: Readonly<Record<string, string>>): Tree => {
    const tree = treeOf(files)
    const read = (path: string) => {
      asked.push(path)
      return tree.read(path)
    }
    return { ...tree, read }
  }
  await readCatalog(counting(company), '', memo)
  assert.deepEqual(
    asked.toSorted(),
    Object.keys(company)
      .filter((path) => !path.endsWith('openapi.yaml'))
      .toSorted(),
  )
  asked.length = 0
  const changed = await readCatalog(counting({ ...company, 'plans/gold.yaml': 'limits: []\n' }), '', memo)
  assert.deepEqual(asked, ['plans/gold.yaml'])
  assert.deepEqual(changed.catalog?.plans.get('gold')?.limits, [])
})

test('values cannot be changed by one reader for another', async () => {
  const { catalog } = await read()
  assert.throws(() => Object.assign(catalog?.teams.get('payments-team') ?? {}, { title: 'Mine' }), TypeError)
})

test('a file too large to be written by hand is a finding, and its bytes are not asked for', async () => {
  const { findings } = await read({ 'teams/huge.yaml': `title: ${'x'.repeat(1024 * 1024)}` })
  assert.deepEqual(
    findings.map(({ place, rule, message }) => `${place?.file} ${rule}: ${message}`),
    ['teams/huge.yaml catalog-syntax: The file has 1048583 bytes, more than the 1048576 a catalog file may have'],
  )
})
