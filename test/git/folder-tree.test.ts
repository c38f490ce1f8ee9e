import assert from 'node:assert/strict'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { folderTree } from '#git/folder-tree.ts'
import { scratchFolder } from './scratch.ts'

test('links are listed and not followed, repositories inside are submodules, .git and node_modules are left out', async (t) => {
  const dir = scratchFolder(t)
  for (const inside of ['.git', 'node_modules/x', 'vendored/.git']) await mkdir(join(dir, inside), { recursive: true })
  await writeFile(join(dir, '.git/config'), '')
  await writeFile(join(dir, 'node_modules/x/index.js'), '')
  await writeFile(join(dir, 'vendored/file'), '')
  await writeFile(join(dir, 'file'), '')
  await symlink('/etc', join(dir, 'etc'))
  await symlink('/etc/passwd', join(dir, 'passwd'))
  const tree = await folderTree(dir)
  assert.deepEqual(
    [...tree.entries].map(([path, { kind, size }]) => [path, kind, size]),
    [
      ['etc', 'symlink', 4],
      ['file', 'file', 0],
      ['passwd', 'symlink', 11],
      ['vendored', 'submodule', 0],
    ],
  )
  await assert.rejects(tree.read('passwd'), { code: 'APIGOV_TREE_NOT_A_FILE' })
})

test('a file that is not what was listed is refused: changed, gone, or a link by now', async (t) => {
  const dir = scratchFolder(t)
  for (const name of ['changed', 'gone', 'linked']) await writeFile(join(dir, name), 'before')
  const tree = await folderTree(dir)
  await writeFile(join(dir, 'changed'), 'after!')
  await rm(join(dir, 'gone'))
  await rm(join(dir, 'linked'))
  await writeFile(join(dir, 'elsewhere'), 'before')
  await symlink('elsewhere', join(dir, 'linked'))
  for (const name of ['changed', 'gone', 'linked'])
    await assert.rejects(tree.read(name), {
      code: 'APIGOV_FILE_CHANGED',
      message: `\`${name}\` changed while it was being read`,
    })
})

test('a folder that is not there is told as such', async () => {
  await assert.rejects(folderTree('/nowhere/at/all'), { code: 'APIGOV_FOLDER_UNREADABLE' })
})
