import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { company } from '../../catalog/company.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

const contract = `openapi: 3.1.0
info:
  title: Payments
  description: Take and refund card payments.
  version: 1.0.0
  contact: { name: Payments team }
servers: [{ url: https://api.acme.example }]
paths: {}
`
const good = { ...company, 'apis/payments/v1/openapi.yaml': contract }

function catalogIn(t: TestContext, files: Readonly<Record<string, string>>): string {
  const dir = scratchFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  return dir
}

test('validate answers 1 and names file, line and remedy, as the caller can open them', async (t) => {
  const below = Object.fromEntries(Object.entries(good).map(([path, text]) => [`acme/${path}`, text]))
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

test('validate lints the contracts, by the catalog’s own ruleset where it has one', async (t) => {
  const files = { ...good, 'apis/payments/v1/openapi.yaml': contract.replace('https:', 'http:') }
  const warned = await run(catalogIn(t, files), 'validate', '--format', 'json')
  assert.deepEqual({ code: warned.code, rules: rulesOf(warned.stdout) }, { code: 0, rules: ['server-url-not-https'] })
  const strict = {
    ...files,
    'policies/ruleset.yaml': 'extends: apigov:recommended\nrules: { server-url-not-https: error }\n',
  }
  assert.equal((await run(catalogIn(t, strict), 'validate')).code, 1)
  assert.equal((await run(catalogIn(t, files), 'validate', '--fail-on', 'warning')).code, 1)
})

test('validate tells what cannot be read in a contract', async (t) => {
  const cwd = catalogIn(t, {
    ...good,
    'apis/payments/v1/openapi.yaml': `${contract}components: { schemas: { A: { $ref: "/etc/passwd" } } }\n`,
  })
  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  assert.equal(code, 1)
  assert.equal(JSON.parse(stdout).findings[0].file, 'apis/payments/v1/openapi.yaml')
})

test('validate holds the catalog to what policy asks of any', async (t) => {
  const api = company['apis/payments/api.yaml']?.replace('published', 'deprecated') ?? ''
  const late = 'for: finding\nfingerprint: fp1:0123456789abcdef0123456789abcdef\nreason: Later.\nexpires: 2020-01-01\n'
  const cwd = catalogIn(t, { ...good, 'apis/payments/api.yaml': api, 'exceptions/late.yaml': late })
  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  assert.deepEqual({ code, rules: rulesOf(stdout) }, { code: 1, rules: ['retired-after-sunset', 'exception-valid'] })
})

test('validate answers 2 where a question could not be asked, after all it could find', async (t) => {
  const cwd = catalogIn(t, { ...good, 'plans/gold.yaml': '{}', 'policies/ruleset.yaml': 'extends: ["./evil.js"]\n' })
  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  assert.equal(code, 2)
  assert.deepEqual(rulesOf(stdout), ['APIGOV_RULESET_BROKEN', 'catalog-shape'])
})

test('validate runs the ruleset of the working tree, with the packages that are installed there; a rule that throws is no answer', async (t) => {
  const ruleset = (name: string) =>
    `import { judge } from 'judges'\nexport default { rules: { mine: { given: '$.info', then: { function: judge('${name}') } } } }\n`
  const cwd = catalogIn(t, {
    ...good,
    'policies/ruleset.js': ruleset('tells'),
    'node_modules/judges/index.js':
      "exports.judge = (what) => function judge() { if (what !== 'tells') throw new Error('no'); return [{ message: 'told' }] }\n",
  })
  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  assert.deepEqual({ code, rules: rulesOf(stdout) }, { code: 0, rules: ['mine'] })
  writeFileSync(join(cwd, 'policies/ruleset.js'), ruleset('throws'))
  const failed = await run(cwd, 'validate', '--format', 'json')
  assert.deepEqual({ code: failed.code, rules: rulesOf(failed.stdout) }, { code: 2, rules: ['rule-crashed'] })
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

function rulesOf(json: string): string[] {
  return JSON.parse(json).findings.map(({ rule }: { rule: string }) => rule)
}
