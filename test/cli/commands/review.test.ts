import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { scratchRepository } from '../../git/scratch.ts'
import { sarifErrors } from '../../report/sarif.ts'
import { openapiCompany, paymentsContract } from '../../review/openapi-company.ts'
import { run } from '../run.ts'

const contract = 'apis/payments/v2/openapi.yaml'

/** A repository whose `main` has the company, and a branch of these files checked out. */
function proposed(t: TestContext, files: Readonly<Record<string, string>>) {
  const repository = scratchRepository(t)
  const base = repository.commit(openapiCompany)
  repository.git('checkout', '--quiet', '-b', 'proposal')
  return { ...repository, base, head: repository.commit(files) }
}

test('review answers 1 and tells what breaks, who must agree and which version it needs', async (t) => {
  const { dir, base, head } = proposed(t, { [contract]: paymentsContract('2.3.0', 'id') })
  assert.deepEqual(await run(dir, 'review'), {
    code: 1,
    stdout: `ok       catalog        All files are right
ok       lint           Nothing to say
FAILED   compatibility  1 breaking
FAILED   policy         1 error · waiting for payments-team
ok       gateway        The gateways stay as they are

compatibility:
error  apis/payments/v2/openapi.yaml:25:17  response-required-property-removed
  \`amount\` of the response \`200\` was removed
  Go on sending the property, or remove it in a new major version.

1 error.

policy:
error  apis/payments/api.yaml:7:3  breaking-change
  \`payments/v2\` is \`published\` and this proposal makes a breaking change to it
  Keep what callers use, bring the change as \`payments/v3\`, or record an
  exception for each fingerprint in \`exceptions/\`.

1 error.

Versions:
  payments/v2 needs 3.0.0 (major) after 2.3.0; it says 2.3.0

Approvals:
  wanted payments-team: owns API \`payments\`

Gateways:
  dev: unchanged

${head.slice(0, 12)} against ${base.slice(0, 12)}: FAILED
`,
    stderr: '',
  })
})

test('review answers 0 when the circumstances hold the approval, and replays them', async (t) => {
  const { dir, head } = proposed(t, { [contract]: paymentsContract('2.4.0', 'id', 'amount', 'currency') })
  const circumstances = {
    format: 1,
    now: '2026-11-20T12:00:00Z',
    author: 'ann',
    reviews: [{ reviewer: 'pia', state: 'approved', commit: head }],
    members: { 'acme/payments': ['pia'] },
    released: {},
  }
  const file = join(dir, '..', 'circumstances.json')
  writeFileSync(file, JSON.stringify(circumstances))
  const { code, stdout } = await run(dir, 'review', '--circumstances', file, '--format', 'json')
  const { at, conclusion, approvals } = JSON.parse(stdout)
  assert.deepEqual(
    { code, at, conclusion, approvals },
    {
      code: 0,
      at: '2026-11-20T12:00:00Z',
      conclusion: 'success',
      approvals: [
        {
          team: 'payments-team',
          forge: 'acme/payments',
          because: 'owns API `payments`',
          files: [contract],
          givenBy: 'pia',
        },
      ],
    },
  )
})

test('review shows its findings in the formats that other programs read', async (t) => {
  const { dir } = proposed(t, { [contract]: paymentsContract('2.3.0', 'id') })
  const { stdout } = await run(dir, 'review', '--format', 'sarif')
  assert.deepEqual(sarifErrors(stdout), [])
  const [{ tool, results }] = JSON.parse(stdout).runs
  assert.deepEqual(results.map(({ ruleId }: { ruleId: string }) => ruleId).sort(), [
    'breaking-change',
    'response-required-property-removed',
  ])
  for (const { id, fullDescription } of tool.driver.rules) assert.match(fullDescription?.text ?? '', /\.$/, id)
})

test('review compares as the catalog of the base says, an API as it says itself', async (t) => {
  const api = 'apis/payments/api.yaml'
  const text = openapiCompany[api] ?? ''
  const removed = 'response-required-property-removed'
  const repository = scratchRepository(t)
  repository.commit({
    ...openapiCompany,
    'apigov.yaml': `${openapiCompany['apigov.yaml']}compatibility:\n  severityLevels: { ${removed}: warn }\n`,
    [api]: `${text}compatibility: { severityLevels: { api-tag-removed: err } }\n`,
  })
  repository.git('checkout', '--quiet', '-b', 'proposal')
  repository.commit({
    [contract]: paymentsContract('2.3.0', 'id').replace('      tags: [charges]\n', ''),
    [api]: `${text}compatibility: { severityLevels: { api-tag-removed: none, ${removed}: none } }\n`,
  })
  const { stdout } = await run(repository.dir, 'review', '--format', 'json')
  const { checks, contracts } = JSON.parse(stdout)
  assert.deepEqual(
    contracts[0].diff.changes.map(({ rule, impact }: { rule: string; impact: string }) => [rule, impact]),
    [
      ['api-tag-removed', 'breaking'],
      [removed, 'dangerous'],
    ],
  )
  const compatibility = checks.find(({ name }: { name: string }) => name === 'compatibility')
  assert.deepEqual(
    compatibility.findings
      .filter(({ rule }: { rule: string }) => rule === 'compatibility-changed')
      .map(({ severity, message }: { severity: string; message: string }) => [severity, message]),
    [
      [
        'info',
        'This proposal is compared as its base says; `compatibility` of `apis/payments/api.yaml` counts once it is merged',
      ],
    ],
  )
})

test('review judges sunsets by the days of notice of the catalog and the time of the circumstances', async (t) => {
  const repository = scratchRepository(t)
  const settings = `${openapiCompany['apigov.yaml']}compatibility: { deprecationDaysStable: 180 }\n`
  repository.commit({ ...openapiCompany, 'apigov.yaml': settings })
  repository.git('checkout', '--quiet', '-b', 'proposal')
  const deprecated = '      operationId: listCharges\n      deprecated: true\n      x-sunset: 2027-06-30\n'
  repository.commit({
    [contract]: paymentsContract('2.3.1', 'id', 'amount').replace('      operationId: listCharges\n', deprecated),
  })
  const rulesAt = async (now: string) => {
    const file = join(repository.dir, '..', 'circumstances.json')
    writeFileSync(file, JSON.stringify({ format: 1, now, author: null, reviews: [], members: {}, released: {} }))
    const { stdout } = await run(repository.dir, 'review', '--circumstances', file, '--format', 'json')
    return JSON.parse(stdout).contracts[0].diff.changes.map(({ rule }: { rule: string }) => rule)
  }
  assert.deepEqual(await rulesAt('2026-11-20T12:00:00Z'), ['endpoint-deprecated-with-sunset'])
  assert.deepEqual(await rulesAt('2027-03-01T12:00:00Z'), ['api-sunset-date-too-small'])
})

test('review judges what the merge would give: what the base has gained meanwhile is no change of the proposal', async (t) => {
  const { dir, git, commit } = proposed(t, { 'README.md': 'Hello\n' })
  git('checkout', '--quiet', 'main')
  commit({ [contract]: paymentsContract('2.4.0', 'id', 'amount', 'currency') })
  git('checkout', '--quiet', 'proposal')
  const { code, stdout } = await run(dir, 'review', '--format', 'json')
  assert.deepEqual({ code, contracts: JSON.parse(stdout).contracts }, { code: 0, contracts: [] })
})

test('review answers 2 and says what to do when the question cannot be asked', async (t) => {
  const { dir, git, commit } = proposed(t, { 'README.md': 'Mine\n' })
  const [unknown, unreadable] = [
    await run(dir, 'review', '--base', 'nowhere'),
    await run(dir, 'review', '--circumstances', 'nowhere.json'),
  ]
  git('checkout', '--quiet', 'main')
  commit({ 'README.md': 'Theirs\n' })
  const conflict = await run(dir, 'review', '--head', 'proposal')
  assert.deepEqual(
    [unknown, unreadable, conflict].map(({ code, stdout, stderr }) => ({
      code,
      stdout,
      id: /\((\w+)\)/.exec(stderr)?.[1],
    })),
    [
      { code: 2, stdout: '', id: 'APIGOV_REVISION_UNKNOWN' },
      { code: 2, stdout: '', id: 'APIGOV_CIRCUMSTANCES_UNREADABLE' },
      { code: 2, stdout: '', id: 'APIGOV_PROPOSAL_CONFLICTS' },
    ],
  )
})

/** A proposal could bring code that reads what the reviewer's machine holds. What it brings is told, and not run. */
test('a ruleset in JavaScript is run as it stands on the base; what the proposal makes of it, and what it would add, is not', async (t) => {
  const ruleset = (word: string) =>
    `import { judge } from './judge.js'\nexport default { rules: { mine: { given: '$.info', then: { function: judge('${word}') } } } }\n`
  const judge = 'export const judge = (word) => function told() { return [{ message: word }] }\n'
  const repository = scratchRepository(t)
  const { 'policies/ruleset.yaml': _, ...company } = openapiCompany
  repository.commit({ ...company, 'policies/ruleset.js': ruleset('base'), 'policies/judge.js': judge })
  repository.git('checkout', '--quiet', '-b', 'proposal')
  repository.commit({
    [contract]: paymentsContract('2.3.1', 'id', 'amount', 'currency'),
    'policies/judge.js': "throw new Error('run')\n",
    'policies/ruleset.yaml': 'extends: ./head.js\n',
    'policies/head.js': "throw new Error('run')\n",
  })
  const { stdout } = await run(repository.dir, 'review', '--format', 'json')
  const { findings } = JSON.parse(stdout).checks.find((check: { name: string }) => check.name === 'lint')
  assert.deepEqual(
    findings.map(({ rule, message, place }: Record<string, unknown>) => [
      rule,
      message,
      (place as { file: string }).file,
    ]),
    [
      ['mine', 'base', contract],
      [
        'ruleset-changed',
        'This proposal is held to the ruleset of its base; `policies/judge.js` is code, which is not run before it is merged',
        'policies/judge.js',
      ],
    ],
  )
})

test('review compares two APIs that changed alike, each by its own settings', async (t) => {
  const repository = scratchRepository(t)
  const settings = `compatibility:
  deprecationDaysBeta: 90
  deprecationDaysStable: 180
  stabilityLevel: alpha
  severityLevels: { api-tag-removed: err }
  matchPath: ^/(stable|beta|alpha|whole)$
  flattenAllof: false
`
  const operation = (more: string) => `{ get: { tags: [old], ${more}responses: { '200': { description: Done. } } } }`
  const contract = (more: string, tag: string, schema: string) =>
    `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /stable: ${operation(more)}
  /beta: ${operation(`x-stability-level: beta, ${more}`)}
  /alpha: ${operation('x-stability-level: alpha, ').replace('[old]', tag)}
  /other: ${operation('').replace('[old]', tag)}
  /whole: { get: { responses: { '200': { description: All., content: { application/json: { schema: ${schema} } } } } } }
`
  const [a, b] = ['properties: { a: { type: string } }', 'properties: { b: { type: string } }']
  const before = contract('', '[old, older]', '{ properties: { a: { type: string }, b: { type: string } } }')
  const after = contract('deprecated: true, x-sunset: 2026-12-31, ', '[old]', `{ allOf: [{ ${a} }, { ${b} }] }`)
  const both = (text: string) => ({ 'apis/payments/v2/openapi.yaml': text, 'apis/refunds/v2/openapi.yaml': text })
  const api = openapiCompany['apis/payments/api.yaml'] ?? ''
  repository.commit({
    ...openapiCompany,
    ...both(before),
    'apis/payments/api.yaml': `${api}${settings}`,
    'apis/refunds/api.yaml': api,
  })
  repository.git('checkout', '--quiet', '-b', 'proposal')
  repository.commit(both(after))
  const now = { format: 1, now: '2026-11-20T12:00:00Z', author: null, reviews: [], members: {}, released: {} }
  writeFileSync(join(repository.dir, 'now.json'), JSON.stringify(now))
  const { stdout } = await run(repository.dir, 'review', '--format', 'json', '--circumstances', 'now.json')
  const { contracts } = JSON.parse(stdout)
  interface Told {
    readonly api: string
    readonly diff: { changes: readonly { impact: string; rule: string; subject: { path: string } }[] }
  }
  const told = contracts.map(({ api, diff }: Told) => [
    api,
    diff.changes.map(({ impact, rule, subject }) => `${impact} ${rule} ${subject.path}`),
  ])
  assert.deepEqual(Object.fromEntries(told), {
    payments: [
      'breaking api-sunset-date-too-small /stable',
      'breaking api-sunset-date-too-small /beta',
      'breaking api-tag-removed /alpha',
      'dangerous response-optional-property-removed /whole',
      'dangerous response-optional-property-removed /whole',
      'safe response-body-all-of-added /whole',
    ],
    refunds: [
      'safe endpoint-deprecated-with-sunset /stable',
      'safe endpoint-deprecated-with-sunset /beta',
      'safe api-tag-removed /other',
    ],
  })
})
