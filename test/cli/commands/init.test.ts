import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { hashOf } from '#snapshot/api-key.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

test('init makes a catalog that validates clean, and shows the key whose hash it wrote', async (t) => {
  const cwd = scratchFolder(t)
  const { code, stdout, stderr } = await run(cwd, 'init', 'acme')
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(await run(cwd, 'validate', 'acme'), { code: 0, stdout: 'No findings.\n', stderr: '' })
  const [key = ''] = /agk_\w{44}/.exec(stdout) ?? []
  assert.match(readFileSync(join(cwd, 'acme/consumers/web-shop.yaml'), 'utf8'), new RegExp(hashOf(key)))
  assert.ok(existsSync(join(cwd, 'acme/.apigov/schemas/api.json')))
})

test('init --dry-run shows every file and writes none, not even the folder', async (t) => {
  const cwd = scratchFolder(t)
  const { code, stdout } = await run(cwd, 'init', 'acme', '--dry-run')
  assert.equal(code, 0)
  assert.match(stdout, /^would write apigov\.yaml$/m)
  assert.doesNotMatch(stdout, /agk_/)
  assert.deepEqual(readdirSync(cwd), [])
})

test('init keeps what is there and never writes through a link', async (t) => {
  const cwd = scratchFolder(t)
  const elsewhere = scratchFolder(t)
  writeFileSync(join(cwd, 'README.md'), 'Mine.\n')
  symlinkSync(elsewhere, join(cwd, 'teams'))
  const { code, stdout } = await run(cwd, 'init')
  assert.equal(code, 0)
  assert.match(stdout, /^kept README\.md, which was there$/m)
  assert.equal(readFileSync(join(cwd, 'README.md'), 'utf8'), 'Mine.\n')
  assert.deepEqual(readdirSync(elsewhere), [])
})

test('init leaves a catalog alone', async (t) => {
  const cwd = scratchFolder(t)
  writeFileSync(join(cwd, 'apigov.yaml'), 'format: 1\n')
  const { code, stdout, stderr } = await run(cwd, 'init')
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, /is a catalog already\n/)
  assert.deepEqual(readdirSync(cwd), ['apigov.yaml'])
})

test('init says so where it may not write', async (t) => {
  const cwd = scratchFolder(t)
  mkdirSync(join(cwd, 'x'))
  writeFileSync(join(cwd, 'x/file'), '')
  const { code, stderr } = await run(cwd, 'init', 'x/file')
  assert.equal(code, 2)
  assert.match(stderr, /^error: `.*x\/file` cannot be written: /)
})
