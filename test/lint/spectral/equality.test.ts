import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import test from 'node:test'
import type { RulesetDefinition } from '@stoplight/spectral-core'
import type { Contract, ContractSource } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'
import { found, foundBySpectral, functions, rulesets } from './spectral-itself.ts'

const everyRule = { name: 'r.yaml', text: 'extends: [["spectral:oas", all]]\n' }
const everyRuleOfSpectral = { extends: [[rulesets.oas as RulesetDefinition, 'all']] } as RulesetDefinition
const specs = resolve(import.meta.dirname, '../../../../shared/corpus/diff/specs')
const template = resolve(import.meta.dirname, '../../../catalog-template')

for (const folder of [specs, template])
  test(`all rules of spectral:oas find what they find in Spectral: ${folder}`, {
    skip: !existsSync(folder) && 'the corpus is not here',
  }, async () => {
    let compared = 0
    for (const file of contractsIn(folder)) {
      const { contract } = readContract(sourceAt(file, rootOf(file)))
      if (contract === null) continue
      const theirs = await foundBySpectral(contract, file, rootOf(file), everyRuleOfSpectral)
      assert.deepEqual(await found(contract, everyRule), theirs, file)
      compared++
    }
    assert.ok(compared > 0)
  })

const rootOf = (file: string) => (file.startsWith(template) ? template : dirname(file))

const pet = '{ $ref: "#/components/schemas/Pet" }'
const body = (example: string) => `{ content: { application/json: { schema: ${pet}, example: ${example} } } }`
/** One schema, met through requests, responses, lists and itself; examples that are wrong in one direction only. */
const shared = `openapi: 3.0.3
info: { title: Pets, version: 1.0.0, description: d, contact: { name: n, url: 'https://a.test', email: a@a.test } }
servers: [{ url: 'https://a.test' }]
tags: [{ name: pets }]
paths:
  /pets:
    post:
      operationId: add
      description: Adds
      tags: [pets]
      requestBody: ${body('{ name: a }')}
      responses:
        '201': { description: ok, ${body('{ name: a, secret: x }').slice(2, -2)} }
        '202': { $ref: '#/components/responses/Later' }
    get:
      operationId: list
      description: Lists
      tags: [pets]
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, items: ${pet} }, example: [{ id: 1, name: 2 }] } } }
        '202': { $ref: '#/components/responses/Later' }
components:
  parameters:
    Limit: { name: limit, in: query, description: d, schema: { type: integer }, example: many }
  responses:
    Later: { description: later, ${body('{ id: 1 }').slice(2, -2)} }
  schemas:
    Pet:
      type: object
      required: [id, name, secret]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string, example: 7 }
        secret: { type: string, writeOnly: true }
        kind: { $ref: '#/components/schemas/Kind' }
        owner: { nullable: true, allOf: [{ $ref: '#/components/schemas/Owner' }] }
    Owner: { properties: { friends: { items: { $ref: '#/components/schemas/Owner' } }, age: { type: integer, default: old } } }
    Kind: { type: string, enum: [cat, dog, cat], default: fox }
    Circle: { type: object, example: 1, properties: { next: { $ref: '#/components/schemas/Circle' } } }
    Any: { type: object, example: { a: 1 }, properties: { a: { nullable: true, minLength: 1 } } }
    Limits: { type: object, default: { n: 5, s: ab, l: [1, 1] }, properties: { n: { type: number, maximum: 5, exclusiveMaximum: true }, s: { type: string, pattern: '^b', format: date }, l: { type: array, uniqueItems: true } } }
`
/** In 3.1 words may stand beside a \`$ref\`, and what they break stands beside it too. */
const beside = shared
  .replace('3.0.3', '3.1.0')
  .replaceAll(
    '$ref: "#/components/schemas/Pet" }',
    '$ref: "#/components/schemas/Pet", description: "eval(1)", default: 3 }',
  )
  .replace('name: { type: string, example: 7 }', 'name: { type: [string, "null"], example: 7, description: "<script" }')
  .replace(', exclusiveMaximum: true', ', exclusiveMinimum: 5')

for (const [what, text] of Object.entries({
  'objects that are met in many ways': shared,
  'words beside a reference': beside,
}))
  test(`findings are Spectral's own: ${what}`, async (t) => {
    const { contract, file, folder } = written(text, t)
    const theirs = await foundBySpectral(contract, file, folder, everyRuleOfSpectral)
    assert.deepEqual(await found(contract, everyRule), theirs)
    assert.ok(theirs.filter((line) => line.includes('oas3-valid')).length > 6, 'the examples are judged at all')
  })

/** Wrong things in files that are met in several ways, behind one another, beside words of their own, and whole. */
const spread = {
  'v1/openapi.yaml': `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      parameters: [{ $ref: ../shared/all.yaml#/parameters/Limit }, { $ref: '#/components/parameters/Near' }]
      responses:
        '200': { $ref: ../shared/all.yaml#/responses/Pets }
        '400': { $ref: ../shared/all.yaml#/responses/Pets, description: 'eval(1)' }
    post:
      requestBody: { content: { application/json: { schema: { $ref: pet.yaml }, example: { name: 1 } } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Near' }, example: { id: x } } } }
  /cats: { $ref: paths.yaml#/~1cats }
components:
  parameters: { Near: { $ref: ../shared/all.yaml#/parameters/Limit } }
  schemas:
    Near: { $ref: pet.yaml }
    Unused: { $ref: pet.yaml }
    Own: { type: object, properties: { near: { $ref: '#/components/schemas/Near' }, kind: { $ref: ../shared/all.yaml#/schemas/Kind } } }
`,
  'v1/pet.yaml': `type: object
required: [id]
properties:
  id: { type: integer, readOnly: true, example: one }
  name: { type: string }
  kind: { $ref: ../shared/all.yaml#/schemas/Kind }
`,
  'v1/paths.yaml': `/cats:
  get: { parameters: [{ $ref: '../shared/all.yaml#/parameters/Limit' }], responses: { '200': { $ref: ../shared/all.yaml#/responses/Pets } } }
`,
  'shared/all.yaml': `parameters:
  Limit: { name: limit, in: query, schema: { type: integer, default: many } }
responses:
  Pets: { description: '<script>', content: { application/json: { schema: { type: array, items: { $ref: '#/schemas/Pet' } }, example: [{ kind: fox }] } } }
schemas:
  Pet: { type: object, properties: { kind: { $ref: '#/schemas/Kind' }, again: { $ref: '#/schemas/Kind', description: 'eval(2)' } } }
  Kind: { type: string, enum: [cat, dog, cat], default: fox }
`,
}
const spreads: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'files behind one another': spread,
  'files that lead back': {
    ...spread,
    'shared/all.yaml': spread['shared/all.yaml'].replace("'#/schemas/Kind', desc", "'../v1/openapi.yaml#/info', desc"),
  },
  'a circle in another file': {
    ...spread,
    'shared/all.yaml': spread['shared/all.yaml'].replace("'#/schemas/Kind', desc", "'#/schemas/Pet', desc"),
  },
}
for (const [what, files] of Object.entries(spreads))
  test(`findings are Spectral's own: ${what}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'apigov-lint-'))
    t.after(() => rmSync(folder, { recursive: true }))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const file = join(folder, 'v1/openapi.yaml')
    const { contract, findings } = readContract(sourceAt(file, folder))
    assert.ok(contract, JSON.stringify(findings))
    const theirs = await foundBySpectral(contract, file, folder, everyRuleOfSpectral)
    assert.deepEqual(await found(contract, everyRule), theirs)
    assert.ok(
      theirs.some((line) => line.startsWith('shared/')),
      'there are findings in other files',
    )
  })

const givens = [
  '$',
  '$.info',
  '$.info.title',
  '$.paths[*]',
  '$.paths[*][get,post]',
  '$.paths[*][*].responses[*]',
  '$.paths[*]~',
  '$..properties[*]~',
  '$..description',
  '$..[description,title]',
  '$..*',
  '$..content[*].schema',
  '$..properties..type',
  "$..[?(@property === '$ref')]",
  '$..parameters[?(@.in)]',
  '$..parameters[?(@.in)].name',
  "$..[?(@ && @.type == 'object' && !@.example)]",
  "$..[?(@ && @.enum && @.enum.includes('cat'))]",
  "$.paths[?(@property.startsWith('/'))]",
  '$..schema..[?(@ && @.type)]',
  '$..properties^',
  '$..enum[0:2]',
  '$..enum[0]',
  '$.tags[0].name',
  "$.paths['/pets'].post",
  '$.components.schemas[*].properties[*].type',
  '$..required',
  '$.nothing.here',
]
for (const resolved of [true, false])
  for (const given of givens)
    test(`\`${given}\` names the places it names in Spectral, references ${resolved ? '' : 'not '}followed`, async (t) => {
      const { contract, file, folder } = written(beside, t)
      // biome-ignore lint/suspicious/noThenProperty: `then` is what Spectral calls it
      const rule = { given, resolved, severity: 'error', then: { function: 'falsy' } }
      const ruleset = { name: 'r.yaml', text: JSON.stringify({ rules: { 'here-it-is': rule } }) }
      const definition = {
        // biome-ignore lint/suspicious/noThenProperty: as above
        rules: { 'here-it-is': { ...rule, then: { function: functions.falsy } } },
      } as RulesetDefinition
      assert.deepEqual(await found(contract, ruleset), await foundBySpectral(contract, file, folder, definition))
    })

function written(text: string, t: { after(act: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), 'apigov-lint-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'openapi.yaml')
  writeFileSync(file, text)
  const { contract, findings } = readContract(sourceAt(file, folder))
  assert.ok(contract, JSON.stringify(findings))
  return { contract: contract as Contract, file, folder }
}

function* contractsIn(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* contractsIn(path)
    else if (/\.(ya?ml|json)$/.test(name)) yield path
  }
}

function sourceAt(file: string, folder: string): ContractSource {
  const files = new Map(
    [...contractsIn(folder)].map((path) => [relative(folder, path), { blob: path, bytes: readFileSync(path) }]),
  )
  return { entry: relative(folder, file), files, refused: new Map(), identity: { catalog: '', api: '', version: '' } }
}
