import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { company } from '../../catalog/company.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

const contract = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths: {}
`

function catalogIn(t: TestContext, files: Readonly<Record<string, string>>): string {
  const dir = scratchFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  return dir
}

test('validate answers 1 and names file, line and remedy, as the caller can open them', async (t) => {
  const below = Object.fromEntries(
    Object.entries({ ...company, 'apis/payments/v1/openapi.yaml': contract }).map(([path, text]) => [
      `acme/${path}`,
      text,
    ]),
  )
  const cwd = catalogIn(t, { ...below, 'acme/plans/gold.yaml': 'limts: []\n' })
  assert.deepEqual(await run(cwd, 'validate', 'acme'), {
    code: 1,
    stdout: `error  acme/plans/gold.yaml:1:1  catalog-shape
  \`limits\` is missing
  Add \`limits\`.

error  acme/plans/gold.yaml:1:1  catalog-unknown-key
  \`limts\` is not a key that is known here: did you mean \`limits\`?
  Write \`limits\`, or start the key with \`x-\` if it is your own.

2 errors.
`,
    stderr: '',
  })
})

test('validate reads the contracts too', async (t) => {
  const cwd = catalogIn(t, {
    ...company,
    'apis/payments/v1/openapi.yaml': `${contract}components: { schemas: { A: { $ref: "/etc/passwd" } } }\n`,
  })
  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  assert.equal(code, 1)
  assert.deepEqual(
    JSON.parse(stdout).findings.map(({ file, severity }: { file: string; severity: string }) => ({ file, severity })),
    [{ file: 'apis/payments/v1/openapi.yaml', severity: 'error' }],
  )
})

test('validate checks every catalog of the repository', async (t) => {
  const cwd = catalogIn(t, { 'a/apigov.yaml': 'format: 1\n', 'b/apigov.yaml': 'format: 1\n' })
  const { code, stdout } = await run(cwd, 'validate')
  assert.equal(code, 1)
  assert.match(stdout, /^error {2}a\/apigov\.yaml:1:1 [\s\S]*^error {2}b\/apigov\.yaml:1:1 /m)
})

test('validate cannot answer where there is no catalog', async (t) => {
  const cwd = scratchFolder(t)
  const { code, stdout, stderr } = await run(cwd, 'validate')
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.match(
    stderr,
    /^error: There is no catalog in `.*`: no folder below it has an `apigov\.yaml`\n {2}Name the folder/,
  )
})
