import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import test, { type TestContext } from 'node:test'
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

const contract = (title: string, version: string) => `openapi: 3.1.0
info: { title: ${title}, version: ${version}, description: "# Cards\\nTake payments. And more." }
paths: {}
components: { schemas: { Money: { $ref: "schemas/money.yaml" } } }
`

function contractsIn(t: TestContext): string {
  const cwd = scratchFolder(t)
  mkdirSync(join(cwd, 'old/schemas'), { recursive: true })
  writeFileSync(join(cwd, 'old/schemas/money.yaml'), 'type: integer\n')
  writeFileSync(join(cwd, 'old/unrelated.yaml'), 'secret: 1\n')
  writeFileSync(join(cwd, 'old/openapi.yaml'), contract('Acme Payments API', '1.4.0'))
  writeFileSync(join(cwd, 'old/next.yaml'), contract('Acme Payments API', '2.0.0'))
  return cwd
}

test('init --adopt makes APIs of existing contracts, with the files they reach and no others', async (t) => {
  const cwd = contractsIn(t)
  const { code, stderr } = await run(cwd, 'init', 'new', '--adopt', 'old/openapi.yaml', '--adopt', 'old/next.yaml')
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(
    readdirSync(join(cwd, 'new'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.apigov'))
      .map((entry) => relative(join(cwd, 'new'), join(entry.parentPath, entry.name)))
      .sort(),
    [
      'apigov.yaml',
      'apis/acme-payments/api.yaml',
      'apis/acme-payments/v1/openapi.yaml',
      'apis/acme-payments/v1/schemas/money.yaml',
      'apis/acme-payments/v2/next.yaml',
      'apis/acme-payments/v2/schemas/money.yaml',
      'environments/dev.yaml',
      'environments/prod.yaml',
      'plans/standard.yaml',
      'teams/platform-team.yaml',
    ],
  )
  assert.equal(
    readFileSync(join(cwd, 'new/apis/acme-payments/api.yaml'), 'utf8'),
    `# yaml-language-server: $schema=../../.apigov/schemas/api.json
title: "Acme Payments API"
summary: "Take payments."
owner: platform-team # whoever approves changes: a team in teams/
visibility: internal # internal, partner or public
dataClass: internal # public, internal, confidential or restricted
versions:
  v1: { state: published }
  v2: { state: published, contract: "next.yaml" }
`,
  )
  assert.equal((await run(cwd, 'validate', 'new')).code, 0)
})

test('init --adopt writes nothing where a contract cannot be read, and says why', async (t) => {
  const cwd = contractsIn(t)
  writeFileSync(join(cwd, 'broken.yaml'), 'openapi: [')
  const { code, stdout, stderr } = await run(
    cwd,
    'init',
    'new',
    '--adopt',
    'old/openapi.yaml',
    '--adopt',
    'broken.yaml',
  )
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /^error {2}broken\.yaml:1:11 /)
  assert.deepEqual(existsSync(join(cwd, 'new')), false)
})

test('init --adopt does not choose between two contracts of one version', async (t) => {
  const cwd = contractsIn(t)
  writeFileSync(join(cwd, 'old/again.yaml'), contract('acme payments', '1.0.0'))
  const { code, stderr } = await run(cwd, 'init', 'new', '--adopt', 'old/openapi.yaml', '--adopt', 'old/again.yaml')
  assert.equal(code, 2)
  assert.match(stderr, /^error: Two of the contracts would be `acme-payments\/v1`\n/)
})
