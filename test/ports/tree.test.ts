import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { ApigovError } from '#base/errors.ts'
import { type Tree, treeOf } from '#base/tree.ts'
import { folderTree } from '#git/folder-tree.ts'
import { localRepository } from '#git/local.ts'
import { gitEnv, scratchRepository } from '../git/scratch.ts'

type Files = Readonly<Record<string, string>>

const makers: Readonly<Record<string, (t: TestContext, files: Files) => Promise<Tree>>> = {
  'a tree from literals': async (_, files) => treeOf(files),
  'a folder on disk': async (t, files) => {
    const { commit, dir } = scratchRepository(t)
    commit(files)
    return await folderTree(dir)
  },
  'a commit': async (t, files) => {
    const { commit, dir } = scratchRepository(t)
    const id = commit(files)
    const repository = await localRepository(dir, gitEnv)
    t.after(() => repository.close())
    return await repository.tree(id)
  },
}

const files: Files = { 'b.yaml': 'b: 1\n', 'a/z.txt': 'ä', 'a.yaml': '', 'a-b/c.yaml': 'c', 'Ü.yaml': 'x' }

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: lists every file in code-unit order with the id and size Git gives it`, async (t) => {
    const tree = await make(t, files)
    assert.deepEqual(
      [...tree.entries],
      [
        ['a-b/c.yaml', { blob: '3410062ba67c5ed59b854387a8bc0ec012479368', kind: 'file', size: 1 }],
        ['a.yaml', { blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', kind: 'file', size: 0 }],
        ['a/z.txt', { blob: '9d3f0460de61d6fec8d9ff9a0f06dcc9926e3b7e', kind: 'file', size: 2 }],
        ['b.yaml', { blob: '8b76663520f5205f24d4492a03fe72e6c01c23f0', kind: 'file', size: 5 }],
        ['Ü.yaml', { blob: 'c1b0730e0133447badcfd47fd144e254807b06e1', kind: 'file', size: 1 }],
      ],
    )
  })

  test(`${name}: reads what it lists, and refuses everything else`, async (t) => {
    const tree = await make(t, files)
    assert.equal(Buffer.from(await tree.read('a/z.txt')).toString(), 'ä')
    for (const path of ['a', 'nowhere.yaml', '../b.yaml', '/a.yaml', './a.yaml'])
      await assert.rejects(tree.read(path), ApigovError, path)
  })
}
