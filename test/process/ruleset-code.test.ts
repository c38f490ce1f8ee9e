import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { ApigovError } from '#base/errors.ts'
import { rulesetWith } from '#lint/ruleset-closure.ts'
import { type JudgeOptions, openJudge } from '#process/judge.ts'
import { sourceOf } from '../contract/contract-source.ts'
import { scratchFolder } from '../git/scratch.ts'

const contract = sourceOf({
  'openapi.yaml': `openapi: 3.0.3
info: { title: pets, version: 1.0.0 }
paths:
  /pets/: { get: { operationId: listPets, responses: { '200': { description: ok } } } }
`,
})
type Files = Readonly<Record<string, string>>

/** What lint says by the first of these files, as if they had been read from Git; with a folder, as if they stood there. */
async function told(t: TestContext, files: Files, options: JudgeOptions = {}, folder: string | null = null) {
  const [name = ''] = Object.keys(files)
  const ruleset = await rulesetWith(name, files[name] ?? '', async (path) => files[path] ?? null, folder)
  const judge = openJudge({ workers: 1, ...options })
  t.after(() => judge.close())
  try {
    const { findings } = await judge.lint(contract, ruleset)
    return findings.map(
      ({ rule, severity, place, message }) => `${place?.line}:${place?.column} ${severity} ${rule}: ${message}`,
    )
  } catch (thrown) {
    assert.ok(thrown instanceof ApigovError, String(thrown))
    return [`${thrown.message}. ${thrown.hint}`]
  }
}

/** A ruleset whose one rule calls a function of its own. */
const calling = (body: string): Files => ({
  'r.yaml': 'functions: [judge]\nrules: { mine: { given: $.info, then: { function: judge } } }\n',
  'functions/judge.js': body,
})

test('a ruleset in JavaScript extends, imports and judges, and turns our rules on and off', async (t) => {
  assert.deepEqual(
    await told(t, {
      'policies/.spectral.js': `import { oas } from '@stoplight/spectral-rulesets'
        import { truthy } from '@stoplight/spectral-functions'
        import { oas3 } from '@stoplight/spectral-formats'
        import shout from '../lib/shout'
        export default {
          extends: [[oas, 'off'], 'apigov:recommended'],
          rules: {
            'info-contact': 'error',
            'operation-summary-missing': 'off',
            'operation-security-undeclared': 'off',
            'path-trailing-slash': 'hint',
            loud: { formats: [oas3], given: '$.info.title', severity: 'warn', then: { function: shout } },
            described: { given: '$.info', then: { field: 'description', function: truthy } },
          },
        }`,
      'lib/shout.js': `const { createRulesetFunction } = require('@stoplight/spectral-core')
        const words = require('./words.json')
        module.exports = createRulesetFunction({ input: { type: 'string' }, options: null }, function shout(title) {
          return words.includes(title) ? [{ message: 'Shout ' + title.toUpperCase() }] : []
        })`,
      'lib/words.json': '["pets"]',
    }),
    [
      '2:1 warning described: `info.description` property must be truthy',
      '2:1 error info-contact: Info object must have `contact` object',
      '2:9 warning loud: Shout PETS',
      '4:3 info path-trailing-slash: The path `/pets/` ends in a slash',
    ],
  )
})

test('a ruleset in YAML calls functions from files of its own, written in either kind of module', async (t) => {
  assert.deepEqual(
    await told(t, {
      'r.yaml': `functionsDir: ./made
functions: [a, deep/b]
rules:
  one: { message: '{{error}}!', given: $.info, then: { function: a, functionOptions: { word: hello } } }
  two: { given: $.info.title, then: { function: b } }
`,
      'made/a.js': 'export default (_value, { word }) => [{ message: word }]',
      'made/deep/b.js': 'module.exports = async (title) => [{ message: title + " later" }]',
    }),
    ['2:1 warning one: hello!', '2:9 warning two: pets later'],
  )
})

test('a package is found as Node finds it from the folder of the ruleset, one in a workspace behind a link too', async (t) => {
  const folder = scratchFolder(t)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('packages/ruleset/package.json', '{ "main": "main.js" }')
  mkdirSync(join(folder, 'node_modules/@acme'), { recursive: true })
  symlinkSync('../../packages/ruleset', join(folder, 'node_modules/@acme/ruleset'))
  write(
    'packages/ruleset/main.js',
    `const { truthy } = require('@stoplight/spectral-functions')
     module.exports = { extends: [require('words').base], rules: { described: { given: '$.info', then: { field: 'description', function: truthy } } } }`,
  )
  write(
    'node_modules/words/index.js',
    `const { oas } = require('@stoplight/spectral-rulesets')
     exports.base = { extends: [[oas, 'off']], rules: { 'info-contact': 'info' } }`,
  )
  write('node_modules/data/package.json', '{ "main": "ruleset.yaml" }')
  write('node_modules/data/ruleset.yaml', 'extends: ./more.json\n')
  write(
    'node_modules/data/more.json',
    '{ "rules": { "licensed": { "given": "$.info", "then": { "field": "license", "function": "truthy" } } } }',
  )
  const ruleset = { 'policies/r.yaml': 'extends: ["@acme/ruleset", data]\nrules: { described: off }\n' }
  assert.deepEqual(await told(t, ruleset, {}, folder), [
    '2:1 info info-contact: Info object must have `contact` object',
    '2:1 warning licensed: `info.license` property must be truthy',
  ])
})

const unusable: readonly (readonly [what: string, files: Files, message: string, folder?: string])[] = [
  [
    'a package that is not installed, in a ruleset from Git',
    { 'policies/ruleset.yaml': 'extends:\n  - "@acme/ruleset"\n' },
    'policies/ruleset.yaml:2:5 The package `@acme/ruleset` is not installed. Install it beside apigov, where this runs, or put it into the repository and extend it by its path.',
  ],
  [
    'a package that is not installed, on disk',
    { 'r.yaml': 'extends: nowhere\n' },
    'r.yaml:1:1 The package `nowhere` is not installed. Run `npm install nowhere`, or extend a file by its path, as in `./base.yaml`.',
    '/',
  ],
  [
    'an import of a package that is not installed',
    { 'r.js': "import a from 'nowhere'\nexport default { rules: {} }" },
    'r.js:1:15 `nowhere` is not installed. Install the package, or put what is used of it into a file.',
  ],
  [
    'an import of a file that is not there',
    { 'r.js': "module.exports = {\n rules: require('./rules') }" },
    'r.js:2:17 `./rules` is not a file of the ruleset. Correct the path. Files are found by the paths that code names as plain texts.',
  ],
  [
    'a slip of the pen',
    { 'r.js': 'module.exports = {\n  rules: {\n' },
    'r.js:3:1 `r.js` cannot be run: Unexpected end of input. Repair it.',
  ],
  [
    'code that throws as it loads',
    { 'r.cjs': 'const a = null\nmodule.exports = { rules: a.b }' },
    "r.cjs:2:29 `r.cjs` cannot be run: Cannot read properties of null (reading 'b'). Repair it.",
  ],
  [
    'code that asks for more than it may have',
    { 'r.cjs': "module.exports = JSON.parse(require('fs').readFileSync('/etc/hostname'))" },
    'r.cjs:1:43 `r.cjs` asks for what the code of a ruleset may not do. It may read its own files and packages: no other files, no network, no programs.',
  ],
  [
    'a module without a ruleset',
    { 'r.js': 'module.exports = 7' },
    'r.js:1:1 A ruleset is a mapping. Begin it with `extends:` or `rules:`.',
  ],
  [
    'a file without a function',
    { 'r.yaml': 'functions: [a]\nrules: {}\n', 'functions/a.js': 'exports.a = 1' },
    'r.yaml:1:13 `functions/a.js` exports no function. Export the function by default.',
  ],
]
for (const [what, files, message, folder] of unusable)
  test(`a ruleset cannot be used: ${what}`, async (t) => {
    assert.deepEqual(await told(t, files, {}, folder), [`The ruleset cannot be used: ${message}`])
  })

test('a function that throws, at once or later, leaves an error that names ruleset, rule, function and line', async (t) => {
  const failure = (message: string) => [
    `1:1 error rule-crashed: The rule \`mine\` of \`r.yaml\` (function \`judge\`, functions/judge.js:2) failed here, so this contract is not fully checked: ${message}`,
  ]
  assert.deepEqual(
    await told(t, calling('module.exports = () => {\n  null.x }')),
    failure("Cannot read properties of null (reading 'x')"),
  )
  assert.deepEqual(
    await told(t, calling("export default async () => {\n  throw new Error('later') }")),
    failure('later'),
  )
})

const endless = {
  'a loop without end': 'module.exports = () => { for (;;); }',
  'a promise that is never kept': 'module.exports = () => new Promise(() => {})',
}
for (const [what, body] of Object.entries(endless))
  test(`a function is ended at the deadline: ${what}`, async (t) => {
    assert.deepEqual(await told(t, calling(body), { timeouts: { lint: 5000 } }), [
      'Linting `openapi.yaml` took longer than the limit of 5 s, in the rule `mine` (function `judge`) of `r.yaml`. Repair the ruleset, or turn the rule off.',
    ])
  })

test('a ruleset that never ends loading is ended at the deadline', async (t) => {
  assert.deepEqual(await told(t, { 'r.js': 'for (;;);' }, { timeouts: { lint: 5000 } }), [
    'Linting `openapi.yaml` took longer than the limit of 5 s, in the loading of `r.js`. Repair the ruleset, or turn the rule off.',
  ])
})

const hungry = {
  'in the heap': 'module.exports = () => { const all = []; for (;;) all.push({ a: [1, 2, 3] }) }',
  'beside the heap': 'module.exports = () => { const all = []; for (;;) all.push(Buffer.alloc(1e7, 1)) }',
}
for (const [where, body] of Object.entries(hungry))
  test(`a function that eats memory ${where} is ended`, async (t) => {
    assert.deepEqual(await told(t, calling(body), { memoryMb: 100 }), [
      'Linting `openapi.yaml` needed more memory than the limit of 100 MB, in the rule `mine` (function `judge`) of `r.yaml`. Repair the ruleset, or turn the rule off.',
    ])
  })

/**
 * The App holds a private key and runs the code of base branches of many companies. Whatever such code tries, it finds no secret, and
 * leaves nothing behind.
 */
test('code of a ruleset sees no environment, reads no file of the machine, writes, fetches and starts nothing', async (t) => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  process.env['APIGOV_TEST_SECRET'] = 'a'
  t.after(() => delete process.env['APIGOV_TEST_SECRET'])
  const target = join(scratchFolder(t), 'written')
  const body = `
    const fs = require('node:fs')
    const tries = {
      env: () => JSON.stringify(process.env),
      passwd: () => fs.readFileSync('/etc/passwd'),
      environ: () => fs.readFileSync('/proc/self/environ'),
      parent: () => fs.readFileSync('/proc/' + process.ppid + '/environ'),
      write: () => fs.writeFileSync(${JSON.stringify(target)}, ''),
      program: () => require('node:child_process').execSync('id'),
      kill: () => process.kill(process.ppid, 0),
    }
    module.exports = async () => {
      const attempts = Object.entries(tries).map(([name, attempt]) => {
        try { return name + ': ' + attempt() } catch (error) { return name + ': ' + (error.code ?? error.name) }
      })
      await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}/').catch(() => {})
      return [{ message: attempts.join(', ') }]
    }`
  const denied = 'ERR_ACCESS_DENIED'
  assert.deepEqual(await told(t, calling(body)), [
    `2:1 warning mine: env: {}, passwd: ${denied}, environ: ${denied}, parent: ${denied}, write: ${denied}, program: ${denied}, kill: TypeError`,
  ])
  assert.deepEqual(requests, [])
})

test('a ruleset that is code judges Protobuf and GraphQL by the rules of ours that it turns on', async (t) => {
  const text = `export default { extends: [['apigov:standards', 'off']], rules: { 'protobuf-comment-missing': 'error', 'graphql-description-missing': 'hint' } }`
  const ruleset = await rulesetWith('r.js', text, async () => null)
  const judge = openJudge({ workers: 1 })
  t.after(() => judge.close())
  const judged = async (name: string, content: string) => {
    const { findings } = await judge.lint(sourceOf({ [name]: content }), ruleset)
    return findings.map(({ rule, severity, place }) => `${place?.line} ${severity} ${rule}`)
  }
  assert.deepEqual(await judged('a.proto', 'syntax = "proto3";\npackage a.v1;\nmessage A {}\n'), [
    '3 error protobuf-comment-missing',
  ])
  assert.deepEqual(await judged('a.graphql', '"Asks."\ntype Query { a: String }\n'), [
    '2 info graphql-description-missing',
  ])
})

test('each ruleset is run in a process of its own: what one leaves behind, another does not find', async (t) => {
  const judge = openJudge({ workers: 1 })
  t.after(() => judge.close())
  const body = (name: string) => `module.exports = () => {
    const met = globalThis.met ?? 'nobody'
    globalThis.met = '${name}'
    return [{ message: 'met ' + met }] }`
  const met = async (name: string) => {
    const files = calling(body(name))
    const ruleset = await rulesetWith('r.yaml', files['r.yaml'] ?? '', async (path) => files[path] ?? null)
    const { findings } = await judge.lint({ ...contract, identity: { catalog: name, api: '', version: '' } }, ruleset)
    return findings.map(({ message }) => message)
  }
  assert.deepEqual(await met('a'), ['met nobody'])
  assert.deepEqual(await met('b'), ['met nobody'])
})

test('functions find the whole contract where Spectral puts it, as those of IBM do', async (t) => {
  const body = `export default (info, _options, { document, documentInventory: { resolved, unresolved } }) =>
    [document.data, document.parserResult.data, unresolved, resolved].map((whole, index) =>
      ({ message: String(index) + (whole.info.title === info.title) }))`
  assert.deepEqual(
    (await told(t, calling(body))).map((line) => line.replace(/.*: /, '')),
    ['0true', '1true', '2true', '3true'],
  )
})
