import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { contractSource } from '#catalog/contract-source.ts'
import { kinds } from '#catalog/kinds/index.ts'
import { surveyLayout } from '#catalog/layout.ts'
import { readCatalog } from '#catalog/read.ts'
import { readContract } from '#contract/read.ts'
import { folderTree } from '#git/folder-tree.ts'
import { lint } from '#lint/lint.ts'
import { defaultRuleset } from '#lint/ruleset.ts'

const tree = await folderTree(join(import.meta.dirname, '../../catalog-template'))
const { catalog, findings } = await readCatalog(tree, '')
const { files } = surveyLayout(tree, '')
const text = async (path: string) => Buffer.from(await tree.read(path)).toString()

test('the template is a catalog without findings', () => {
  assert.deepEqual(findings, [])
})

test('the template shows every kind but exceptions and adoptions, which are for those who need one', () => {
  const shown = new Set(files.map(({ kind }) => kind.id))
  assert.deepEqual(
    kinds.map(({ id }) => id).filter((id) => !shown.has(id)),
    ['exception', 'adoption'],
  )
})

test('the first line of each catalog file names the schema of its kind, where init puts it', async () => {
  for (const { path, kind } of files) {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(await text(path)) ?? []
    assert.equal(join(dirname(path), schema), `.apigov/schemas/${kind.id}.json`, path)
  }
})

test('the contracts of the template are split over files and clean under the default ruleset', async () => {
  for (const api of catalog?.apis.values() ?? [])
    for (const version of api.versions.values()) {
      const source = catalog && (await contractSource(tree, catalog, api, version))
      assert.ok(source)
      const { contract, findings } = readContract(source)
      assert.deepEqual(findings, [])
      assert.ok(contract)
      assert.deepEqual(await lint(contract, defaultRuleset), [])
      assert.deepEqual([...(contract.files.keys() ?? [])].toSorted(), [
        `${api.folder}/v1/openapi.yaml`,
        `${api.folder}/v1/schemas.yaml`,
        'shared/problem.yaml',
      ])
    }
})

test('the README names files that are there', async () => {
  const [, listing = ''] = /```\n(apigov\.yaml[\s\S]*?)```/.exec(await text('README.md')) ?? []
  const named = listing.split('\n').flatMap((line) => line.match(/^\S+/) ?? [])
  assert.deepEqual(
    named.filter((path) => !tree.entries.has(path)),
    [],
  )
  assert.ok(named.length > 0)
})
