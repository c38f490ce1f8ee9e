import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import test, { type TestContext } from 'node:test'
import { gitEnv, scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

const today = new Date().toISOString().slice(0, 10)

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

test('adopt makes APIs of existing contracts, with the files they reach and no others', async (t) => {
  const cwd = contractsIn(t)
  const { code, stderr } = await run(cwd, 'adopt', 'old/openapi.yaml', 'old/next.yaml', '--into', 'new')
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(
    readdirSync(join(cwd, 'new'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.apigov'))
      .map((entry) => relative(join(cwd, 'new'), join(entry.parentPath, entry.name)))
      .sort(),
    [
      `adoptions/${today}.yaml`,
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

test('adopt shows one page by rule, and as JSON', async (t) => {
  const cwd = contractsIn(t)
  const paths = ['old/openapi.yaml', 'old/next.yaml', '--into', 'new', '--dry-run']
  assert.deepEqual(await run(cwd, 'adopt', ...paths), {
    code: 0,
    stdout: `2 contracts brought in as 1 API, 0 left outside.
6 findings by 3 rules are known once this is approved and merged:
then they fail nothing, and can only become fewer.

What to do first
 1. Decide on info-contact, 33 % of all findings: keep it, or set it to \`off\` in
    policies/ruleset.yaml.
 2. Decide on oas3-api-servers, 33 % of all findings: keep it, or set it to
    \`off\` in policies/ruleset.yaml.
 3. Decide on oas3-unused-component, 33 % of all findings: keep it, or set it to
    \`off\` in policies/ruleset.yaml.

  Findings  Contracts  Severity Rule
         2          2  warning  info-contact
         2          2  warning  oas3-api-servers
         2          2  warning  oas3-unused-component

Nothing was written.
`,
    stderr: '',
  })
  assert.deepEqual(readdirSync(cwd), ['old'])
  const { adopted, refused, rules } = JSON.parse((await run(cwd, 'adopt', ...paths, '--format', 'json')).stdout)
  assert.deepEqual(adopted[1], { from: 'old/next.yaml', to: 'apis/acme-payments/v2', findings: 3 })
  assert.deepEqual(refused, [])
  assert.deepEqual([rules[0].rule, rules[0].findings, rules[0].contracts], ['info-contact', 2, 2])
})

test('adopt leaves outside what it cannot bring in, says why, and brings in the rest', async (t) => {
  const cwd = contractsIn(t)
  writeFileSync(join(cwd, 'broken.yaml'), 'openapi: [')
  const { code, stdout } = await run(cwd, 'adopt', 'broken.yaml', 'gone.yaml', 'old/openapi.yaml', '--into', 'new')
  assert.equal(code, 1)
  assert.match(stdout, /^1 contract brought in as 1 API, 2 left outside\.$/m)
  assert.match(stdout, /^Left outside\n {2}broken\.yaml\n {4}.*\(line 1\)/m)
  assert.match(stdout, /^ {2}gone\.yaml\n {4}There is no file `gone\.yaml`\. Correct the path\.$/m)

  const again = await run(cwd, 'adopt', 'old/next.yaml', '--into', 'new')
  assert.equal(again.code, 1)
  assert.match(again.stdout, /There is an API `acme-payments` already/)
  const owner = await run(cwd, 'adopt', 'old/next.yaml', '--into', 'new', '--owner', 'nobody')
  assert.match(owner.stderr, /^error: `--owner` cannot be `nobody`\n/)
})

test('what is adopted is known from the branch on that brings it in, and what is new in it fails', async (t) => {
  const cwd = contractsIn(t)
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd, env: gitEnv })
  git('init', '--quiet', '--initial-branch=main')
  git('commit', '--quiet', '--allow-empty', '--message', 'Begin')
  git('checkout', '--quiet', '-b', 'adoption')
  const path = join(cwd, 'old/openapi.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('paths: {}', 'paths: { /cards/: {} }'))
  await run(cwd, 'adopt', 'old/openapi.yaml', '--into', '.')
  assert.deepEqual(await run(cwd, 'validate'), {
    code: 0,
    stdout: `error (known)  adoptions/${today}.yaml:7:1  adoption
  Brought in with \`adoptions/${today}.yaml\`: 4 findings in 1 contract, known
  once it is merged
  See each with \`--all\`.

1 known.
`,
    stderr: '',
  })
  assert.equal((await run(cwd, 'lint', 'apis/acme-payments/v1/openapi.yaml')).code, 0)
  assert.equal((await run(cwd, 'validate', '--all')).code, 1)

  git('add', '--all')
  git('commit', '--quiet', '--message', 'Adopt')
  git('branch', '--force', 'main', 'adoption')
  const file = join(cwd, 'apis/acme-payments/v1/openapi.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('/cards/: {}', '/cards/: {}, /new/: {}'))
  const after = await run(cwd, 'validate', '--format', 'json')
  const errors = JSON.parse(after.stdout).findings.filter((one: { severity: string }) => one.severity === 'error')
  assert.deepEqual(
    errors.map(({ known, message }: Record<string, unknown>) => [known, message]),
    [
      [true, 'The path `/cards/` ends in a slash'],
      [false, 'The path `/new/` ends in a slash'],
    ],
  )
})

test('until an adoption is agreed to its findings are counted, and what it does not cover is told', async (t) => {
  const cwd = contractsIn(t)
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd, env: gitEnv })
  await run(cwd, 'adopt', 'old/openapi.yaml', '--into', '.')
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Begin')
  git('checkout', '--quiet', '-b', 'adoption')
  const more = join(cwd, 'old/orders.yaml')
  writeFileSync(more, contract('Orders API', '1.0.0').replace('paths: {}', 'paths: { /orders/: {} }'))
  await run(cwd, 'adopt', 'old/orders.yaml', '--into', '.')
  const known = join(cwd, 'apis/acme-payments/v1/openapi.yaml')
  writeFileSync(known, readFileSync(known, 'utf8').replace('paths: {}', 'paths: { /new/: {} }'))

  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  const findings = JSON.parse(stdout).findings.filter((one: { known: boolean }) => !one.known)
  assert.equal(code, 1)
  assert.deepEqual(
    findings.map(({ rule, message, help }: Record<string, unknown>) => [rule, message, help]),
    [
      [
        'adoption',
        `Brought in with \`adoptions/${today}-2.yaml\`: 4 findings in 1 contract, known once it is merged`,
        'Wait for `platform-team` to approve it. See each with `--all`.',
      ],
      ['path-trailing-slash', 'The path `/new/` ends in a slash', 'Write `/new`.'],
    ],
  )
})
