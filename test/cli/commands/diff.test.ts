import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { scratchFolder, scratchRepository } from '../../git/scratch.ts'
import { contract, runIn, schema, write } from '../comparing.ts'

test('diff: two files, with what they refer to, as text', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a/api.yaml': contract, 'a/schema.yaml': schema('name', 'age') })
  write(dir, { 'b/api.yaml': contract, 'b/schema.yaml': schema('name') })
  assert.deepEqual(await runIn(dir, 'diff', 'a/api.yaml', 'b/api.yaml', '--fail-on', 'dangerous'), {
    code: 1,
    stderr: '',
    stdout: `DANGEROUS  GET /pets
  \`age\` of the response \`200\` was removed
  Deprecate the property first and remove it when nobody uses it any more.
  a/schema.yaml:5:5 response-optional-property-removed

1 dangerous: a minor version.
`,
  })
})

test('diff: what may break does not fail unless asked for', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a/api.yaml': contract, 'a/schema.yaml': schema('name', 'age') })
  write(dir, { 'b/api.yaml': contract, 'b/schema.yaml': schema('name') })
  assert.equal((await runIn(dir, 'diff', 'a/api.yaml', 'b/api.yaml')).code, 0)
})

test('diff: a contract of a commit against one on disk, as JSON', async (t) => {
  const repository = scratchRepository(t)
  repository.commit({ 'api.yaml': contract, 'schema.yaml': schema('name') })
  write(repository.dir, { 'schema.yaml': schema('name', 'age') })
  const { code, stdout, stderr } = await runIn(
    repository.dir,
    ...['diff', 'HEAD:api.yaml', 'api.yaml', '--format', 'json', '--as', 'acme/pets/v1'],
  )
  assert.deepEqual([code, stderr], [0, ''])
  const get = { kind: 'operation', method: 'GET', path: '/pets' }
  assert.deepEqual(JSON.parse(stdout), {
    format: 1,
    base: 'HEAD:api.yaml',
    revision: 'api.yaml',
    breaking: false,
    bump: 'minor',
    changes: [
      {
        rule: 'response-optional-property-added',
        impact: 'safe',
        direction: 'response',
        message: '`age` of the response `200` is new',
        help: 'Nothing to do.',
        fingerprint: JSON.parse(stdout).changes[0].fingerprint,
        subject: get,
        affects: [get],
        base: null,
        revision: { file: 'schema.yaml', line: 5, column: 5 },
      },
    ],
  })
})

test('diff: a question that cannot be asked is not answered with yes', async (t) => {
  const dir = scratchFolder(t)
  write(dir, {
    'api.yaml': contract,
    'schema.yaml': schema('name'),
    'broken.yaml': 'openapi: [',
    'lone.yaml': contract.replace('schema.yaml', 'gone.yaml'),
  })
  symlinkSync('/etc/hostname', join(dir, 'link.yaml'))
  for (const [file, reason] of [
    ['none.yaml', /There is no file `none.yaml`/],
    ['link.yaml', /`link.yaml` cannot be read as a contract: it is a symlink/],
    ['broken.yaml', /`broken.yaml` cannot be read as a contract/],
    ['lone.yaml', /`lone.yaml` cannot be read as a contract/],
    ['HEAD:api.yaml', /repository/],
  ] as const) {
    const { code, stdout, stderr } = await runIn(dir, 'diff', 'api.yaml', file)
    assert.deepEqual([code, stdout], [2, ''], file)
    assert.match(stderr, reason)
  }
  assert.match(
    (await runIn(dir, 'diff', 'api.yaml', 'api.yaml', '--as', 'pets')).stderr,
    /`pets` does not name a version/,
  )
})

test('diff: a second opinion is shown where it differs or is missing, and decides nothing', async (t) => {
  const dir = scratchFolder(t)
  const open = contract.replace('3.1.0', '3.0.3')
  const locked = `${open}security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`
  write(dir, {
    'schema.yaml': schema('name'),
    'open.yaml': open,
    'locked.yaml': locked,
    'new.yaml': contract,
  })
  const differing = await runIn(dir, 'diff', 'open.yaml', 'locked.yaml', '--second-opinion')
  assert.deepEqual([differing.code, differing.stderr], [1, ''])
  assert.match(differing.stdout, /a major version\.\n\nSecond opinion: openapi-diff finds nothing breaking here\n$/)
  const agreeing = await runIn(dir, 'diff', 'open.yaml', 'open.yaml', '--second-opinion')
  assert.deepEqual([agreeing.code, agreeing.stdout.includes('opinion')], [0, false])
  const { code, stdout } = await runIn(dir, 'diff', 'new.yaml', 'new.yaml', '--second-opinion', '--format', 'json')
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout).secondOpinion, {
    tool: 'openapi-diff',
    outcome: 'none',
    because: 'it does not read OpenAPI 3.1',
  })
})
