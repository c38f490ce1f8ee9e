import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { gunzipSync } from 'fflate'
import { tarGz } from '#sdk/archive.ts'

const long = `${'deep/'.repeat(40)}file.txt`
const files = [
  { path: 'src/index.ts', content: 'export {}\n' },
  { path: 'Ünï.txt', content: 'ü' },
  { path: long, content: new Uint8Array(513).fill(120) },
  { path: 'empty', content: '' },
]

test('tar reads back what was packed, long and foreign names included', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'apigov-test-'))
  t.after(() => rmSync(folder, { recursive: true }))
  execFileSync('tar', ['xzf', '-', '-C', folder], { input: tarGz('package', files) })
  for (const { path, content } of files)
    assert.deepEqual(readFileSync(join(folder, 'package', path)), Buffer.from(content), path)
  assert.equal(statSync(join(folder, 'package/empty')).mode & 0o777, 0o644)
})

test('the same files make the same bytes, in whatever order they come', () => {
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  assert.equal(hash(tarGz('package', files)), hash(tarGz('package', files.toReversed())))
  // The bytes before compression are ours alone to keep the same.
  assert.equal(
    hash(gunzipSync(tarGz('a', [{ path: 'b', content: 'c' }]))),
    '78646146e51127d79fc63ca99091c77299c9a4a6c40ee62f8f47f1f1e12e4fdf',
  )
})

test('no path leads out of the folder', () => {
  for (const path of ['../evil', 'a/../../evil', '/etc/passwd', 'a//b', './a', ''])
    assert.throws(() => tarGz('package', [{ path, content: '' }]), { name: 'AssertionError' })
})
