import assert from 'node:assert/strict'
import test from 'node:test'
import { blobId, treeOf } from '#base/tree.ts'

test('a blob has the id Git gives it', () => {
  assert.equal(blobId(new Uint8Array()), 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')
  assert.equal(blobId(new TextEncoder().encode('hello\n')), 'ce013625030ba8dba906f756967f9e9ca394464a')
})

test('a tree lists its files in code-unit order, with ids and sizes in bytes', () => {
  const tree = treeOf({ 'b.yaml': 'ü', 'a/z.yaml': 'hello\n', 'a.yaml': new Uint8Array() })
  assert.deepEqual(
    [...tree.entries],
    [
      ['a.yaml', { blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', kind: 'file', size: 0 }],
      ['a/z.yaml', { blob: 'ce013625030ba8dba906f756967f9e9ca394464a', kind: 'file', size: 6 }],
      ['b.yaml', { blob: blobId(new Uint8Array([0xc3, 0xbc])), kind: 'file', size: 2 }],
    ],
  )
})

test('a tree reads what it lists and refuses the rest', async () => {
  const tree = treeOf({ 'a.yaml': 'a: 1\n' }, 'head')
  assert.equal(new TextDecoder().decode(await tree.read('a.yaml')), 'a: 1\n')
  await assert.rejects(tree.read('b.yaml'), {
    code: 'APIGOV_TREE_NOT_A_FILE',
    message: 'There is no file `b.yaml` to read in `head`',
  })
})
