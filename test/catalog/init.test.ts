import assert from 'node:assert/strict'
import test from 'node:test'
import { treeOf } from '#base/tree.ts'
import { planCatalog } from '#catalog/init.ts'
import { schemaFiles } from '#catalog/schema-files.ts'
import { hash } from './company.ts'

const template = treeOf({
  'README.md': 'Read me.\n',
  'consumers/a.yaml': `- prefix: agk_000000\n  hash: "${hash('0')}"\n- prefix: agk_111111\n  hash: "${hash('1')}"\n`,
})

test('the plan is the template with new keys, and the schemas', async () => {
  let made = 0
  const newKey = () => ({ key: `key ${++made}`, prefix: `agk_new${made}00`, hash: hash(`${made + 1}`) })
  assert.deepEqual(await planCatalog(template, null, [], newKey), {
    files: [
      { path: 'README.md', content: 'Read me.\n' },
      {
        path: 'consumers/a.yaml',
        content: `- prefix: agk_new100\n  hash: "${hash('2')}"\n- prefix: agk_new200\n  hash: "${hash('3')}"\n`,
      },
      ...schemaFiles(),
    ],
    kept: [],
    keys: [
      { file: 'consumers/a.yaml', key: 'key 1' },
      { file: 'consumers/a.yaml', key: 'key 2' },
    ],
  })
})

test('what is there stays, and so does everything at or below something that is no folder', async () => {
  const { kept, files, keys } = await planCatalog(template, treeOf({ 'README.md': 'Mine.', consumers: 'a file' }))
  assert.deepEqual(kept, ['README.md', 'consumers/a.yaml'])
  assert.deepEqual(files, schemaFiles())
  assert.deepEqual(keys, [])
})
