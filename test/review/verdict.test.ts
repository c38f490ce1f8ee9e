import assert from 'node:assert/strict'
import test from 'node:test'
import { defineError } from '#base/errors.ts'
import { fingerprint } from '#base/fingerprint.ts'
import type { Tree } from '#base/tree.ts'
import { bareCircumstances, type Circumstances } from '#policy/circumstances.ts'
import type { Judge } from '#review/judge.ts'
import type { Review } from '#review/review.ts'
import { type ReviewInput, review, reviewJson } from '#review/verdict.ts'
import { company } from './company.ts'
import { plainJudge } from './plain-judge.ts'

const contract = 'apis/payments/v2/openapi.yaml'
const members = { 'acme/payments': ['pia'], 'acme/api-board': ['bob'] }
const approvedBy = (...reviewers: string[]): Partial<Circumstances> => ({
  reviews: reviewers.map((reviewer) => ({ reviewer, state: 'approved', commit: 'head1' })),
})

function reviewed(
  head: Tree,
  {
    base = company(),
    circumstances = {},
    judge = plainJudge(),
    released = async () => null,
  }: {
    base?: Tree | null
    circumstances?: Partial<Circumstances>
    judge?: Judge
    released?: ReviewInput['released']
  } = {},
) {
  const known = { ...bareCircumstances('2026-11-20T12:00:00Z'), author: 'ann', members, ...circumstances }
  return review({ base, head, headCommit: 'head1', circumstances: known, released }, judge)
}
/** `catalog success: title`, for each check. */
const shown = ({ checks }: Review) => checks.map(({ name, conclusion, title }) => `${name} ${conclusion}: ${title}`)
const messagesOf = ({ checks }: Review, name: string) =>
  checks.find((check) => check.name === name)?.findings.map(({ severity, message }) => `${severity}: ${message}`)

test('review: an addition under the version it asks for, approved by its owner, is ready', async () => {
  const verdict = await reviewed(company({ [contract]: '2.4.0: GET /charges, POST /charges, GET /refunds' }), {
    circumstances: approvedBy('pia'),
  })
  assert.deepEqual(shown(verdict), [
    'catalog success: All files are right',
    'lint success: Nothing to say',
    'compatibility success: 1 safe',
    'policy success: Nothing stands against it',
    'gateway success: dev: 1 route added',
  ])
  assert.equal(verdict.conclusion, 'success')
  assert.deepEqual(
    verdict.contracts.map(({ semver, wanted }) => ({ semver, wanted })),
    [{ semver: { base: '2.3.0', head: '2.4.0' }, wanted: { bump: 'minor', semver: '2.4.0' } }],
  )
})

test('review: a removal, a broken rule and a missing approval are each told by their own check', async () => {
  const verdict = await reviewed(company({ [contract]: '2.3.0: GET /charges, lint tags' }))
  assert.deepEqual(shown(verdict), [
    'catalog success: All files are right',
    'lint failure: 1 error',
    'compatibility failure: 1 breaking',
    'policy failure: 1 error · waiting for payments-team',
    'gateway success: dev: 1 route removed',
  ])
  assert.deepEqual(verdict.contracts[0]?.wanted, { bump: 'major', semver: '3.0.0' })
})

test('review: an exception permits the change it names, and waits for the board', async () => {
  const head = company({
    [contract]: '2.4.0: GET /charges',
    'exceptions/drop.yaml': `for: change
fingerprint: "${fingerprint({ rule: 'api-removed-without-deprecation', subject: 'POST /charges' })}"
reason: Nobody calls it.
expires: 2027-01-31
`,
  })
  const waiting = await reviewed(head, { circumstances: approvedBy('pia') })
  assert.deepEqual(messagesOf(waiting, 'catalog'), [])
  assert.deepEqual(shown(waiting).slice(2, 4), [
    'compatibility waiting: 1 breaking',
    'policy waiting: waiting for board',
  ])
  assert.deepEqual(messagesOf(waiting, 'compatibility'), ['error: `POST /charges` was removed'])
  const approved = await reviewed(head, { circumstances: approvedBy('pia', 'bob') })
  assert.deepEqual(messagesOf(approved, 'compatibility'), [
    'info: `POST /charges` was removed (permitted by `exceptions/drop.yaml` until 2027-01-31)',
  ])
  assert.equal(approved.conclusion, 'success')
})

test('review: a proposal that makes its author the owner is judged by the owner there was', async () => {
  const api = new TextDecoder().decode(await company().read('apis/payments/api.yaml'))
  const head = company({
    'apis/payments/api.yaml': api.replace('payments-team', 'intruders'),
    'teams/intruders.yaml': 'title: Intruders\nforge: acme/intruders\n',
  })
  const verdict = await reviewed(head, {
    circumstances: { members: { ...members, 'acme/intruders': ['eve'] }, ...approvedBy('eve') },
  })
  assert.equal(verdict.conclusion, 'waiting')
  assert.deepEqual(
    verdict.approvals.map(({ team, because, givenBy }) => ({ team, because, givenBy })),
    [
      { team: 'board', because: 'decides on teams', givenBy: null },
      { team: 'payments-team', because: 'owns API `payments`', givenBy: null },
    ],
  )
})

test('review: only contracts with a changed file are read', async () => {
  const judge = plainJudge()
  const api = new TextDecoder().decode(await company().read('apis/payments/api.yaml'))
  const orders = {
    'apis/orders/api.yaml': api,
    'apis/orders/v2/openapi.yaml': '2.0.0: GET /orders',
    'apis/orders/environments/dev.yaml':
      'versions: { v2: latest }\nlistener: internal\nupstreams: { payments: { targets: [{ url: http://10.0.0.9:9001 }] } }\n',
  }
  const head = company({ ...orders, [contract]: '2.4.0: GET /charges, POST /charges, GET /refunds' })
  await reviewed(head, { base: company(orders), judge })
  assert.deepEqual([...new Set(judge.asked)], ['summarise payments/v2', 'lint payments/v2', 'diff payments/v2'])
})

test('review: a shared file reaches every contract', async () => {
  const judge = plainJudge()
  await reviewed(company({ 'shared/errors.yaml': 'a: 1' }), { judge })
  assert.ok(judge.asked.includes('summarise payments/v2'))
})

test('review: what the base violates already is known, unless its settings say that nothing is', async () => {
  const base = company({ [contract]: '2.3.0: GET /charges, lint tags' })
  const head = company({ [contract]: '2.4.0: GET /charges, GET /refunds, lint tags, lint ids' })
  const lintOf = async (base: Tree) => (await reviewed(head, { base })).checks.find(({ name }) => name === 'lint')
  assert.equal((await lintOf(base))?.title, '1 error, 1 known')

  const settings = 'format: 1\ncatalog: acme\nenvironments: [dev]\nreview: { board: board, known: none }\n'
  const strict = company({ [contract]: '2.3.0: GET /charges, lint tags', 'apigov.yaml': settings })
  assert.equal((await lintOf(strict))?.title, '2 errors')
})

test('review: a proposal is held to the ruleset of its base', async () => {
  const head = company({
    [contract]: '2.4.0: GET /charges, POST /charges, lint tags',
    'policies/ruleset.yaml': 'extends: []\n',
  })
  assert.deepEqual(messagesOf(await reviewed(head), 'lint'), [
    'error: `tags` of apigov:recommended is broken',
    'info: This proposal is held to the ruleset of its base; `policies/ruleset.yaml` counts once it is merged',
  ])
  const base = company({ 'policies/ruleset.yaml': 'extends: []\n' })
  assert.deepEqual(messagesOf(await reviewed(head, { base }), 'lint'), [
    'error: `tags` of policies/ruleset.yaml is broken',
  ])
})

test('review: with a catalog that cannot be read every check is concluded and none is green', async () => {
  const unreadable = 'This could not be judged, because the catalog has errors'
  for (const broken of ['format: [', null]) {
    const verdict = await reviewed(company({ 'apigov.yaml': broken }))
    assert.deepEqual(
      verdict.checks.map(({ name, conclusion }) => `${name} ${conclusion}`),
      ['catalog failure', 'lint failure', 'compatibility failure', 'policy failure', 'gateway failure'],
    )
    for (const name of ['lint', 'compatibility', 'policy', 'gateway'])
      assert.deepEqual(messagesOf(verdict, name), [`error: ${unreadable}`])
  }
})

test('review: one broken file hides nothing that can be said of the others, and nothing is green for want of it', async () => {
  const verdict = await reviewed(
    company({ 'teams/board.yaml': 'title: [', [contract]: '2.3.0: GET /charges, lint tags' }),
  )
  assert.deepEqual(
    verdict.checks.map(({ name, conclusion }) => `${name} ${conclusion}`),
    ['catalog failure', 'lint failure', 'compatibility failure', 'policy failure', 'gateway failure'],
  )
  assert.ok(messagesOf(verdict, 'lint')?.includes('error: `tags` of apigov:recommended is broken'))
})

test('review: a contract that cannot be read fails what depends on it', async () => {
  const verdict = await reviewed(company({ [contract]: 'nonsense' }))
  assert.deepEqual(messagesOf(verdict, 'compatibility'), [
    'error: What changes for callers of `payments/v2` cannot be known, because its contract cannot be read',
  ])
  assert.deepEqual(messagesOf(verdict, 'gateway'), [
    'error: `payments/v2` cannot be served in `dev`: its contract cannot be read',
  ])
  assert.deepEqual(messagesOf(verdict, 'policy'), [
    'error: Whether `payments/v2` keeps to policy cannot be known, because its changes cannot',
  ])
})

test('review: a template that cannot be used is told where it is written', async () => {
  const verdict = await reviewed(company({ 'templates/changelog.md.hbs': '{{#if' }))
  assert.deepEqual(
    verdict.checks[0]?.findings.map(({ severity, place }) => ({ severity, file: place?.file })),
    [{ severity: 'error', file: 'templates/changelog.md.hbs' }],
  )
})

test('review: a question without an answer fails the check that asked it, with what to do, and the others go on', async () => {
  const tooSlow = defineError(
    'APIGOV_TEST_TOO_SLOW',
    () => 'Lint took longer than 60 s',
    () => 'Make the contract smaller.',
  )
  const judge = plainJudge({ on: 'lint', error: tooSlow() })
  const verdict = await reviewed(company({ [contract]: '2.4.0: GET /charges, POST /charges, GET /refunds' }), { judge })
  assert.deepEqual(shown(verdict).slice(0, 3), [
    'catalog success: All files are right',
    'lint failure: 1 error',
    'compatibility success: 1 safe',
  ])
  assert.deepEqual(messagesOf(verdict, 'lint'), ['error: Lint took longer than 60 s'])
})

test('review: authentication that the gateway cannot check is an error where it is written', async () => {
  const tokensFor = (written: string) =>
    company({
      'apis/payments/api.yaml': `title: Payments
summary: Take and refund card payments.
owner: payments-team
domain: finance
visibility: partner
dataClass: restricted
${written}`,
    })
  const lineOf = async (head: Tree) =>
    (await reviewed(head)).checks
      .find(({ name }) => name === 'gateway')
      ?.findings.map(({ rule, place }) => `${place?.file}:${place?.line} ${rule}`)
  const version = 'versions:\n  v2:\n    state: published\n    contract: openapi.yaml\n'
  assert.deepEqual(await lineOf(tokensFor(`${version}gateway:\n  upstream: payments\n  auth: { any: [jwt] }\n`)), [
    'apis/payments/api.yaml:13 auth-unenforceable',
  ])
  const overridden = '    gateway:\n      auth: { all: [api-key, jwt] }\ngateway:\n  auth: { any: [api-key] }\n'
  assert.deepEqual(await lineOf(tokensFor(`${version}${overridden}`)), ['apis/payments/api.yaml:12 auth-unenforceable'])
})

const pinnedTo = (semver: string) =>
  company({
    'apis/payments/environments/dev.yaml': `versions: { v2: ${semver} }\nlistener: internal\nupstreams: { payments: { targets: [{ url: http://10.0.0.7:9001 }] } }\n`,
  })

test('review: a pin without a tag is an error, but for the release that the merge itself makes', async () => {
  assert.deepEqual(messagesOf(await reviewed(pinnedTo('2.2.0')), 'gateway'), [
    'error: `payments/v2` cannot be served in `dev`: there is no release `2.2.0` of it',
  ])
  assert.deepEqual(messagesOf(await reviewed(pinnedTo('2.3.0')), 'gateway'), [])
})

test('review: a pinned release is served from its tag', async () => {
  const head = pinnedTo('2.3.0')
  const bytes = new TextEncoder().encode('2.3.0: GET /charges')
  const released: ReviewInput['released'] = async (_catalog, { api, version }) => ({
    entry: contract,
    files: new Map([[contract, { blob: '', bytes }]]),
    refused: new Map(),
    identity: { catalog: 'acme', api, version },
  })
  assert.deepEqual((await reviewed(head, { released })).gateway, [
    {
      catalog: 'acme',
      environment: 'dev',
      unchanged: false,
      added: [],
      removed: ['payments/v2 POST /charges'],
      altered: [],
      others: [],
    },
  ])
})

test('review: the first catalog is judged without a base', async () => {
  const verdict = await reviewed(company(), { base: null })
  assert.deepEqual(shown(verdict), [
    'catalog success: All files are right',
    'lint success: Nothing to say',
    'compatibility success: No contract changes its meaning',
    'policy success: Nothing stands against it',
    'gateway success: dev: 2 routes added',
  ])
})

test('review: a documentation change moves nothing', async () => {
  const verdict = await reviewed(company({ 'README.md': 'Hello' }))
  assert.equal(verdict.conclusion, 'success')
  assert.deepEqual(verdict.contracts, [])
  assert.deepEqual(
    verdict.gateway.map(({ unchanged }) => unchanged),
    [true],
  )
})

test('review: the same question gives the same bytes', async () => {
  const head = company({ [contract]: '2.3.0: GET /charges, lint tags' })
  assert.equal(reviewJson(await reviewed(head)), reviewJson(await reviewed(head)))
})

test('review: a ruleset at an address is what the circumstances say it was, and nothing else is asked', async () => {
  const base = company({ 'policies/ruleset.yaml': 'extends: https://rules.example/a.yaml\n' })
  const plain = plainJudge()
  const judgedBy = async (rulesets: Circumstances['rulesets']) => {
    const seen = new Set<string>()
    const judge: Judge = {
      ...plain,
      lint: async (source, ruleset) => {
        seen.add(JSON.stringify([...(ruleset.files ?? []), ...(ruleset.unreachable ?? [])]))
        return plain.lint(source, ruleset)
      },
    }
    await reviewed(company({ [contract]: '2.3.0: GET /charges' }), { base, judge, circumstances: { rulesets } })
    return [...seen]
  }
  const address = 'https://rules.example/a.yaml'
  assert.deepEqual(await judgedBy({ [address]: { text: 'rules: {}\n' } }), [`[["${address}","rules: {}\\n"]]`])
  assert.deepEqual(await judgedBy({ [address]: { failure: 'answered 404' } }), [
    `[["${address}",{"failure":"answered 404"}]]`,
  ])
  assert.deepEqual(await judgedBy(undefined), [
    `[["${address}",{"failure":"is not among what the circumstances tell"}]]`,
  ])
})
