import assert from 'node:assert/strict'
import test from 'node:test'
import { readIgnores } from '#lint/ignores.ts'
import { lint } from '#lint/lint.ts'
import { contractOf } from '../contract/contract-source.ts'

/** What the exceptions of these files are about, and what is wrong with them, after `rules` judged the paths of `openapi.yaml`. */
async function read(
  files: Readonly<Record<string, string>>,
  rules = '{ path-trailing-slash: error, info-description: error }',
) {
  const contract = contractOf(files)
  const ruleset = { name: 'ruleset.yaml', text: `extends: [[spectral:oas, off]]\nrules: ${rules}\n` }
  const { findings, ignores } = readIgnores(contract, await lint(contract, ruleset))
  const named = new Map(findings.map(({ fingerprint, place }) => [fingerprint, `line ${place?.line}`]))
  return [
    ...ignores.map(
      ({ rule, place, covers }) =>
        `${place.line}:${place.column} ${rule}: ${covers.map((print) => named.get(print)).join(', ')}`,
    ),
    ...findings
      .filter(({ rule }) => rule === 'ignore-invalid')
      .map(({ place, message }) => `${place?.line}:${place?.column} ${message}`),
  ]
}

const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\npaths:\n'
const because = 'reason: Firmware calls it so., until: 2027-01-31'

test('an exception is about the object it stands in and what is below, of its own rule', async () => {
  const item = `  /pets/:\n    x-apigov-ignore: { rule: path-trailing-slash, ${because} }\n  /owners/: {}\n`
  assert.deepEqual(await read({ 'openapi.yaml': head + item }), ['5:5 path-trailing-slash: line 4'])
  const all = `  /pets/: {}\n  x-apigov-ignore:\n    - { rule: path-trailing-slash, ${because} }\n    - { rule: info-description, ${because} }\n`
  assert.deepEqual(await read({ 'openapi.yaml': head + all }), [
    '6:7 path-trailing-slash: line 4',
    '7:7 info-description: ',
  ])
})

test('an exception in JSON, and in the file that a contract refers to', async () => {
  const files = {
    'openapi.json': `{ "openapi": "3.0.3", "info": { "title": "Pets", "version": "1.0.0" },
  "paths": { "/pets/": {
    "x-apigov-ignore": { "rule": "path-trailing-slash", "reason": "So.", "until": "2027-01-31" } } } }`,
  }
  assert.deepEqual(await read(files), ['3:5 path-trailing-slash: line 2'])
})

test('an exception in Swagger 2.0 is about what is found of it, by whichever rule', async () => {
  const text = `swagger: '2.0'\ninfo: { title: Pets, version: 1.0.0, x-apigov-ignore: { rule: info-description, ${because} } }\npaths:\n  /pets/:\n    x-apigov-ignore: { rule: path-trailing-slash, ${because} }\n`
  assert.deepEqual(await read({ 'openapi.yaml': text }), [
    '2:38 info-description: line 2',
    '5:5 path-trailing-slash: line 4',
  ])
})

test('what is data, or a name the API chose, is no exception', async () => {
  const schemas = `  /pets/: {}\ncomponents:\n  schemas:\n    A: { properties: { x-apigov-ignore: { type: string } }, example: { x-apigov-ignore: 1 }, x-ours: { x-apigov-ignore: 1 } }\n`
  assert.deepEqual(await read({ 'openapi.yaml': head + schemas }), [])
})

test('an exception says what it must, and cannot be about the rules that hold it to that', async () => {
  const written = [
    'all',
    '{ rule: "*", why: later }',
    '{ reason: So., until: 2027-01-31 }',
    '{ rule: path-trailing-slash, reason: " ", until: 2027-01-31 }',
    '{ rule: path-trailing-slash, reason: So. }',
    '{ rule: path-trailing-slash, reason: So., until: 2027-02-31 }',
    '{ rule: ignore-invalid, reason: So., until: 2027-01-31 }',
    '{ rule: rule-crashed, reason: So., until: 2027-01-31 }',
  ]
  const text = `${head}  x-apigov-ignore:\n${written.map((item) => `    - ${item}\n`).join('')}`
  assert.deepEqual(await read({ 'openapi.yaml': text }), [
    '5:7 `x-apigov-ignore` is not an object',
    '6:7 `why` is not a key of `x-apigov-ignore`',
    '7:7 This `x-apigov-ignore` names no rule',
    '8:7 This `x-apigov-ignore` of `path-trailing-slash` gives no reason',
    '9:7 This `x-apigov-ignore` of `path-trailing-slash` does not say when it ends',
    '10:7 This `x-apigov-ignore` of `path-trailing-slash` does not say when it ends',
    '11:7 `ignore-invalid` cannot be ignored: it says whether lint can be relied on',
    '12:7 `rule-crashed` cannot be ignored: it says whether lint can be relied on',
  ])
})

test('many exceptions over many findings cost no more than their sum', async () => {
  const paths = Array.from(
    { length: 5000 },
    (_, index) => `  /p${index}/: { x-apigov-ignore: { rule: path-trailing-slash, ${because} } }\n`,
  )
  const start = performance.now()
  assert.equal((await read({ 'openapi.yaml': head + paths.join('') })).length, 5000)
  assert.ok(performance.now() - start < 10_000)
})
