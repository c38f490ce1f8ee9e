import assert from 'node:assert/strict'
import test from 'node:test'
import { type Tree, treeOf } from '#base/tree.ts'
import { contractSource } from '#catalog/contract-source.ts'
import { readCatalog } from '#catalog/read.ts'
import { company } from './company.ts'

async function sourceIn(tree: Tree, root = '') {
  const { catalog } = await readCatalog(tree, root)
  const api = catalog?.apis.get('payments')
  const version = api?.versions.get('v1')
  assert.ok(catalog && api && version)
  return await contractSource(tree, catalog, api, version)
}

const files = {
  ...company,
  'apigov.yaml': `${company['apigov.yaml']}maxContractBytes: 100\n`,
  'apis/payments/v1/schemas/charge.json': '{}',
  'apis/payments/v1/logo.svg': '<svg/>',
  'apis/payments/v1/huge.yaml': `# ${'x'.repeat(100)}`,
  'apis/payments/common.yaml': '',
  'shared/problem.yaml': 'type: object',
  'shared/link.yaml': '/etc/passwd',
  'other/problem.yaml': '',
}

/** The tree with `shared/link.yaml` as a link, and a list of what is read. */
function watched(tree: Tree) {
  const read: string[] = []
  const entries = new Map(
    [...tree.entries].map(([path, entry]) => [
      path,
      path.endsWith('link.yaml') ? { ...entry, kind: 'symlink' as const } : entry,
    ]),
  )
  const asking: Tree = {
    ...tree,
    entries,
    read(path) {
      read.push(path)
      return tree.read(path)
    },
  }
  return { tree: asking, read }
}

test('a contract may reach its API’s folder and the shared files; links and large files are refused unread', async () => {
  const { tree, read } = watched(treeOf(files))
  const source = await sourceIn(tree)
  assert.equal(source?.entry, 'apis/payments/v1/openapi.yaml')
  assert.deepEqual(source?.identity, { catalog: 'acme', api: 'payments', version: 'v1' })
  assert.deepEqual(
    [...(source?.files.keys() ?? [])],
    [
      'apis/payments/common.yaml',
      'apis/payments/v1/openapi.yaml',
      'apis/payments/v1/schemas/charge.json',
      'shared/problem.yaml',
    ],
  )
  assert.deepEqual(
    [...(source?.refused ?? [])],
    [
      ['apis/payments/v1/huge.yaml', 'too-large'],
      ['shared/link.yaml', 'symlink'],
    ],
  )
  assert.equal(read.includes('apis/payments/v1/huge.yaml'), false)
})

test('the shared files of a catalog further down are below its own root', async () => {
  const moved = Object.fromEntries(Object.entries(files).map(([path, text]) => [`acme/${path}`, text]))
  const source = await sourceIn(treeOf({ ...moved, 'shared/not-ours.yaml': '' }), 'acme')
  assert.deepEqual(
    [...(source?.files.keys() ?? [])].filter((path) => path.includes('shared')),
    ['acme/shared/link.yaml', 'acme/shared/problem.yaml'],
  )
})

test('a version without a contract has no source', async () => {
  const { 'apis/payments/v1/openapi.yaml': _, ...without } = company
  assert.equal(await sourceIn(treeOf(without)), null)
})
