import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { ApigovError } from '#base/errors.ts'
import { lintByHouseRules } from '#lint/house.ts'
import { lint } from '#lint/lint.ts'
import { defineRule } from '#lint/rule.ts'
import { rules } from '#lint/rules/index.ts'
import { defaultRuleset } from '#lint/ruleset.ts'
import { contractOf } from '../contract/contract-source.ts'

const pets = {
  'apis/pets/openapi.yaml': `openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
security: [{ key: [] }]
paths:
  /pets/:
    get:
      summary: Lists pets
      operationId: listPets
      responses:
        '200':
          $ref: ../../shared/responses.yaml#/Pets
`,
  'shared/responses.yaml': `# shared
Pets:
  description: pets
  content:
    application/json:
      schema:
        type: object
        properties:
          kind:
            type: string
            enum: [cat, dog, cat]
`,
}

const told = async (files: Record<string, string>, text: string, name = 'policies/ruleset.yaml') =>
  (await lint(contractOf(files), { name, text })).map(
    ({ rule, severity, place, message }) =>
      `${place?.file}:${place?.line}:${place?.column} ${severity} ${rule}: ${message}`,
  )

test('the default ruleset is Spectral and ours together; what both would say is said once', async () => {
  assert.deepEqual(await told(pets, defaultRuleset.text), [
    'apis/pets/openapi.yaml:1:1 warning oas3-api-servers: OpenAPI `servers` must be present and non-empty array',
    'apis/pets/openapi.yaml:2:1 warning info-contact: Info object must have `contact` object',
    'apis/pets/openapi.yaml:2:1 warning info-description: Info `description` must be present and non-empty string',
    'apis/pets/openapi.yaml:3:14 warning oas3-operation-security-defined: API `security` values must match a scheme defined in the `components.securitySchemes` object',
    'apis/pets/openapi.yaml:5:3 error path-trailing-slash: The path `/pets/` ends in a slash',
    'apis/pets/openapi.yaml:6:5 warning operation-description: Operation `description` must be present and non-empty string',
    'apis/pets/openapi.yaml:6:5 warning operation-tags: Operation must have non-empty `tags` array',
    'shared/responses.yaml:11:13 warning duplicated-entry-in-enum: `enum` property must not have duplicate items (items ## 0 and 2 are identical)',
  ])
})

test('a chapter of the standards is extended alone, or the whole with single rules turned off', async () => {
  const bare = { 'o.yaml': 'openapi: 3.0.3\ninfo: { title: T, version: "1.0" }\npaths: { /petOwners/: { get: {} } }\n' }
  const rulesOf = async (text: string) => (await told(bare, text)).map((line) => line.split(' ')[2]).toSorted()
  assert.deepEqual(await rulesOf('extends: apigov:standards/resources'), [
    'path-not-kebab-case:',
    'path-trailing-slash:',
  ])
  const whole = await rulesOf('extends: apigov:standards\nrules: { path-not-kebab-case: off }\n')
  assert.deepEqual(
    ['path-not-kebab-case:', 'path-trailing-slash:', 'info-version-not-semver:'].filter((id) => whole.includes(id)),
    ['path-trailing-slash:', 'info-version-not-semver:'],
  )
})

test('our ruleset alone, and severities changed one by one', async () => {
  assert.deepEqual(await told(pets, 'extends: apigov:recommended\n'), [
    'apis/pets/openapi.yaml:5:3 error path-trailing-slash: The path `/pets/` ends in a slash',
  ])
  const changed = `{ "extends": [["spectral:oas", "off"], ["apigov:recommended", "off"]],
    "rules": { "path-trailing-slash": "hint", "info-contact": "error", "info-description": true } }`
  assert.deepEqual(await told(pets, changed, 'ruleset.json'), [
    'apis/pets/openapi.yaml:2:1 error info-contact: Info object must have `contact` object',
    'apis/pets/openapi.yaml:2:1 warning info-description: Info `description` must be present and non-empty string',
    'apis/pets/openapi.yaml:5:3 info path-trailing-slash: The path `/pets/` ends in a slash',
  ])
})

test('rules of a ruleset use the functions Spectral brings along, and find things in other files', async () => {
  const text = `rules:
  property-kind:
    message: 'Call {{property}} "type".'
    severity: info
    formats: [oas3.0]
    given: $..properties[*]~
    then: { function: pattern, functionOptions: { notMatch: ^kind$ } }
`
  assert.deepEqual(await told(pets, text), ['shared/responses.yaml:9:11 info property-kind: Call kind `type`'])
})

const brokenRulesets: readonly (readonly [what: string, text: string, message: string, hint: string])[] = [
  ['YAML that is broken', 'rules:\n\t- a\n', 'r.yaml:2:1 Tabs cannot indent YAML', 'Indent with spaces.'],
  ['a list', '- a\n', 'r.yaml:1:1 A ruleset is a mapping', 'Begin it with `extends:` or `rules:`.'],
  [
    'a key nobody knows',
    'extend: spectral:oas\n',
    'r.yaml:1:1 `extend` is not a key of a ruleset',
    'Did you mean `extends`?',
  ],
  [
    'a ruleset of Spectral that is none',
    'extends: spectral:openapi\n',
    'r.yaml:1:1 `spectral:openapi` cannot be extended',
    'Extend `spectral:oas`, `apigov:recommended`, `apigov:standards`, a file as in `./base.yaml`, a package or an `https:` address.',
  ],
  [
    'a function of its own that is not there',
    'functions: [x]\nrules: {}\n',
    'r.yaml:1:13 There is no file `functions/x.js`',
    'Correct the name, or `functionsDir`.',
  ],
  [
    'a function nobody knows',
    'rules:\n  a:\n    given: $\n    then: { function: patern }\n',
    'r.yaml:4:13 There is no function `patern`',
    'Did you mean `pattern`?',
  ],
  [
    'a format that goes by another name',
    'rules:\n  a: { given: $, formats: [asyncapi3], then: { function: truthy } }\n',
    'r.yaml:2:28 There is no format `asyncapi3`',
    'Did you mean `aas3`?',
  ],
  [
    'a format nobody knows',
    'formats: [raml]\nrules: { a: off }\n',
    'r.yaml:1:11 There is no format `raml`',
    'Use one of oas2, oas3, oas3.0, oas3.1, oas3.2, aas2, aas3, aas2.0, aas2.1, aas2.2, aas2.3, aas2.4, aas2.5, aas2.6, aas3.0, aas3.1, arazzo1.0, asyncapi2, json-schema.',
  ],
  [
    'an override of a rule nobody knows',
    'extends: spectral:oas\noverrides:\n  - { files: ["no.yaml"], rules: { info-contact: off } }\n  - { files: ["*.yaml"], rules: { info-contakt: off } }\n',
    'r.yaml:4:35 There is no rule `info-contakt`',
    'Did you mean `info-contact`?',
  ],
  [
    'a rule nobody knows',
    'extends: spectral:oas\nrules:\n  info-contakt: error\n',
    'r.yaml:3:3 There is no rule `info-contakt`',
    'Did you mean `info-contact`?',
  ],
  [
    'no severity',
    'extends: apigov:recommended\nrules:\n  path-trailing-slash: fatal\n',
    'r.yaml:3:3 This is not a severity',
    'Write `error`, `warn`, `info`, `hint` or `off`.',
  ],
  [
    'a rule that Spectral refuses',
    'rules:\n  a:\n    given: $\n    severity: fatal\n    then: { function: truthy }\n',
    'r.yaml:4:5 the value has to be one of: 0, 1, 2, 3 or `error`, `warn`, `info`, `hint`, `off`',
    'Correct it as the documentation of Spectral describes rulesets.',
  ],
]
for (const [what, text, message, hint] of brokenRulesets)
  test(`a ruleset cannot be used: ${what}`, async () => {
    await assert.rejects(lint(contractOf(pets), { name: 'r.yaml', text }), (error) => {
      assert.ok(error instanceof ApigovError)
      const expected = ['APIGOV_RULESET_BROKEN', `The ruleset cannot be used: ${message}`, hint]
      assert.deepEqual([error.code, error.message, error.hint], expected)
      return true
    })
  })

test('a ruleset in JavaScript is refused wherever nobody has prepared to run it', async () => {
  await assert.rejects(lint(contractOf(pets), { name: 'ruleset.js', text: 'globalThis.wasRun = true' }), {
    message: 'The ruleset cannot be used: ruleset.js:1:1 JavaScript is not run here',
  })
  assert.equal('wasRun' in globalThis, false)
})

test('a rule of ours that throws leaves an error, and the others go on', () => {
  const throwing = defineRule({
    id: 'throwing',
    summary: 'Throws.',
    severity: 'info',
    group: 'shape',
    source: 'nowhere',
    example: { bad: '', good: '' },
    isRecommended: false,
    visit: () => ({
      operation() {
        throw new Error('boom.')
      },
    }),
  })
  const ours = rules.filter(({ id }) => id === 'path-trailing-slash')
  const active = [throwing, ...ours].map((rule) => ({ rule, severityAt: () => rule.severity }))
  assert.deepEqual(
    lintByHouseRules(contractOf(pets), active).map(({ rule, severity, message, place }) => [
      rule,
      severity,
      message,
      place?.line,
    ]),
    [
      ['path-trailing-slash', 'error', 'The path `/pets/` ends in a slash', 5],
      ['rule-crashed', 'error', 'The rule `throwing` failed here, so this contract is not fully checked: boom', 6],
    ],
  )
})

test('a rule of a ruleset that throws leaves an error', async () => {
  const text =
    'rules:\n  a:\n    given: $.info.title\n    then: { function: pattern, functionOptions: { match: "[" } }\n'
  assert.deepEqual(await told(pets, text), [
    'apis/pets/openapi.yaml:1:1 error rule-crashed: The rule `a` of `policies/ruleset.yaml` (function `pattern`) failed here, so this contract is not fully checked: Invalid regular expression: /[/: Unterminated character class',
  ])
})

test('fingerprints stay where lines and files move, and differ between findings', async () => {
  const moved = {
    'apis/animals/openapi.yaml': `# moved\n${pets['apis/pets/openapi.yaml'].replace('responses.yaml', 'moved/answers.yml')}`,
    'shared/moved/answers.yml': `\n\n${pets['shared/responses.yaml']}`,
  }
  const fingerprints = async (files: Record<string, string>) =>
    (await lint(contractOf(files), defaultRuleset)).map(({ fingerprint }) => fingerprint)
  const before = await fingerprints(pets)
  assert.equal(new Set(before).size, before.length)
  assert.deepEqual(await fingerprints(moved), before)
})

test("our rules run over GitHub's whole description", async () => {
  const text = readFileSync(
    new URL('../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url),
    'utf8',
  )
  const findings = await lint(contractOf({ 'github.json': text }), {
    name: 'r.yaml',
    text: 'extends: apigov:recommended\n',
  })
  assert.deepEqual([...new Set(findings.map(({ rule }) => rule))].sort(), [
    'error-response-not-problem',
    'operation-security-undeclared',
    'path-not-kebab-case',
    'secret-in-example',
  ])
})
