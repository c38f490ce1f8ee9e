import assert from 'node:assert/strict'
import test from 'node:test'
import { ApigovError } from '#base/errors.ts'
import { remoteFailed } from '#git/errors.ts'
import type { Judge } from '#review/judge.ts'
import type { AskOpinions } from '#review/opinions.ts'
import { checkNames } from '#review/review.ts'
import { unreviewedProposals } from '#workflow/reconcile.ts'
import { reviewProposal } from '#workflow/review-proposal.ts'
import { MemoryForge } from '../github/memory-forge.ts'
import { petsContract, smallCatalog } from './catalogs.ts'
import { propose, startDesk } from './desk.ts'

const { signal } = new AbortController()
const removal = { 'apis/pets/v1/openapi.yaml': petsContract('2.0.0', ['/pets']) }
const addition = { 'apis/pets/v1/openapi.yaml': petsContract('1.1.0', ['/pets', '/owners', '/cages']) }
/** Says more, under the same version, which stands in a line that changes as well. */
const unbumped = {
  'apis/pets/v1/openapi.yaml': petsContract('1.0.0', ['/pets', '/owners', '/cages']).replace('Pets. }', 'All pets. }'),
}

test('a proposal gets five checks, first in progress, then concluded once, and one comment', async (t) => {
  const desk = await startDesk(t)
  const { origin, forge } = desk
  forge.teams.set('acme/pets', ['bea'])
  const head = propose(origin, forge, addition)
  await reviewProposal(1, desk, { signal })
  assert.deepEqual(forge.log, [
    ...checkNames.map((name) => `check ${name} in progress`),
    'comment 1',
    'check catalog success',
    'check lint success',
    'check compatibility success',
    'check policy waiting',
    'check gateway success',
  ])
  const comments = forge.comments.get(1) ?? []
  assert.match(comments[0]?.body ?? '', /pets-team/)

  forge.log.length = 0
  await reviewProposal(1, desk, { signal })
  assert.deepEqual(forge.log, [], 'what stands is not judged again')

  forge.reviewsOf.set(1, [{ reviewer: 'bea', state: 'approved', commit: head }])
  await reviewProposal(1, desk, { signal })
  assert.deepEqual(forge.log.slice(-2), ['check policy success', 'check gateway success'])
  assert.equal(comments.length, 1)
})

test('a breaking change fails, with an annotation beside the line', async (t) => {
  const desk = await startDesk(t)
  const head = propose(desk.origin, desk.forge, removal)
  await reviewProposal(1, desk, { signal })
  const check = desk.forge.runs.get(head)?.get('compatibility')
  assert.equal(check?.conclusion, 'failure')
  assert.deepEqual(
    check?.annotations.map(({ title, level }) => [title, level]),
    [['api-path-removed-without-deprecation', 'failure']],
  )
})

test('a second opinion is told with the check of compatibility where it differs or fails, and the verdict is the same to the byte', async (t) => {
  const desk = await startDesk(t)
  const head = propose(desk.origin, desk.forge, removal)
  const alone = await reviewProposal(1, desk, { signal })
  const asked: AskOpinions[] = [
    async (questions) =>
      questions.map(({ base, revision, breaking }) => {
        assert.deepEqual([JSON.parse(base).info.version, JSON.parse(revision).info.version], ['1.0.0', '2.0.0'])
        return { tool: 'another', outcome: 'disagrees', breaking: !breaking, differences: [] }
      }),
    async () => [{ tool: 'another', outcome: 'none', because: 'it needed more than 512 MB of memory' }],
    async () => Promise.reject(new Error('no thread')),
    async () => [{ tool: 'another', outcome: 'agrees' }],
  ]
  const told: string[] = []
  for (const askOpinions of asked) {
    desk.forge.runs.clear()
    const verdict = await reviewProposal(1, { ...desk, askOpinions }, { signal, again: true })
    assert.deepEqual(verdict, alone)
    told.push(desk.forge.runs.get(head)?.get('compatibility')?.text?.split('\n\n').at(-1) ?? '')
  }
  assert.deepEqual(told, [
    '- `pets/v1`: Second opinion: another finds nothing breaking here',
    '- `pets/v1`: Second opinion: none from another, because it needed more than 512 MB of memory',
    '- `pets/v1`: Second opinion: none from openapi-diff, because no thread',
    '',
  ])
})

test('a proposal is judged against the base as it is now, not as it was when it was opened', async (t) => {
  const desk = await startDesk(t)
  const { origin, forge } = desk
  const environment = smallCatalog['environments/dev.yaml'] ?? ''
  const head = propose(origin, forge, { 'environments/dev.yaml': environment.replace('auto', 'review') })
  origin.commit({ 'teams/platform.yaml': 'title: Platform\nforge: acme/new-platform\n' }, 'Another team')
  const verdict = await reviewProposal(1, desk, { signal })
  assert.deepEqual(
    verdict?.approvals.map((approval) => approval.forge),
    ['acme/new-platform'],
  )
  assert.equal(verdict?.head, head)
})

test('what could not be asked fails every check with a sentence, and is asked again', async (t) => {
  const desk = await startDesk(t)
  const { origin, forge } = desk
  const head = propose(origin, forge, { 'apigov.yaml': 'format: 1\ncatalog: theirs\nenvironments: [dev]\n' })
  origin.commit({ 'apigov.yaml': 'format: 1\ncatalog: ours\nenvironments: [dev]\n' }, 'A conflict')
  await reviewProposal(1, desk, { signal })
  const checks = [...(forge.runs.get(head)?.values() ?? [])]
  assert.deepEqual(
    checks.map(({ name, conclusion, title }) => [name, conclusion, title]),
    checkNames.map((name) => [name, 'failure', 'Could not be asked']),
  )
  assert.match(checks[0]?.summary ?? '', /conflicts with `main`.*Merge `main` into the proposal/s)
  assert.deepEqual(await unreviewedProposals('main', desk), [1])
  forge.log.length = 0
  await reviewProposal(1, desk, { signal })
  assert.deepEqual(forge.log, [], 'asking again without another answer writes nothing')
})

test('a repository that cannot be reached fails every check with a sentence', async (t) => {
  const desk = await startDesk(t)
  const head = propose(desk.origin, desk.forge, addition)
  const repository = {
    ...desk.repository,
    fetch: () => Promise.reject(remoteFailed('https://ghe.example', 'no answer')),
  }
  assert.equal(await reviewProposal(1, { ...desk, repository }, { signal }), null)
  const checks = [...(desk.forge.runs.get(head)?.values() ?? [])]
  assert.deepEqual(
    checks.map(({ conclusion }) => conclusion),
    checkNames.map(() => 'failure'),
  )
  assert.match(checks[0]?.summary ?? '', /did not do what was asked: no answer/)
  await reviewProposal(1, desk, { signal })
  assert.equal(desk.forge.runs.get(head)?.get('lint')?.conclusion, 'success')
})

test('a fault of ours fails every check too, and is thrown for the log', async (t) => {
  const desk = await startDesk(t)
  const head = propose(desk.origin, desk.forge, addition)
  const judge: Judge = { ...desk.judge, summarise: () => Promise.reject(new TypeError('a bug')) }
  await assert.rejects(reviewProposal(1, { ...desk, judge }, { signal }), { message: 'a bug' })
  assert.deepEqual(
    [...(desk.forge.runs.get(head)?.values() ?? [])].map(({ conclusion }) => conclusion),
    checkNames.map(() => 'failure'),
  )
})

test('a head that is superseded while it is judged is abandoned: nothing is told of it, nothing is left spinning', async (t) => {
  const desk = await startDesk(t)
  const { origin, forge } = desk
  const old = propose(origin, forge, removal)
  const stop = new AbortController()
  let newer = ''
  const judge: Judge = {
    ...desk.judge,
    summarise() {
      newer = propose(origin, forge, addition)
      stop.abort('superseded')
      return new Promise(() => {}) // never answers: the review must not wait for it
    },
  }
  assert.equal(await reviewProposal(1, { ...desk, judge }, { signal: stop.signal }), null)
  assert.deepEqual(
    [...(forge.runs.get(old)?.values() ?? [])].map(({ conclusion, title }) => [conclusion, title]),
    checkNames.map(() => ['failure', 'Superseded']),
  )
  assert.equal(forge.comments.get(1), undefined)
  await reviewProposal(1, desk, { signal })
  assert.equal(forge.runs.get(newer)?.get('compatibility')?.conclusion, 'success')
})

test('a fix within the lines a proposal shows is offered beside them, once, by no lines but the head’s own', async (t) => {
  const desk = await startDesk(t)
  const { origin, forge } = desk
  propose(origin, forge, unbumped)
  await reviewProposal(1, desk, { signal })
  await reviewProposal(1, desk, { signal, again: true })
  assert.deepEqual(
    forge.log.filter((line) => line.startsWith('suggest')),
    ['suggest apis/pets/v1/openapi.yaml:2-2'],
  )
  const [review] = forge.suggested.get(1) ?? []
  assert.deepEqual(review?.comments[0]?.body.split('\n\n').slice(1), [
    'The meaning of `pets/v1` changes under the unchanged version `1.0.0` (`semver-bumped`). Set `info.version` to `1.1.0`.',
    '```suggestion\ninfo: { title: Pets, version: 1.1.0, description: All pets. }\n```',
  ])

  // The merge would give the file other lines than the head has.
  forge.suggested.clear()
  const moved = petsContract('1.0.0', ['/pets', '/owners']).replace('All of them', 'Every one')
  origin.commit({ 'apis/pets/v1/openapi.yaml': moved }, 'Other words')
  await reviewProposal(1, desk, { signal })
  assert.equal(forge.runs.get((await forge.proposal(1)).head.commit)?.get('policy')?.conclusion, 'failure')
  assert.equal(forge.suggested.get(1), undefined)
})

test('a review is whole where its fixes cannot be written', async (t) => {
  const desk = await startDesk(t)
  const head = propose(desk.origin, desk.forge, unbumped)
  const judge: Judge = { ...desk.judge, rewrite: () => Promise.reject(new Error('no thread')) }
  await reviewProposal(1, { ...desk, judge }, { signal })
  assert.equal(desk.forge.runs.get(head)?.get('policy')?.conclusion, 'failure')
  assert.equal(desk.forge.suggested.get(1), undefined)
})

test('killed at any write and run again, a review ends the same, each check concluded once', async (t) => {
  const whole = await startDesk(t)
  const head = propose(whole.origin, whole.forge, unbumped)
  await reviewProposal(1, whole, { signal })
  const end = (forge: MemoryForge) => [
    [...(forge.runs.get(head)?.values() ?? [])],
    forge.comments.get(1),
    forge.suggested.get(1),
  ]
  for (let survived = 0; survived < whole.forge.log.length; survived += 1) {
    const forge = new MemoryForge()
    forge.branch = whole.forge.branch
    forge.open.set(1, await whole.forge.proposal(1))
    let left = survived
    forge.onWrite = () => {
      if (left === 0) throw new Error('killed')
      left -= 1
    }
    await assert.rejects(reviewProposal(1, { ...whole, forge }, { signal }), { message: 'killed' })
    forge.onWrite = () => {}
    await reviewProposal(1, { ...whole, forge }, { signal })
    assert.deepEqual(end(forge), end(whole.forge), `killed after ${survived} writes`)
    const concluded = forge.log.filter((line) => line.startsWith('check') && !line.endsWith('in progress'))
    assert.equal(new Set(concluded).size, concluded.length)
  }
})

test('what the judge could not answer is not asked again within one review', async (t) => {
  const desk = await startDesk(t)
  propose(desk.origin, desk.forge, addition)
  const asked: (string | undefined)[] = []
  const judge: Judge = {
    ...desk.judge,
    lint({ entry, files }) {
      asked.push(files.get(entry)?.blob)
      return Promise.reject(new ApigovError('TOO_LONG', 'It took too long', { hint: 'Make it shorter.' }))
    },
  }
  const verdict = await reviewProposal(1, { ...desk, judge }, { signal })
  assert.equal(verdict?.checks.find(({ name }) => name === 'lint')?.conclusion, 'failure')
  assert.deepEqual([...new Set(asked)], asked, 'once for the base, once for the head')
})

test('a closed proposal is left alone', async (t) => {
  const desk = await startDesk(t)
  propose(desk.origin, desk.forge, addition)
  const proposal = await desk.forge.proposal(1)
  desk.forge.open.set(1, { ...proposal, open: false })
  assert.equal(await reviewProposal(1, desk, { signal }), null)
  assert.deepEqual(desk.forge.log, [])
})
