import assert from 'node:assert/strict'
import test from 'node:test'
import { type Tree, treeOf } from '#base/tree.ts'
import { catalogMemo } from '#catalog/checked-file.ts'
import { readCatalog } from '#catalog/read.ts'
import { company, findings } from './company.ts'

const nowhere = (path: string, near?: string) =>
  `${path}:1:1 catalog-place: No kind of catalog file lives at \`${path}\`${near ? `: did you mean \`${near}\`?` : ''}`

const astray: Readonly<Record<string, string | undefined>> = {
  'teams/web-team.yml': 'teams/web-team.yaml',
  'team/web-team.yaml': 'teams/web-team.yaml',
  'apis/payments/environment/dev.yaml': 'apis/payments/environments/dev.yaml',
  'apis/payments/environments/dev.yml': 'apis/payments/environments/dev.yaml',
  'apis/refunds/aip.yaml': 'apis/refunds/api.yaml',
  'apis/refunds.yaml': undefined,
  'teams/web/shop.yaml': undefined,
  'subscriptions/web-shop.yaml': undefined,
}

for (const [path, near] of Object.entries(astray))
  test(`\`${path}\` is not passed over in silence`, async () => {
    assert.deepEqual(await findings({ [path]: '{}' }), [nowhere(path, near)])
  })

test('`apigov.yml` beside nothing is told what it should be called', async () => {
  assert.deepEqual(await findings({ 'apigov.yaml': null, 'apigov.yml': '{}' }), [
    'undefined:undefined:undefined catalog-missing: There is no `apigov.yaml`, so this folder is not a catalog',
    nowhere('apigov.yml', 'apigov.yaml'),
  ])
})

test('an API needs its api.yaml, and is asked for it once', async () => {
  assert.deepEqual(await findings({ 'apis/refunds/v1/a.yaml': '', 'apis/refunds/v1/b.yaml': '' }), [
    'apis/refunds/v1/a.yaml:1:1 api-file-missing: `apis/refunds` has files but no `api.yaml`',
  ])
})

test('a file name is a name', async () => {
  assert.deepEqual(await findings({ 'plans/Gold_2.yaml': 'limits: []' }), [
    'plans/Gold_2.yaml:1:1 catalog-name: `Gold_2` is not a name',
  ])
})

test('what is no data file, stands beside the catalog or in the folder of a version is nobody’s business', async () => {
  assert.deepEqual(
    await findings({
      'README.md': '',
      'teams/README.md': '',
      'plans/.gitkeep': '',
      'docs/api.yaml': '',
      'package.json': '',
      'apis/payments/v1/schemas/api.yaml': '',
      'apis/payments/notes.yaml': '',
    }),
    [],
  )
})

test('links are named and never followed; those beside a contract are for its reading to tell', async () => {
  const tree = treeOf({
    ...company,
    'teams/evil.yaml': '/etc/passwd',
    'apis/stolen': '../../other',
    'docs/fine': 'x',
    'apis/payments/v1/fine': 'x',
  })
  const linked: Tree = {
    ...tree,
    entries: new Map(
      [...tree.entries].map(([path, entry]) => [
        path,
        /evil|stolen|fine/.test(path) ? { ...entry, kind: 'symlink' as const } : entry,
      ]),
    ),
  }
  const { findings } = await readCatalog(linked, '', catalogMemo())
  assert.deepEqual(
    findings.map(({ place, rule, message }) => `${place?.file} ${rule}: ${message}`),
    [
      'apis/stolen catalog-symlink: `apis/stolen` is a symlink, and a catalog is read from files only',
      'teams/evil.yaml catalog-symlink: `teams/evil.yaml` is a symlink, and a catalog is read from files only',
    ],
  )
})
