import assert from 'node:assert/strict'
import test from 'node:test'
import { scratchFolder } from '../../git/scratch.ts'
import { contract, runIn, schema, write } from '../comparing.ts'

test('changelog: of two files, by our template and by one of the user’s own', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a/api.yaml': contract, 'a/schema.yaml': schema('name') })
  write(dir, { 'b/api.yaml': contract.replace('1.0.0', '1.1.0'), 'b/schema.yaml': schema('name', 'age') })
  write(dir, { 'own.hbs': '{{version}}:{{#each added}} {{rule}}{{/each}}', 'bad.hbs': '{{#each added}}' })
  assert.deepEqual(await runIn(dir, 'changelog', 'a/api.yaml', 'b/api.yaml', '--date', '2026-11-20'), {
    code: 0,
    stderr: '',
    stdout: '## 1.1.0 (2026-11-20)\n\n### Added\n\n- `GET /pets`: `age` of the response `200` is new\n',
  })
  assert.equal(
    (await runIn(dir, 'changelog', 'a/api.yaml', 'b/api.yaml', '--template', 'own.hbs')).stdout,
    '1.1.0: `response-optional-property-added`\n',
  )
  const { code, stderr } = await runIn(dir, 'changelog', 'a/api.yaml', 'b/api.yaml', '--template', 'bad.hbs')
  assert.equal(code, 2)
  assert.match(stderr, /The template `bad.hbs` cannot be used/)
})
