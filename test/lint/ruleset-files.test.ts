import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { RulesetDefinition } from '@stoplight/spectral-core'
import { ApigovError } from '#base/errors.ts'
import { lint } from '#lint/lint.ts'
import { rulesetWith } from '#lint/ruleset-closure.ts'
import { contractOf } from '../contract/contract-source.ts'
import { formats, found, foundBySpectral, functions, rulesets } from './spectral/spectral-itself.ts'

const contract = `openapi: 3.0.3
info: { title: pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: listPets
      responses: { '200': { description: eval(1) } }
  /cats:
    get:
      responses: { '200': { description: ok } }
`
const shouting = {
  given: '#Titles',
  severity: 'error',
  // biome-ignore lint/suspicious/noThenProperty: `then` is what Spectral calls it
  then: { function: functions.pattern, functionOptions: { match: '^[A-Z]' } },
}
const base = { aliases: { Titles: ['$.info.title'] }, rules: { 'title-capital': shouting } }
const baseText = `aliases: { Titles: ['$.info.title'] }
rules:
  title-capital: { given: '#Titles', severity: error, then: { function: pattern, functionOptions: { match: '^[A-Z]' } } }
`

/** A ruleset as files, and the same as Spectral's own value: what its command line makes of the files. */
const cases: readonly (readonly [what: string, files: Readonly<Record<string, string>>, definition: unknown])[] = [
  [
    'a ruleset that extends a file beside it and changes a severity',
    {
      'r.yaml': 'extends: [./base.yaml, "spectral:oas"]\nrules: { title-capital: hint, info-contact: off }\n',
      'base.yaml': baseText,
    },
    { extends: [base, rulesets.oas], rules: { 'title-capital': 'hint', 'info-contact': 'off' } },
  ],
  [
    'a chain of files in folders',
    {
      'r.yaml': 'extends: ./rules/a.yaml\n',
      'rules/a.yaml': 'extends: [[../base.json, all]]\n',
      'base.json': JSON.stringify({ extends: [['spectral:oas', 'off']], rules: { 'info-contact': 'error' } }),
    },
    { extends: { extends: [[{ extends: [[rulesets.oas, 'off']], rules: { 'info-contact': 'error' } }, 'all']] } },
  ],
  [
    'overrides for a file, and for a place in one',
    {
      'r.yaml': `extends: "spectral:oas"
overrides:
  - { files: ['*.yaml'], rules: { info-contact: error, oas3-api-servers: off } }
  - { files: ['**#/paths/~1cats'], rules: { operation-description: info } }
  - { files: ['other.yaml'], rules: { info-description: off } }
`,
    },
    {
      extends: rulesets.oas,
      overrides: [
        { files: ['*.yaml'], rules: { 'info-contact': 'error', 'oas3-api-servers': 'off' } },
        { files: ['**#/paths/~1cats'], rules: { 'operation-description': 'info' } },
        { files: ['other.yaml'], rules: { 'info-description': 'off' } },
      ],
    },
  ],
  [
    'exceptions as they were written before overrides',
    { 'r.yaml': 'extends: "spectral:oas"\nexcept: { "#/paths/~1pets": [operation-tags, no-eval-in-markdown] }\n' },
    {
      extends: rulesets.oas,
      overrides: [{ files: ['**#/paths/~1pets'], rules: { 'operation-tags': 'off', 'no-eval-in-markdown': 'off' } }],
    },
  ],
  [
    'aliases by format',
    {
      'r.yaml': `aliases:
  Operation:
    targets:
      - { formats: [oas3.0], given: ['$.paths[*][get,post]'] }
      - { formats: [oas2, oas3.1], given: ['$.nothing'] }
rules:
  has-id: { formats: [oas3, oas3.0], given: '#Operation', then: { field: operationId, function: truthy } }
`,
    },
    {
      aliases: {
        Operation: {
          targets: [
            { formats: [formats.oas3_0], given: ['$.paths[*][get,post]'] },
            { formats: [formats.oas2, formats.oas3_1], given: ['$.nothing'] },
          ],
        },
      },
      rules: {
        'has-id': {
          formats: [formats.oas3, formats.oas3_0],
          given: '#Operation',
          // biome-ignore lint/suspicious/noThenProperty: as above
          then: { field: 'operationId', function: functions.truthy },
        },
      },
    },
  ],
]
for (const [what, files, definition] of cases)
  test(`finds what Spectral finds: ${what}`, async (t) => {
    const folder = scratch(t, { 'openapi.yaml': contract, ...files })
    const read = async (path: string) => files[path] ?? null
    const ruleset = await rulesetWith('r.yaml', files['r.yaml'] ?? '', read)
    const theirs = await foundBySpectral(
      contractOf({ 'openapi.yaml': contract }),
      join(folder, 'openapi.yaml'),
      folder,
      definition as RulesetDefinition,
    )
    assert.deepEqual(await found(contractOf({ 'openapi.yaml': contract }), ruleset), theirs)
    assert.ok(theirs.length > 0)
  })

test('a file to extend that is not there, a circle and a function that is not there are told with their line', async () => {
  const told = async (files: Record<string, string>) => {
    const ruleset = await rulesetWith('r.yaml', files['r.yaml'] ?? '', async (path) => files[path] ?? null)
    return lint(contractOf({ 'openapi.yaml': contract }), ruleset).then(
      () => 'nothing',
      (error) => (error instanceof ApigovError ? error.message : String(error)),
    )
  }
  assert.deepEqual(
    [
      await told({ 'r.yaml': 'extends:\n  - ./bse.yaml\n' }),
      await told({ 'r.yaml': 'extends: ./a.yaml\n', 'a.yaml': 'rules: {}\nextends: [./r.yaml]\n' }),
      await told({
        'r.yaml': 'extends: ./a.yaml\n',
        'a.yaml': 'rules:\n  a: { given: $, then: { function: patern } }\n',
      }),
    ],
    [
      'The ruleset cannot be used: r.yaml:2:5 There is no file `bse.yaml`',
      'The ruleset cannot be used: a.yaml:2:11 `./r.yaml` extends this file again',
      'The ruleset cannot be used: a.yaml:2:26 There is no function `patern`',
    ],
  )
})

function scratch(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'apigov-ruleset-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
