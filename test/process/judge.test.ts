import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { blobId } from '#base/tree.ts'
import { defaultRuleset } from '#lint/ruleset.ts'
import { type JudgeOptions, openJudge } from '#process/judge.ts'
import { sourceOf } from '../contract/contract-source.ts'

const judgeFor = (t: TestContext, options: JudgeOptions = {}) => {
  const judge = openJudge({ workers: 1, ...options })
  t.after(() => judge.close())
  return judge
}
const ours = { name: 'apigov:recommended', text: 'extends: apigov:recommended\n' }
const pets = (more = '') =>
  sourceOf({
    'pets/openapi.yaml': `openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\npaths:\n  /pets/: { $ref: pets.yaml }\n${more}`,
    'pets/pets.yaml': 'get: { summary: Lists pets, security: [] }\n',
    'pets/notes.md': 'beside',
  })

test('a contract is summarised, linted and bundled in another thread', async (t) => {
  const judge = judgeFor(t)
  const source = pets()
  const read = ['pets/openapi.yaml', 'pets/pets.yaml']
  const [summarised, linted, bundled] = await Promise.all([
    judge.summarise(source),
    judge.lint(source, ours),
    judge.bundle(source),
  ])
  assert.deepEqual(summarised.summary?.operations, [
    { method: 'GET', path: '/pets/', operationId: null, summary: 'Lists pets', deprecated: false, secured: false },
  ])
  assert.deepEqual(
    linted.findings.map(({ rule, place }) => [rule, place]),
    [['path-trailing-slash', { file: 'pets/openapi.yaml', line: 4, column: 3 }]],
  )
  assert.match(String(bundled.file?.content), /"summary": "Lists pets"/)
  assert.deepEqual([summarised.read, linted.read, bundled.read], [read, read, read])
  assert.equal(source.files.get('pets/openapi.yaml')?.bytes.byteLength, 90, 'the bytes stay with the caller')
})

test('a contract that cannot be read is findings, and no summary, file or diff', async (t) => {
  const judge = judgeFor(t)
  const source = sourceOf({ 'o.yaml': 'openapi: 3.0.3\ninfo: { title: "cut' })
  const { summary, findings } = await judge.summarise(source)
  assert.equal(summary, null)
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['contract-unreadable'],
  )
  assert.deepEqual((await judge.lint(source, ours)).findings, findings)
  assert.deepEqual(await judge.bundle(source), { file: null, read: ['o.yaml'] })
  const options = { deprecationDaysBeta: 0, deprecationDaysStable: 0, today: '2026-11-20' }
  assert.deepEqual(await judge.diff(source, pets(), options), {
    diff: null,
    read: ['o.yaml', 'pets/openapi.yaml', 'pets/pets.yaml'],
  })
})

test('two contracts are compared, and the answer is kept until either changes', async (t) => {
  const judge = judgeFor(t)
  const options = { deprecationDaysBeta: 0, deprecationDaysStable: 0, today: '2026-11-20' }
  const without = sourceOf({
    'pets/openapi.yaml': 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\npaths: {}\n',
  })
  const { diff, read } = await judge.diff(pets(), without, options)
  assert.deepEqual([diff?.breaking, diff?.bump, read], [true, 'major', ['pets/openapi.yaml', 'pets/pets.yaml']])
  assert.equal((await judge.diff(pets(), without, options)).diff, diff)
  assert.equal((await judge.diff(pets(), pets('# changed\n'), options)).diff?.breaking, false)
})

test('an answer is kept until a file it read changes, and is another for another ruleset', async (t) => {
  const judge = judgeFor(t)
  const first = await judge.lint(pets(), ours)
  assert.equal(await judge.lint(pets(), ours), first)
  assert.notEqual(await judge.lint(pets('# changed\n'), ours), first)
  const quieter = await judge.lint(pets(), { ...ours, text: `${ours.text}rules: { path-trailing-slash: off }\n` })
  assert.deepEqual(quieter.findings, [])
})

test('a ruleset that cannot be used is an error, and the judge goes on', async (t) => {
  const judge = judgeFor(t)
  await assert.rejects(judge.lint(pets(), { name: 'r.yaml', text: 'rules: [a]\n' }), {
    name: 'ApigovError',
    code: 'APIGOV_RULESET_BROKEN',
    message: 'The ruleset cannot be used: r.yaml:1:1 `rules` is a mapping',
  })
  assert.equal((await judge.summarise(pets())).summary?.title, 'Pets')
})

const exploding = pets(`components:
  schemas:
    Name: { type: string, pattern: '^(a+)+$', example: '${'a'.repeat(60)}!' }
`)

test('a regular expression that explodes costs its own question, and nobody else’s', async (t) => {
  const judge = judgeFor(t, { workers: 2, timeouts: { lint: 12_000 } }) // of which loading takes its part on a busy machine
  const lost = assert.rejects(judge.lint(exploding, defaultRuleset), {
    code: 'APIGOV_JUDGE_TIMED_OUT',
    message:
      'Linting `pets/openapi.yaml` took longer than the limit of 12 s, in the rule `oas3-valid-schema-example` (function `oasExample`) of `apigov:recommended`',
    hint: 'Look for a `pattern`, in the contract or the ruleset, that backtracks without end, or turn the rule off.',
  })
  assert.equal((await judge.summarise(pets())).summary?.title, 'Pets')
  await lost
  assert.equal((await judge.lint(pets(), ours)).findings.length, 1)
})

test('a contract that needs too much memory costs its own question, and nobody else’s', async (t) => {
  const judge = judgeFor(t, { memoryMb: 16 })
  const file = new URL('../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url)
  const bytes = readFileSync(file)
  const source = { ...sourceOf({}), entry: 'g.json', files: new Map([['g.json', { bytes, blob: blobId(bytes) }]]) }
  const lost = assert.rejects(judge.summarise(source), {
    code: 'APIGOV_JUDGE_OUT_OF_MEMORY',
    message: 'Reading `g.json` needed more memory than the limit of 16 MB',
  })
  assert.equal((await judge.summarise(pets())).summary?.title, 'Pets')
  await lost
})

test('nothing is fetched, not even what an example refers to', async (t) => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.end('type: string\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const judge = judgeFor(t)
  const text = (ref: string, example: string) =>
    pets(
      `components:\n  schemas:\n    A: { $ref: '${ref}' }\n    B: { type: object, example: { $ref: '${example}' } }\n`,
    )
  const outside = await judge.lint(text(`${url}/a.yaml`, '#'), defaultRuleset)
  assert.deepEqual(
    outside.findings.map(({ rule, place }) => `${place?.line} ${rule}`),
    ['7 ref-outside'],
  )
  for (const example of [`${url}/b.yaml`, 'file:///etc/passwd', '/etc/passwd', '../../../../etc/passwd']) {
    const { findings } = await judge.lint(text('#/components/schemas/B', example), defaultRuleset)
    assert.deepEqual(
      findings.filter(({ severity, rule }) => severity === 'error' && rule !== 'path-trailing-slash'),
      [],
    )
    assert.doesNotMatch(JSON.stringify(findings), /root:/)
  }
  assert.deepEqual(requests, [])
})

test('closing rejects what is not judged yet', async () => {
  const judge = openJudge({ workers: 1 })
  const both = Promise.allSettled([judge.summarise(pets()), judge.lint(pets(), ours)])
  await judge.close()
  const codes = (await both).map((result) => (result.status === 'rejected' ? result.reason.code : 'answered'))
  assert.deepEqual(codes, ['APIGOV_JUDGE_CLOSED', 'APIGOV_JUDGE_CLOSED'])
  await assert.rejects(judge.bundle(pets()), { code: 'APIGOV_JUDGE_CLOSED' })
})
