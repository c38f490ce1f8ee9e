/** From the proposal that brings an exception to the day after its last: when it counts, and what is said meanwhile. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Review } from '#review/review.ts'
import { reviewProposal } from '#workflow/review-proposal.ts'
import { petsContract, smallCatalog } from './catalogs.ts'
import { propose, startDesk } from './desk.ts'

const contract = 'apis/pets/v1/openapi.yaml'
const ruleset = 'extends: [[spectral:oas, off]]\nrules: { path-trailing-slash: error }\n'
const bad = petsContract('1.1.0', ['/pets', '/owners', '/cages/'])
const ignored = bad.replace(
  '  /cages/:\n',
  '  /cages/:\n    x-apigov-ignore: { rule: path-trailing-slash, reason: Firmware calls it so., until: 2027-01-31 }\n',
)

async function stage(t: TestContext) {
  const desk = await startDesk(t, { ...smallCatalog, 'policies/ruleset.yaml': ruleset })
  desk.forge.teams.set('acme/pets', ['bea', 'ada']).set('acme/platform', ['pat', 'ada'])
  const reviewed = async (files: Record<string, string>, approvers: readonly string[], day = '2026-11-20') => {
    const head = propose(desk.origin, desk.forge, files)
    desk.forge.reviewsOf.set(
      1,
      approvers.map((reviewer) => ({ reviewer, state: 'approved', commit: head })),
    )
    const clock = { now: () => Date.parse(`${day}T12:00:00Z`) }
    const review = await reviewProposal(1, { ...desk, clock }, { again: true, signal: new AbortController().signal })
    assert.ok(review)
    return review
  }
  const merge = () => {
    desk.origin.git('merge', '--quiet', '--ff-only', 'topic')
    desk.forge.branch = { branch: 'main', commit: desk.origin.git('rev-parse', 'main') }
  }
  return { reviewed, merge }
}

const told = ({ checks }: Review) =>
  checks
    .filter(({ name }) => name === 'lint' || name === 'policy')
    .flatMap(({ name, conclusion, findings }) => [
      `${name} ${conclusion}`,
      ...findings.map(({ severity, known, message, help, awaits }) =>
        [`  ${known ? 'known' : severity}: ${message}`, ...(awaits ? [help] : [])].join('. '),
      ),
    ])

test('an exception in a contract counts once the board has agreed to it, and until its last day', async (t) => {
  const { reviewed, merge } = await stage(t)
  const offence = 'The path `/cages/` ends in a slash'
  assert.deepEqual(told(await reviewed({ [contract]: bad }, ['bea'])), [
    'lint failure',
    `  error: ${offence}`,
    'policy success',
  ])

  const waiting = [
    'lint waiting',
    `  error: ${offence}. Wait for \`platform\` to approve \`x-apigov-ignore\` at \`${contract}:22\`, or repair this.`,
    'policy waiting',
  ]
  assert.deepEqual(told(await reviewed({ [contract]: ignored }, [])), waiting)
  // Ada proposed it, and Bea has no say over exceptions.
  assert.deepEqual(told(await reviewed({ [contract]: ignored }, ['ada', 'bea'])), waiting)
  const permitted = `  info: ${offence} (permitted by \`x-apigov-ignore\` at \`${contract}:22\` until 2027-01-31)`
  assert.deepEqual(told(await reviewed({ [contract]: ignored }, ['bea', 'pat'])), [
    'lint success',
    permitted,
    'policy success',
  ])
  merge()

  const later = ignored.replace('1.1.0', '1.1.1').replace('List owners', 'List the owners')
  const known = permitted.replace('info', 'known')
  assert.deepEqual(told(await reviewed({ [contract]: later }, ['bea'])), ['lint success', known, 'policy success'])
  assert.deepEqual(told(await reviewed({ [contract]: later }, ['bea'], '2027-02-01')), [
    'lint success',
    `  known: ${offence}`,
    'policy success',
    '  warning: This `x-apigov-ignore` of `path-trailing-slash` ended on 2027-01-31 and permits nothing any more',
  ])

  // An approved exception is no leave for the next one, nor for the same one with another end.
  const longer = ignored.replace('2027-01-31', '2037-01-31').replace('1.1.0', '1.1.1')
  assert.deepEqual(told(await reviewed({ [contract]: longer }, ['bea'])).slice(0, 1), ['lint success'])
  assert.deepEqual(told(await reviewed({ [contract]: longer }, ['bea'])).at(-1), 'policy waiting')
})

test('an exception in a file of its own counts once the board has agreed to it, and until its last day', async (t) => {
  const { reviewed, merge } = await stage(t)
  const first = await reviewed({ [contract]: bad }, ['bea'])
  const fingerprint = first.checks.find(({ name }) => name === 'lint')?.findings[0]?.fingerprint
  const exception = `for: finding\nfingerprint: "${fingerprint}"\nreason: Firmware calls it so.\nexpires: 2027-01-31\n`
  const files = { [contract]: bad, 'exceptions/cages.yaml': exception }
  assert.deepEqual(told(await reviewed(files, ['bea', 'ada'])), [
    'lint waiting',
    '  error: The path `/cages/` ends in a slash. Wait for `platform` to approve `exceptions/cages.yaml`, or repair this.',
    'policy waiting',
  ])
  assert.deepEqual(told(await reviewed(files, ['bea', 'pat'])).slice(0, 2), [
    'lint success',
    '  info: The path `/cages/` ends in a slash (permitted by `exceptions/cages.yaml` until 2027-01-31)',
  ])
  merge()

  const repaired = { [contract]: petsContract('1.2.0', ['/pets', '/owners', '/cages']) }
  assert.deepEqual(
    told(await reviewed(repaired, ['bea'])).at(-1),
    '  warning: Exception `cages` permits nothing any more: what it is about is gone',
  )
  assert.deepEqual(
    told(await reviewed(repaired, ['bea'], '2027-02-01')).at(-1),
    '  warning: Exception `cages` ended on 2027-01-31 and permits nothing any more',
  )
})

test('a proposal that takes the board away is held to the board there was', async (t) => {
  const { reviewed } = await stage(t)
  const lone = { 'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev]\n' }
  const review = await reviewed({ ...lone, [contract]: ignored }, ['bea', 'ada'])
  assert.deepEqual(told(review).at(0), 'lint waiting')
})

test('a contract that is brought in is known as it is once the board has agreed, and nothing beside it is', async (t) => {
  const { reviewed } = await stage(t)
  const api = smallCatalog['apis/pets/api.yaml'] ?? ''
  const files = {
    'apis/cages/api.yaml': api.replace('Pets', 'Cages').replace('gateway', 'x-gateway'),
    'apis/cages/v1/openapi.yaml': petsContract('1.0.0', ['/cages/']),
    'adoptions/first.yaml': 'contracts: [cages/v1]\nreason: It was there before.\nexpires: 2027-01-31\n',
  }
  const lint = async (...asked: Parameters<typeof reviewed>) => told(await reviewed(...asked)).slice(0, 2)
  assert.deepEqual(await lint(files, ['bea']), [
    'lint waiting',
    '  error: The path `/cages/` ends in a slash. Wait for `platform` to approve `adoptions/first.yaml`, or repair this.',
  ])
  assert.deepEqual(await lint(files, ['bea', 'pat']), ['lint success', '  known: The path `/cages/` ends in a slash'])
  assert.deepEqual(await lint({ ...files, [contract]: bad }, ['bea', 'pat']), [
    'lint failure',
    '  known: The path `/cages/` ends in a slash',
  ])
  assert.deepEqual(await lint(files, ['bea', 'pat'], '2027-02-01'), [
    'lint failure',
    '  error: The path `/cages/` ends in a slash',
  ])
})
