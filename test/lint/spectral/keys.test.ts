import assert from 'node:assert/strict'
import test from 'node:test'
import { lint } from '#lint/lint.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { core, parsers } from './spectral-itself.ts'

/** `line:column severity message` of each, as our lint says it. */
async function told(text: string, ruleset: string, files: Readonly<Record<string, string>> = {}) {
  const contract = contractOf({ 'apis/pets.yaml': text })
  const findings = await lint(contract, { name: 'ruleset.yaml', text: ruleset, files: new Map(Object.entries(files)) })
  return findings
    .filter(({ rule }) => rule === 'parser')
    .map(({ place, severity, message }) => `${place?.line}:${place?.column} ${severity} ${message}`)
}

/** The same from Spectral itself, for the ruleset as data. */
async function toldBySpectral(text: string, ruleset: object) {
  const spectral = new core.Spectral()
  spectral.setRuleset(new core.Ruleset(ruleset, { severity: 'recommended', source: '/ruleset.yaml' }))
  const results = await spectral.run(new core.Document(text, parsers.Yaml, '/apis/pets.yaml'))
  return results
    .filter(({ code }) => code === 'parser')
    .map(
      ({ range, severity, message }) =>
        `${range.start.line + 1}:${range.start.character + 1} ${severities[severity]} ${message}`,
    )
}

const severities = ['error', 'warning', 'info', 'info']
// biome-ignore lint/suspicious/noThenProperty: what Spectral calls it
const quiet = { 'no-such-key': { given: '$.nowhere', then: { function: 'truthy' } } }
const ruleset = (more: object) => JSON.stringify({ rules: quiet, ...more })

const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\n'
const pets = `${head}paths:
  /pets:
    get:
      responses:
        200: { description: ok }
        "404": { description: none }
`

test('a key that is a number is told with what Spectral says, where it says it', async () => {
  const said = ['7:9 error Mapping key must be a string scalar rather than number']
  assert.deepEqual(await told(pets, ruleset({})), said)
  assert.deepEqual(await toldBySpectral(pets, { rules: {} }), said)
})

test('what no text is: Spectral says the same of every key of YAML', async () => {
  const numbers = '200 +1 -1 0o17 0x1F 1_000 0b11 1.0 1e3 .5 5. +.5e3 1e 007 0o8 1.2.3 -0 0x 12:30 2020-01-01'
  const large = '9007199254740991 9007199254740992 -99999999999999999999 0x7FFFFFFFFFFFFFFF 1e30 0o7777777777777777777'
  const words = '.inf -.Inf .nan NaN ~ null Null NULL nULL true True TRUE tRUE false yes on = "200" \'true\''
  for (const key of [numbers, large, words].flatMap((line) => line.split(' '))) {
    const text = `${head}paths: {}\nx-keys:\n  ${key}: 1\n`
    assert.deepEqual(await told(text, ruleset({})), await toldBySpectral(text, { rules: {} }), key)
  }
})

test('wherever the key stands: in lists, brackets, anchors and what is merged, once each', async () => {
  const text = `${head}paths: {}
x-anchor: &a
  200: ok
  nested: { 1: { 2: x }, "3": y, 4: }
x-alias: *a
x-merged:
  <<: *a
x-merged-here:
  <<: { 300: b, "301": c }
x-merged-list:
  <<: [{ 5: a }, { 5: b, c: { 6: d } }]
x-list: [{ 7: a }, [ 8: b ], { x: [{ 9: { 10: "😀", 11: 😀 } }] }]
x-explicit:
  ? 12
  : value
12: 😀
`
  const theirs = await toldBySpectral(text, { rules: {} })
  assert.equal(theirs.length, 15)
  assert.deepEqual(await told(text, ruleset({})), theirs)
})

for (const incompatibleValues of ['error', 'warn', 'info', 'hint', 'off', 0, 1, 2, 3, undefined])
  test(`\`parserOptions\` say how bad it is: ${incompatibleValues}`, async () => {
    const options = { parserOptions: incompatibleValues === undefined ? {} : { incompatibleValues } }
    assert.deepEqual(await told(pets, ruleset(options)), await toldBySpectral(pets, { rules: {}, ...options }))
  })

test('`parserOptions` of a ruleset that is extended do not count, as in Spectral', async () => {
  const parserOptions = { incompatibleValues: 'off' }
  const files = { 'company.yaml': ruleset({ parserOptions }) }
  const theirs = await toldBySpectral(pets, { extends: [{ rules: {}, parserOptions }], rules: {} })
  assert.equal(theirs.length, 1)
  assert.deepEqual(await told(pets, ruleset({ extends: './company.yaml' }), files), theirs)
})

test('an override says it for some contracts', async () => {
  const overrideOf = (glob: string) => ({
    overrides: [{ files: [glob], rules: {}, parserOptions: { incompatibleValues: 'info' } }],
  })
  for (const glob of ['apis/**', 'other/**'])
    assert.deepEqual(
      await told(pets, ruleset(overrideOf(glob))),
      await toldBySpectral(pets, { rules: {}, ...overrideOf(glob) }),
      glob,
    )
})

test('a ruleset without anything of Spectral asks nothing of keys', async () => {
  assert.deepEqual(await told(pets, JSON.stringify({ extends: 'apigov:recommended' })), [])
  assert.deepEqual(
    await told(pets, JSON.stringify({ extends: 'apigov:recommended', parserOptions: { incompatibleValues: 'error' } })),
    [],
  )
})

test('JSON has no other keys than texts, under whatever name', async () => {
  assert.deepEqual(
    await told('{ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": { "200": {} } }', ruleset({})),
    [],
  )
})
