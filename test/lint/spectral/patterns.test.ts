import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { lint } from '#lint/lint.ts'
import { functions } from '#lint/spectral/packages.ts'
import { withPatterns } from '#lint/spectral/pattern-function.ts'
import { matches } from '#lint/spectral/patterns.ts'
import { openJudge } from '#process/judge.ts'
import { contractOf, sourceOf } from '../../contract/contract-source.ts'

const pieces = [
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '(a|ab)',
  '(?:b+|c)',
  '(?=a)',
  '(a)\\1',
  '^',
  '$',
  '\\w',
  '{',
  '😀',
]
const repeats = ['', '', '+', '*', '?', '{2,}', '{1,3}', '*?']
const pattern = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...repeats)), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map((part) => part.join('')).join(''))
  .filter((source) => {
    try {
      new RegExp(source)
      return true
    } catch {
      return false
    }
  })
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', '😀'), { maxLength: 24 })
  .map((list) => list.join(''))

test('a pattern matches what it matches in V8, whichever engine is asked', () => {
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      assert.equal(matches(source, '', value), new RegExp(source).test(value))
    }),
    { numRuns: 5000 },
  )
})

test('`pattern` says what it says in Spectral', () => {
  const judge = withPatterns(functions.pattern as never) as unknown as (...given: unknown[]) => unknown
  const original = functions.pattern as unknown as typeof judge
  for (const options of [{ match: '^a+b*$' }, { notMatch: '/A/i' }, { match: '/^b/g', notMatch: 'a' }])
    for (const value of ['aaaaaaaaaaaaaaaaaaaaab', 'b', 'A', '', 7, null, ['a']])
      assert.deepEqual(judge(value, options, null), original(value, options, null), JSON.stringify([options, value]))
})

const exploding = `${'a'.repeat(40)}!`
const ruleset = (match: string) => ({
  name: 'r.yaml',
  text: JSON.stringify({
    // biome-ignore lint/suspicious/noThenProperty: what Spectral calls it
    rules: { mine: { given: '$.info.title', then: { function: 'pattern', functionOptions: { match } } } },
  }),
})
const contract = (schema: string) => ({
  'o.yaml': `openapi: 3.0.3\ninfo: { title: '${exploding}', version: 1.0.0 }\npaths: {}\ncomponents: { schemas: { A: ${schema} } }\n`,
})

/** V8 tries 2^40 ways to divide forty letters; a ruleset or a contract could hold up everybody's reviews. */
test('a pattern that explodes in V8 is judged at once, in a ruleset and in a contract', async () => {
  const start = performance.now()
  const told = async (text: string, schema: string) =>
    (await lint(contractOf(contract(schema)), { name: 'r.yaml', text })).map(({ rule, message }) => [rule, message])
  assert.deepEqual(await told(ruleset('^(a+)+$').text, '{}'), [
    ['mine', `\`${exploding}\` must match the pattern \`^(a+)+$\``],
  ])
  const isExample = 'extends: [["spectral:oas", off]]\nrules: { oas3-valid-schema-example: error }\n'
  assert.deepEqual(
    await told(isExample, `{ type: string, pattern: '^(a+)+[!]$|^(a+)+$', example: '${exploding}' }`),
    [],
  )
  assert.ok(performance.now() - start < 10_000)
})

test('one that only V8 understands is ended at the deadline, and rule, function and ruleset are named', async (t) => {
  const judge = openJudge({ workers: 1, timeouts: { lint: 12_000 } }) // of which loading takes its part on a busy machine
  t.after(() => judge.close())
  await assert.rejects(judge.lint(sourceOf(contract('{}')), ruleset('^(?=a)(a+)+$')), {
    code: 'APIGOV_JUDGE_TIMED_OUT',
    message: 'Linting `o.yaml` took longer than the limit of 12 s, in the rule `mine` (function `pattern`) of `r.yaml`',
  })
})
