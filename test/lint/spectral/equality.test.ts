import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import test from 'node:test'
import type { RulesetDefinition } from '@stoplight/spectral-core'
import type { Contract, ContractSource } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'
import { beside, shared, spreads } from './samples.ts'
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

/**
 * Found by fuzzing. What is met behind a reference and where it is written stands at two places for Spectral as soon as there are words
 * beside a reference in it; we showed it to the rules once, where the reference came first, and lost the finding at the other.
 */
const metTwice = {
  'a reference that leads nowhere, with words beside it': `openapi: 3.0.3
info: { title: T, version: 1.0.0 }
paths: { /a: { get: { responses: { 200: { content: { a/b: { examples: { e: { $ref: '#/components/examples/E' } } } } } } } } }
components: { examples: { E: { value: [{ id: { $ref: '#/components/schemas/Missing', description: eval(2) } }] } } }
`,
  'an example that is a reference with words beside it': `openapi: 3.1.0
info: { title: T, version: 1.0.0 }
paths: { /a: { get: { parameters: [{ $ref: '#/components/parameters/Limit' }] } } }
components: { parameters: { Limit: { schema: { type: integer }, example: { $ref: '#/tags/0', description: eval(2) } } } }
tags: [{ name: a }]
`,
  'a way that Spectral cannot find again, which is told at its beginning': `openapi: 3.1.0
info: { title: T, version: 1.0.0 }
paths: { /a: { $ref: '#/components/pathItems/A' } }
components: { pathItems: { A: { $ref: { description: eval(2) } } } }
`,
}
for (const [what, text] of Object.entries(metTwice))
  test(`findings are Spectral's own: ${what}`, async (t) => {
    const { contract, file, folder } = written(text, t)
    assert.deepEqual(
      await found(contract, everyRule),
      await foundBySpectral(contract, file, folder, everyRuleOfSpectral),
    )
  })

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
