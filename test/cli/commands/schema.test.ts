import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { schemaFiles } from '#catalog/schema-files.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

test('schema lists the kinds, at 80 columns', async (t) => {
  const { code, stdout, stderr } = await run(scratchFolder(t), 'schema')
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, /^team: teams\/\{team\}\.yaml\n {2}A team that owns .*\.$/m)
  assert.deepEqual(
    stdout.split('\n').filter((line) => line.length > 80),
    [],
  )
})

test('schema prints the JSON Schema of a kind', async (t) => {
  const { code, stdout } = await run(scratchFolder(t), 'schema', 'team')
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'team (teams/{team}.yaml)',
    description: 'A team that owns APIs or consumers; its members on the forge approve.',
    type: 'object',
    properties: {
      title: { type: 'string', pattern: '\\S' },
      forge: {
        type: 'string',
        pattern: '^[A-Za-z0-9][A-Za-z0-9-]*\\/[A-Za-z0-9._-]+$',
        description: 'Organisation and slug of the team on the forge: `acme/payments`.',
      },
      contact: { type: 'string', pattern: '\\S', description: 'Where people reach it.' },
      labels: true,
    },
    required: ['title', 'forge'],
    additionalProperties: false,
    patternProperties: { '^x-': {} },
  })
})

test('schema does not know a kind that is misspelt, and says which was meant', async (t) => {
  const { code, stdout, stderr } = await run(scratchFolder(t), 'schema', 'taem')
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, /^error: `taem` is no kind of catalog file: did you mean `team`\?\n {2}Run `apigov schema`/)
})

test('schema --out writes all of them, over those of an older apigov', async (t) => {
  const cwd = scratchFolder(t)
  await run(cwd, 'schema', '--out', '.apigov/schemas')
  assert.equal((await run(cwd, 'schema', '--out', '.apigov/schemas')).code, 0)
  assert.deepEqual(
    readdirSync(join(cwd, '.apigov/schemas')).sort(),
    schemaFiles('')
      .map(({ path }) => path)
      .toSorted(),
  )
  assert.equal(
    JSON.parse(readFileSync(join(cwd, '.apigov/schemas/plan.json'), 'utf8')).title,
    'plan (plans/{plan}.yaml)',
  )
})
