import assert from 'node:assert/strict'
import test from 'node:test'
import type { RulesetDefinition } from '@stoplight/spectral-core'
import { readContract } from '#contract/read.ts'
import { lint } from '#lint/lint.ts'
import { contractOf, sourceOf } from '../../contract/contract-source.ts'
import { core, functions, parsers, refResolver } from './spectral-itself.ts'

/** `line:column severity message` of each, as our lint says it. */
async function told(text: string, ruleset: string, files: Readonly<Record<string, string>> = {}) {
  const { contract } = readContract({ ...sourceOf({ 'apis/pets.yaml': text }), mayRepeatKeys: true })
  assert.ok(contract)
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

/** Found by fuzzing: Spectral reads the files that references lead to with the same reader, whose warnings no ruleset can turn off. */
test('in the other files it is a warning, whatever `parserOptions` say', async () => {
  const text = `${head}paths: { /a: { $ref: '../shared/paths.yaml#/a' }, /b: { $ref: '../shared/paths.json#/b' } }\n`
  const files = {
    '/apis/pets.yaml': text,
    '/shared/paths.yaml': 'a:\n  get:\n    responses:\n      200: { description: ok }\n',
    '/shared/paths.json': '{ "b": { "get": { "responses": { "200": { "description": "ok" } } } } }',
  }
  const parserOptions = { incompatibleValues: 'off' }
  const contract = contractOf(Object.fromEntries(Object.entries(files).map(([path, own]) => [path.slice(1), own])))
  const ours = await lint(contract, { name: 'ruleset.yaml', text: ruleset({ parserOptions }) })

  const resolve = async (uri: { path(): string }) => files[uri.path() as keyof typeof files]
  const spectral = new core.Spectral({ resolver: new refResolver.Resolver({ resolvers: { file: { resolve } } }) })
  spectral.setRuleset(new core.Ruleset({ rules: {}, parserOptions } as never, { severity: 'recommended' }))
  const theirs = await spectral.run(new core.Document(text, parsers.Yaml, '/apis/pets.yaml'))

  const message = 'Mapping key must be a string scalar rather than number'
  assert.deepEqual(
    theirs.map(({ source, range, severity, message }) => [source, range.start, severity, message]),
    [['/shared/paths.yaml', { line: 3, character: 6 }, 1, message]],
  )
  assert.deepEqual(
    ours.map(({ place, severity, message }) => [place, severity, message]),
    [[{ file: 'shared/paths.yaml', line: 4, column: 7 }, 'warning', message]],
  )
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
    await told(pets, JSON.stringify({ extends: 'apigov:recommended', parserOptions: { incompatibleValues: 'warn' } })),
    ['7:9 warning Mapping key must be a string scalar rather than number'],
    'but for what it sets',
  )
})

test('JSON has no other keys than texts, under whatever name', async () => {
  assert.deepEqual(
    await told('{ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": { "200": {} } }', ruleset({})),
    [],
  )
})

const twice = `${head}paths:
  /pets:
    get: { operationId: first }
    get:
      operationId: second
      responses: { "200": { description: a }, 200: { description: b } }
  "/pets": { get: { operationId: third, operationId: fourth } }
`
const twiceInJson = `{ "openapi": "3.0.3", "info": { "title": "Pets", "version": "1.0.0", "title": "Dogs" },
  "paths": { "/p": 1, "/q": [{}, { "\u0061": 1, "a": { "b": 1, "b": "😀", "b": 3 } }], "/p": { "x-😀": 1, "x-😀": 2 } } }
`

test('a key written twice is told where it stands again, in YAML and in JSON', async () => {
  const said = [
    '6:5 error Duplicate key: get',
    '8:47 error Duplicate key: 200',
    '8:47 error Mapping key must be a string scalar rather than number',
    '9:3 error Duplicate key: /pets',
    '9:41 error Duplicate key: operationId',
  ]
  assert.deepEqual((await told(twice, ruleset({}))).sort(), said)
  assert.deepEqual((await toldBySpectral(twice, { rules: {} })).sort(), said)

  const theirs = await toldBySpectral(twiceInJson, { rules: {} })
  assert.equal(theirs.length, 5)
  assert.deepEqual(await told(twiceInJson, ruleset({})), theirs)
})

test('keys are repeated in lists, brackets and anchors once each, and may say again what is merged', async () => {
  const text = `${head}paths: {}
x-anchor: &a
  one: 1
  one: { two: 2, two: 3 }
x-alias: *a
x-merged:
  <<: *a
  one: again
  <<: { three: 3, three: 4 }
x-list: [{ a: 1, a: 2 }, [b: 1], { c: [{ d: { e: 1, 'e': 2 } }], "c": 1 }]
x-numbers: { 0x1F: a, 31: b, 1.0: c, 1: d, ~: e, null: f, true: g, True: h }
x-explicit: { ? key : 1, ? key : 2 }
`
  const quiet = { parserOptions: { incompatibleValues: 'off' } } as const
  const theirs = await toldBySpectral(text, { rules: {}, ...quiet })
  assert.equal(theirs.length, 11)
  assert.deepEqual(await told(text, ruleset(quiet)), theirs)
})

for (const duplicateKeys of ['error', 'warn', 'info', 'hint', 'off', 0, 1, 2, 3, undefined])
  test(`\`parserOptions\` say how bad it is to write a key twice: ${duplicateKeys}`, async () => {
    const options = { parserOptions: duplicateKeys === undefined ? {} : { duplicateKeys } }
    for (const text of [twice, twiceInJson])
      assert.deepEqual(
        (await told(text, ruleset(options))).sort(),
        (await toldBySpectral(text, { rules: {}, ...options })).sort(),
      )
  })

test('what is judged is the last of two, as in Spectral', async () => {
  const rulesWith = (pattern: unknown) => ({
    // biome-ignore lint/suspicious/noThenProperty: what Spectral calls it
    'is-last': { given: '$.info.title', then: { function: pattern, functionOptions: { match: '^last$' } } },
  })
  for (const info of ['{ title: first, title: last }', '{ title: last, title: first }']) {
    const text = `openapi: 3.0.3\ninfo: ${info.replace('}', ', version: 1.0.0 }')}\npaths: {}\n`
    const json = text.replaceAll(/(\w+):/g, '"$1":').replaceAll(/: ([a-z\d.]+)/g, ': "$1"')
    for (const written of [text, `{ ${json.trim().replaceAll('\n', ', ')} }`]) {
      const { contract } = readContract({ ...sourceOf({ 'pets.yaml': written }), mayRepeatKeys: true })
      assert.ok(contract, written)
      const spectral = new core.Spectral()
      spectral.setRuleset({ rules: rulesWith(functions.pattern) } as RulesetDefinition)
      const theirs = await spectral.run(new core.Document(written, parsers.Yaml, '/pets.yaml'))
      const ours = await lint(contract, { name: 'r.yaml', text: JSON.stringify({ rules: rulesWith('pattern') }) })
      assert.deepEqual(
        ours.map(({ message }) => message.replaceAll('`', '"')).sort(),
        theirs.map(({ message }) => message).sort(),
      )
      assert.equal(ours.length, info.includes('last }') ? 1 : 2)
    }
  }
})

test('a key twice in another file of the contract, of which Spectral says nothing, is told with its file', async () => {
  const files = {
    'pets.yaml': `${head}paths: { /pets: { $ref: paths.json } }\n`,
    'paths.json': '{ "get": { "responses": {} },\n  "get": { "responses": {} } }',
  }
  const { contract } = readContract({ ...sourceOf(files), mayRepeatKeys: true })
  assert.ok(contract)
  for (const text of [ruleset({}), '{ "extends": "apigov:standards/privacy" }']) {
    const findings = await lint(contract, { name: 'ruleset.yaml', text })
    assert.deepEqual(
      findings.map(({ rule, severity, place }) => [rule, severity, place]),
      [['parser', 'error', { file: 'paths.json', line: 2, column: 3 }]],
    )
  }
})

test('but for lint, a contract with a key twice cannot be read', () => {
  const { contract, findings } = readContract(sourceOf({ 'pets.yaml': twice }))
  assert.equal(contract, null)
  assert.deepEqual(
    findings.map(({ rule, message, place }) => [rule, message, place?.line]),
    [['contract-unreadable', 'This key is written twice in one mapping', 8]],
  )
})
