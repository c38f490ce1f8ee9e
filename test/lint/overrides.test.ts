/** `overrides` of a ruleset hold for our rules as they hold for Spectral's. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import type { Finding } from '#base/finding.ts'
import { loadRuleset } from '#lint/load-ruleset.ts'
import { rulesFor } from '#lint/overrides.ts'
import { answer } from '#process/judge-task.ts'
import { run } from '../cli/run.ts'
import { sourceOf } from '../contract/contract-source.ts'
import { scratchFolder } from '../git/scratch.ts'

const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\n'
const operation = '{ responses: { 200: { description: ok } } }'
const pets = `${head}paths:
  /pets/: { get: ${operation} }
  /cats/{id}/: { get: ${operation} }
`

/** What the judge says by a ruleset at `policies/ruleset.yaml`, as `line severity rule`; the first file is the entry. */
async function found(ruleset: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const rules = { name: 'policies/ruleset.yaml', text: ruleset }
  const answered = await answer({ do: 'lint', source: sourceOf(files), ruleset: rules })
  const findings = 'findings' in answered ? (answered.findings as readonly Finding[]) : []
  return findings.map(({ place, severity, rule }) => `${place?.file}:${place?.line} ${severity} ${rule}`)
}

test('an override holds for the contracts its glob names, as seen from the ruleset, and for no others', async () => {
  const ruleset = `rules: { path-trailing-slash: warn }
overrides: [{ files: ['../apis/legacy/**'], rules: { path-trailing-slash: off } }]
`
  assert.deepEqual(await found(ruleset, { 'apis/legacy/v1/pets.yaml': pets }), [])
  assert.deepEqual(await found(ruleset, { 'apis/modern/v1/pets.yaml': pets }), [
    'apis/modern/v1/pets.yaml:4 warning path-trailing-slash',
    'apis/modern/v1/pets.yaml:5 warning path-trailing-slash',
  ])
})

test('a rule that is on nowhere else is run for the contracts of an override alone', async () => {
  const ruleset = "overrides: [{ files: ['../n?w.yaml'], rules: { path-trailing-slash: true } }]\n"
  assert.deepEqual(await found(ruleset, { 'new.yaml': pets }), [
    'new.yaml:4 error path-trailing-slash',
    'new.yaml:5 error path-trailing-slash',
  ])
  assert.deepEqual(await found(ruleset, { 'old.yaml': pets }), [])
  const { house } = await loadRuleset({ name: 'policies/ruleset.yaml', text: ruleset })
  assert.deepEqual(
    [rulesFor(house, ['new.yaml']).map(({ rule }) => rule.id), rulesFor(house, ['old.yaml'])],
    [['path-trailing-slash'], []],
  )
})

test('of two overrides for a contract the later holds', async () => {
  const ruleset = `overrides:
  - { files: ['*.yaml'], rules: { path-trailing-slash: error, info-version-not-semver: off } }
  - { files: ['pets.yaml'], rules: { path-trailing-slash: hint } }
`
  assert.deepEqual(await found(ruleset, { 'pets.yaml': pets }), [
    'pets.yaml:4 info path-trailing-slash',
    'pets.yaml:5 info path-trailing-slash',
  ])
})

test('a pointer after the glob turns a rule on for that place alone, however it is written', async () => {
  for (const pointer of ['#/paths/~1cats~1%7Bid%7D~1', '#/paths/~1cats~1{id}~1']) {
    const ruleset = `overrides: [{ files: ['**${pointer}'], rules: { path-trailing-slash: info } }]\n`
    assert.deepEqual(await found(ruleset, { 'pets.yaml': pets }), ['pets.yaml:5 info path-trailing-slash'])
  }
})

test('what one finding would sum up is told one by one where overrides make a difference', async () => {
  const ruleset = (places: string) =>
    `rules: { operation-id-missing: warn }\noverrides: [{ files: ['*${places}'], rules: { operation-id-missing: error } }]\n`
  assert.deepEqual(await found(ruleset('#/paths/~1pets~1'), { 'pets.yaml': pets }), [
    'pets.yaml:4 error operation-id-missing',
    'pets.yaml:5 warning operation-id-missing',
  ])
  assert.deepEqual(await found(ruleset('#/paths'), { 'pets.yaml': pets }), ['pets.yaml:3 error operation-id-missing'])
})

test('a pointer is about the file as it was written, in Swagger too', async () => {
  const swagger = `swagger: '2.0'
info: { title: Pets, version: 1.0.0 }
paths: {}
definitions:
  Pet: { type: object, properties: { created_at: { type: string }, petName: { type: string } } }
  Cat: { type: object, properties: { catName: { type: string }, born_at: { type: string } } }
`
  const ruleset = `rules: { property-casing-mixed: warn }
overrides: [{ files: ['*#/definitions/Cat'], rules: { property-casing-mixed: off } }]
`
  const all = await found('rules: { property-casing-mixed: warn }\n', { 'pets.yaml': swagger })
  const left = await found(ruleset, { 'pets.yaml': swagger })
  assert.ok(all.some((line) => line.startsWith('pets.yaml:6 ')))
  assert.deepEqual(
    left,
    all.filter((line) => !line.startsWith('pets.yaml:6 ')),
  )
})

test('AsyncAPI, GraphQL and Protobuf: a file, and a place by its name', async () => {
  const orders = `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
servers:
  one: { host: one.example.com, protocol: kafka }
  two: { host: two.example.com, protocol: kafka }
`
  const shop = 'type Query {\n  pet_count: Int\n  cat_count: Int\n}\n'
  const keeper = 'syntax = "proto3";\npackage pets.v1;\nmessage pet { string Name = 1; }\nmessage cat {}\n'
  const severity = (files: string, rule: string) => `overrides: [{ files: ['${files}'], rules: { ${rule}: error } }]\n`
  const server = 'asyncapi-server-insecure'
  const field = 'graphql-field-not-camel-case'
  const name = 'protobuf-name-miscased'
  assert.deepEqual(
    [
      await found(severity('orders.yaml', server), { 'orders.yaml': orders }),
      await found(severity('orders.yaml#/servers/two', server), { 'orders.yaml': orders }),
      await found(severity('other.yaml', server), { 'orders.yaml': orders }),
      await found(severity('*.graphql', field), { 'shop.graphql': shop }),
      await found(severity('*.graphql#/Query/cat_count', field), { 'shop.graphql': shop }),
      await found(severity('*.gql', field), { 'shop.graphql': shop }),
      await found(severity('*.proto', name), { 'keeper.proto': keeper }),
      await found(severity('*.proto#/pets/v1/pet', name), { 'keeper.proto': keeper }),
      await found(severity('other.proto', name), { 'keeper.proto': keeper }),
    ],
    [
      [`orders.yaml:4 error ${server}`, `orders.yaml:5 error ${server}`],
      [`orders.yaml:5 error ${server}`],
      [],
      [`shop.graphql:2 error ${field}`, `shop.graphql:3 error ${field}`],
      [`shop.graphql:3 error ${field}`],
      [],
      [`keeper.proto:3 error ${name}`, `keeper.proto:3 error ${name}`, `keeper.proto:4 error ${name}`],
      [`keeper.proto:3 error ${name}`, `keeper.proto:3 error ${name}`],
      [],
    ],
  )
})

test('each file of a Protobuf module is a file to an override', async () => {
  const file = (message: string) => `syntax = "proto3";\npackage pets.v1;\nmessage ${message} {}\n`
  const files = { 'a.proto': file('aardvark'), 'b.proto': file('bear') }
  const ruleset = {
    name: 'policies/ruleset.yaml',
    text: "overrides: [{ files: ['b.proto'], rules: { protobuf-name-miscased: error } }]\n",
  }
  const answered = await answer({ do: 'lint', source: { ...sourceOf(files), module: '' }, ruleset })
  const findings = 'findings' in answered ? (answered.findings as readonly Finding[]) : []
  assert.deepEqual(
    findings.map(({ place, rule }) => `${place?.file}:${place?.line} ${rule}`),
    ['b.proto:3 protobuf-name-miscased'],
  )
})

test('`apigov lint` heeds overrides, in YAML and in JavaScript', async (t) => {
  const cwd = scratchFolder(t)
  const files = {
    'apis/old/pets.yaml': pets,
    'apis/new/pets.yaml': pets,
    'apis/old/pets.proto': 'syntax = "proto3";\npackage pets.v1;\nmessage pet {}\nmessage cat {}\n',
    '.spectral.yaml': "overrides: [{ files: ['apis/new/**'], rules: { path-trailing-slash: error } }]\n",
    'policies/ours.mjs': `export default { overrides: [
  { files: ['../apis/new/*#/paths/~1pets~1'], rules: { 'path-trailing-slash': 'error' } },
  { files: ['../apis/old/*'], rules: { 'protobuf-name-miscased': 'error' } },
  { files: ['../apis/**#/pets/v1/pet'], rules: { 'protobuf-name-miscased': 'off' } },
] }
`,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true })
    writeFileSync(join(cwd, path), text)
  }
  const contracts = ['apis/old/pets.yaml', 'apis/new/pets.yaml', 'apis/old/pets.proto']
  const told = async (...options: readonly string[]) => {
    const { code, stdout } = await run(cwd, 'lint', ...contracts, ...options, '--all')
    return [code, ...stdout.split('\n').filter((line) => line.startsWith('error'))]
  }
  assert.deepEqual(await told(), [
    1,
    'error  apis/new/pets.yaml:4:3  path-trailing-slash',
    'error  apis/new/pets.yaml:5:3  path-trailing-slash',
  ])
  assert.deepEqual(await told('--ruleset', 'policies/ours.mjs'), [
    1,
    'error  apis/new/pets.yaml:4:3  path-trailing-slash',
    'error  apis/old/pets.proto:4:9  protobuf-name-miscased',
  ])
})

/** Every override of RULE must mean for a rule of ours what Spectral makes of it for one of its own that says the same. */
const alike: readonly (readonly [what: string, overrides: string])[] = [
  ['a file', "- { files: ['openapi.yaml'], rules: { RULE: error } }"],
  ['a base name', "- { files: ['open*'], rules: { RULE: error } }"],
  ['a folder above the ruleset', "- { files: ['../apis/pets/**'], rules: { RULE: error } }"],
  ['a folder that is not above it', "- { files: ['apis/pets/**'], rules: { RULE: error } }"],
  ['braces and a negation', "- { files: ['../{apis,more}/*/!(old)*'], rules: { RULE: info } }"],
  ['the file a reference leads to', "- { files: ['paths.yaml'], rules: { RULE: error } }"],
  ['a place in such a file', "- { files: ['paths.yaml#/cats'], rules: { RULE: error } }"],
  ['a place in any file', "- { files: ['**/*#/cats'], rules: { RULE: error } }"],
  ['a place that is named by its beginning', "- { files: ['*#/paths/~1pe'], rules: { RULE: error } }"],
  ['all of a file, as a place', "- { files: ['*#'], rules: { RULE: error } }"],
  [
    'a place, then off for the file',
    "- { files: ['*#/paths'], rules: { RULE: error } }\n  - { files: ['*'], rules: { RULE: off } }",
  ],
  [
    'a place in a place, the outer one later',
    "- { files: ['*#/paths/~1pets'], rules: { RULE: error } }\n  - { files: ['*#/paths'], rules: { RULE: off } }",
  ],
  [
    'one place twice',
    "- { files: ['*#/paths'], rules: { RULE: off } }\n  - { files: ['../**/*#/paths'], rules: { RULE: error } }",
  ],
  ['a contract and a place by one override', "- { files: ['other.yaml', '*#/paths/~1pets'], rules: { RULE: off } }"],
]
for (const [what, overrides] of alike)
  test(`what an override means for a rule of ours, it means for Spectral's: ${what}`, async () => {
    const files = {
      'apis/pets/openapi.yaml': `${head}paths:
  /pets: { get: ${operation} }
  /dogs: { get: ${operation} }
  /cats: { $ref: 'paths.yaml#/cats' }
  /birds: { get: { operationId: listBirds, responses: { 200: { description: ok } } } }
`,
      'apis/pets/paths.yaml': `cats: { get: ${operation} }\n`,
    }
    const by = async (rule: string, given: string) => {
      const lines = await found(`${given}overrides:\n  ${overrides.replaceAll('RULE', rule)}\n`, files)
      return lines.filter((line) => line.endsWith(` ${rule}`)).map((line) => line.replace(` ${rule}`, ''))
    }
    assert.deepEqual(
      await by('operation-id-missing', 'rules: { operation-id-missing: warn }\n'),
      await by('operation-operationId', 'extends: [[spectral:oas, off]]\nrules: { operation-operationId: warn }\n'),
    )
  })

test('a rule of their own under the name of ours takes its place, in overrides too', async () => {
  const own = '{ given: $.info, then: { field: contact, function: truthy } }'
  const ruleset = `rules: { path-trailing-slash: warn, path-not-kebab-case: ${own} }
overrides:
  - { files: ['own.yaml'], rules: { path-trailing-slash: ${own} } }
  - { files: ['*'], rules: { path-not-kebab-case: error } }
`
  const contract = `${head}paths: { /pets/: {} }\n`
  assert.deepEqual(await found(ruleset, { 'own.yaml': contract }), [
    'own.yaml:2 error path-not-kebab-case',
    'own.yaml:2 warning path-trailing-slash',
  ])
})

test('overrides of our rules ask nothing of Spectral', async () => {
  const text =
    "except: { 'a.yaml#/paths': [path-too-deep] }\noverrides: [{ files: ['*'], rules: { path-too-deep: off } }]\n"
  assert.equal((await loadRuleset({ name: 'r.yaml', text })).spectral, null)
})

const refused: readonly (readonly [what: string, files: Readonly<Record<string, string>>, message: string])[] = [
  [
    'that names no files',
    { 'r.yaml': 'overrides:\n  - rules: { path-too-deep: off }\n' },
    'r.yaml:2:5 This does not say which files it is about',
  ],
  [
    'whose pointer can lead nowhere',
    { 'r.yaml': "overrides:\n  - { files: ['*#paths'], rules: { path-too-deep: warn } }\n" },
    'r.yaml:2:5 This does not say which files it is about',
  ],
  [
    'that is no item of a list',
    { 'r.yaml': "overrides: { files: ['*'], rules: { path-too-deep: warn } }\n" },
    'r.yaml:1:1 `overrides` is a list',
  ],
  [
    'that sets no severity',
    { 'r.yaml': "overrides:\n  - files: ['*']\n    rules: { path-too-deep: eror }\n" },
    'r.yaml:3:14 This is not a severity',
  ],
  [
    'that sets more than a severity for a place',
    { 'r.yaml': "overrides:\n  - files: ['*#/paths']\n    rules: { path-too-deep: true }\n" },
    'r.yaml:3:14 For a place in a file only a severity can be set',
  ],
  [
    'in a ruleset that is extended, which would not count',
    { 'r.yaml': 'extends: ./a.yaml\n', 'a.yaml': "overrides:\n  - files: ['*']\n    rules: { path-too-deep: off }\n" },
    'a.yaml:3:14 Overrides of a ruleset that is extended do not count',
  ],
  [
    'that extends a file with rules of ours',
    {
      'r.yaml': "overrides:\n  - files: ['*']\n    extends: [./a.yaml]\n",
      'a.yaml': 'rules: { path-too-deep: warn }\n',
    },
    'r.yaml:3:15 Our rules cannot be extended for some files',
  ],
]
for (const [what, files, message] of refused)
  test(`an override is told with its line: one ${what}`, async () => {
    const ruleset = { name: 'r.yaml', text: files['r.yaml'] ?? '', files: new Map(Object.entries(files)) }
    await assert.rejects(loadRuleset(ruleset), { message: `The ruleset cannot be used: ${message}` })
  })
