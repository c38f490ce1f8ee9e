import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { main } from '#cli/main.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { serve } from '../../lint/web.ts'
import { sarifErrors } from '../../report/sarif.ts'

const run = async (cwd: string, ...argv: string[]) => {
  let stdout = ''
  let stderr = ''
  const code = await main(['lint', ...argv], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    cwd,
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

const folderOf = (t: TestContext, files: Record<string, string>) => {
  const dir = scratchFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  return dir
}

const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\nsecurity: []\n'
const files = {
  'apis/good.yaml': `${head}paths: { /pets: { $ref: paths/pets.yaml } }\n`,
  'apis/bad.yaml': `${head}paths:\n  /pets/: {}\n`,
  'apis/paths/pets.yaml': 'get: { summary: Lists, responses: { 200: { $ref: ../ok.json } } }\n',
  'apis/ok.json': '{ "description": "pets" }',
  'ours.yaml': 'rules: { path-trailing-slash: error }\n',
}

test('a contract over several files that keeps the rules: exit 0', async (t) => {
  assert.deepEqual(await run(folderOf(t, files), 'apis/good.yaml', '--ruleset', 'ours.yaml'), {
    code: 0,
    stdout: 'No findings.\n',
    stderr: '',
  })
})

test('a contract of a catalog reaches what the catalog shares, and findings there are told by their own path', async (t) => {
  const dir = folderOf(t, {
    'apis/pets/v1/openapi.yaml': `${head}paths: { /pets: { $ref: ../../../shared/pets.yaml } }\n`,
    'shared/pets.yaml': 'get: { summary: Lists, responses: { 200: { $ref: nowhere.yaml } } }\n',
    'ours.yaml': 'extends: apigov:recommended\n',
  })
  const { code, stdout } = await run(dir, 'apis/pets/v1/openapi.yaml', '--ruleset', 'ours.yaml')
  assert.equal(code, 2) // lint could not look at all there is
  assert.match(stdout, /^error {2}shared\/pets\.yaml:1:\d+ {2}ref-/)
})

test('a contract of a catalog is judged by what the catalog says of its API', async (t) => {
  const pets = `${head}paths: { '/v1/pets/{id}': { get: { parameters: [{ name: id, in: path, required: true, schema: { type: integer } }] } } }\n`
  const api = 'gateway: { path: "/pets/{version}" }\nversions: { v1: { gateway: { path: /pets } } }\nvisibility: '
  const dir = folderOf(t, {
    'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [prod]\n',
    'apis/partners/v1/openapi.yaml': pets,
    'apis/partners/api.yaml': `${api}partner\n`,
    'apis/open/v1/openapi.yaml': pets,
    'apis/open/api.yaml': `${api.replace(/^versions.*$/m, '')}public\n`,
    'ours.yaml': 'rules: { id-guessable: warn, path-version-wrong: error }\n',
  })
  const rulesIn = async (path: string) => {
    const { stdout } = await run(dir, path, '--ruleset', 'ours.yaml', '--format', 'json')
    return (JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule)
  }
  assert.deepEqual(await rulesIn('apis/partners/v1/openapi.yaml'), [])
  assert.deepEqual(await rulesIn('apis/open/v1/openapi.yaml'), ['path-version-wrong', 'id-guessable'])
})

test('an error is exit 1, and stands where whoever asked would look for it', async (t) => {
  const { code, stdout } = await run(folderOf(t, files), 'apis/good.yaml', 'apis/bad.yaml', '--ruleset', 'ours.yaml')
  assert.equal(code, 1)
  assert.equal(
    stdout,
    'error  apis/bad.yaml:5:3  path-trailing-slash\n  The path `/pets/` ends in a slash\n  Write `/pets`.\n\n1 error.\n',
  )
})

test('a key that is no text is an error where Spectral judges, unless the ruleset or an exception says otherwise', async (t) => {
  const rule = 'rules: { r: { given: $.nowhere, then: { function: truthy } } }\n'
  const dir = folderOf(t, {
    'pets.yaml': `${head}paths:\n  /pets: { get: { responses: { 200: { description: ok } } } }\n`,
    'excepted.yaml': `${head}paths:\n  /pets:\n    x-apigov-ignore: { rule: parser, reason: Generated., until: 2999-01-31 }\n    <<: { get: { responses: { 200: { description: ok } } } }\n`,
    'spectral.yaml': rule,
    'lenient.yaml': `${rule}parserOptions: { incompatibleValues: warn }\n`,
    'wrong.yaml': `${rule}parserOptions: { incompatibleValues: never }\n`,
  })
  const told =
    'pets.yaml:5:32  parser\n  Mapping key must be a string scalar rather than number\n  Write it in quotes.\n\n'
  assert.deepEqual(await run(dir, 'pets.yaml', '--ruleset', 'spectral.yaml'), {
    code: 1,
    stdout: `error  ${told}1 error. \`apigov lint --fix\` can fix 1.\n`,
    stderr: '',
  })
  assert.deepEqual(await run(dir, 'pets.yaml', '--ruleset', 'lenient.yaml'), {
    code: 0,
    stdout: `warning  ${told}1 warning. \`apigov lint --fix\` can fix 1.\n`,
    stderr: '',
  })
  const excepted = await run(dir, 'excepted.yaml', '--ruleset', 'spectral.yaml')
  assert.equal(excepted.code, 0)
  assert.match(excepted.stdout, /^info {2}excepted\.yaml:7:31 {2}parser\n.*\(permitted by\n/)
  const { code, stderr } = await run(dir, 'pets.yaml', '--ruleset', 'wrong.yaml')
  assert.equal(code, 2)
  assert.match(stderr, /wrong\.yaml:2:\d+ /)
})

test('a key written twice is a finding as bad as the ruleset says, and what else is wrong is found as well', async (t) => {
  const dir = folderOf(t, {
    'twice.yaml': `${head}paths:\n  /pets/: { x-a: 1, x-a: 2 }\n`,
    'ours.yaml': 'rules: { path-trailing-slash: warn }\n',
    'lenient.yaml': 'extends: ours.yaml\nparserOptions: { duplicateKeys: off }\n',
  })
  const slash = 'warning  twice.yaml:5:3'
  const { code, stdout } = await run(dir, 'twice.yaml', '--ruleset', 'ours.yaml')
  assert.equal(code, 1)
  assert.ok(stdout.includes(slash), stdout)
  assert.match(stdout, /error {2}twice\.yaml:5:21 {2}parser\n {2}Duplicate key: x-a\n/)
  const lenient = await run(dir, 'twice.yaml', '--ruleset', 'lenient.yaml', '--fix')
  assert.equal(lenient.code, 0)
  assert.ok(lenient.stdout.includes(slash), 'not fixed: what is edited must be beyond doubt')
  assert.doesNotMatch(lenient.stdout, /parser/)
})

test('--fail-on decides what fails, --format what is printed; without a ruleset Spectral judges too', async (t) => {
  const dir = folderOf(t, files)
  const { code, stdout } = await run(dir, 'apis/good.yaml', '--format', 'json')
  const rules = (JSON.parse(stdout).findings as { rule: string }[]).map(({ rule }) => rule)
  assert.deepEqual([code, rules.includes('info-contact')], [0, true])
  assert.equal((await run(dir, 'apis/good.yaml', '--fail-on', 'warning')).code, 1)
})

test('files above the working directory, links and files over the limit are not read', async (t) => {
  const ref = (path: string) => `${head}components: { schemas: { A: { $ref: ${path} } } }\n`
  const dir = folderOf(t, {
    'secret.yaml': 'type: string\n',
    'apis/above.yaml': ref('../../secret.yaml'),
    'apis/link.yaml': ref('linked.yaml'),
    'apis/folder.yaml': ref('linked/secret.yaml'),
    'apis/huge.yaml': `#${' '.repeat(20 * 1024 * 1024)}\n`,
  })
  symlinkSync('../secret.yaml', join(dir, 'apis/linked.yaml'))
  symlinkSync('..', join(dir, 'apis/linked'))
  const paths = ['apis/above.yaml', 'apis/folder.yaml', 'apis/huge.yaml', 'apis/link.yaml']
  const { code, stdout } = await run(dir, ...paths, '--format', 'json')
  assert.equal(code, 1)
  assert.deepEqual(
    (JSON.parse(stdout).findings as { file: string; message: string }[]).map(({ file, message }) => [file, message]),
    [
      ['apis/above.yaml', '`../../secret.yaml` climbs out of what a contract may reach'],
      [
        'apis/folder.yaml',
        '`linked/secret.yaml` leads to `apis/linked/secret.yaml`, which is a symbolic link, and those are not followed',
      ],
      ['apis/huge.yaml', '`apis/huge.yaml` is larger than a file of a contract may be'],
      [
        'apis/link.yaml',
        '`linked.yaml` leads to `apis/linked.yaml`, which is a symbolic link, and those are not followed',
      ],
    ],
  )
})

test('what cannot be asked is exit 2, and does not hide what could be', async (t) => {
  const dir = folderOf(t, { ...files, 'broken.yaml': 'extend: x\n' })
  assert.deepEqual(await run(dir, 'gone.yaml'), {
    code: 2,
    stdout: '',
    stderr: 'error: There is no file `gone.yaml`\n  Correct the path.\n  (APIGOV_CONTRACT_MISSING)\n',
  })
  const both = await run(dir, 'gone.yaml', 'apis/bad.yaml', '--ruleset', 'ours.yaml')
  assert.equal(both.code, 2)
  assert.match(both.stdout, /path-trailing-slash/)
  assert.match(both.stderr, /APIGOV_CONTRACT_MISSING/)
  assert.match((await run(dir, 'apis/bad.yaml', '--ruleset', 'gone.yaml')).stderr, /APIGOV_RULESET_MISSING/)
  assert.equal(
    (await run(dir, 'apis/bad.yaml', '--ruleset', 'https://localhost:1/base.js')).stderr,
    `error: The ruleset \`https://localhost:1/base.js\` is code, and code at an address is not run
  Correct the address, or save what is there as a file, and name that.
  (APIGOV_RULESET_UNREACHABLE)
`,
  )
  const unreachable = await run(dir, 'apis/bad.yaml', '--ruleset', 'https://localhost:1/base.yaml')
  assert.deepEqual([unreachable.code, unreachable.stdout], [2, ''])
  assert.match(unreachable.stderr, /The ruleset `https:\/\/localhost:1\/base\.yaml` cannot be reached: .+\n/)
  const broken = await run(dir, 'apis/bad.yaml', '--ruleset', 'broken.yaml')
  assert.deepEqual([broken.code, broken.stdout], [2, ''])
  assert.match(broken.stderr, /broken\.yaml:1:1 `extend` is not a key of a ruleset\n {2}Did you mean `extends`\?/)
})

test('hostile and broken contracts cost only themselves', async (t) => {
  const bomb = Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, `.repeat(9)}]`)
  const dir = folderOf(t, {
    ...files,
    'bad/bomb.yaml': `openapi: 3.0.3\n${bomb.join('\n')}\n`,
    'bad/broken.yaml': 'openapi: 3.0.3\n info: {}\n',
    'bad/cut.json': '{ "openapi": "3.0.3", "info": { "title": "Pe',
    'bad/fetch.yaml': `${head}components: { schemas: { A: { $ref: 'http://127.0.0.1:9/a.yaml' } } }\n`,
    'bad/passwd.yaml': `${head}components: { schemas: { A: { $ref: /etc/passwd } } }\n`,
    'bad/regex.yaml': `${head}components: { schemas: { A: { type: string, pattern: '^(a+)+$', example: '${'a'.repeat(60)}!' } } }\n`,
  })
  const bad = ['bomb.yaml', 'broken.yaml', 'cut.json', 'fetch.yaml', 'passwd.yaml', 'regex.yaml']
  const paths = ['apis/bad.yaml', ...bad.map((name) => `bad/${name}`)]
  const { code, stdout, stderr } = await run(dir, ...paths, '--timeout', '8s', '--format', 'json')
  const errors = (JSON.parse(stdout).findings as Record<string, unknown>[])
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`)
  assert.deepEqual(errors, [
    'apis/bad.yaml:5:3 path-trailing-slash',
    'bad/bomb.yaml:3:10 contract-unreadable',
    'bad/broken.yaml:2:6 contract-unreadable',
    'bad/cut.json:1:42 contract-unreadable',
    'bad/fetch.yaml:4:31 ref-outside',
    'bad/passwd.yaml:4:31 ref-outside',
  ])
  assert.equal(code, 2)
  assert.match(stderr, /Linting `bad\/regex.yaml` took longer than the limit of 8 s/)
})

test('--fix makes the fixes findings offer, keeps the rest of the file, and judges what is left', async (t) => {
  const bad = "openapi: 3.0.3\ninfo:\n  title: Pets   # ours\n  version: '1.4'\npaths:\n  /pets/: {}\n"
  const dir = folderOf(t, { 'apis/pets.yaml': bad, 'ours.yaml': 'extends: apigov:recommended\n' })
  assert.deepEqual(await run(dir, 'apis/pets.yaml', '--ruleset', 'ours.yaml', '--fix'), {
    code: 1,
    stdout: `error  apis/pets.yaml:6:3  path-trailing-slash
  The path \`/pets/\` ends in a slash
  Write \`/pets\`.

1 error.
`,
    stderr: 'apis/pets.yaml: 1 fixed\n',
  })
  assert.equal(readFileSync(join(dir, 'apis/pets.yaml'), 'utf8'), bad.replace("'1.4'", "'1.4.0'"))
})

test('--fix puts status codes into quotes, and leaves a key whose text is not its value', async (t) => {
  const responses = (...keys: string[]) => `${head}paths:
  /pets:
    get:
      responses: # all of them
${keys.map((key) => `        ${key}: { description: ok }\n`).join('')}`
  const dir = folderOf(t, {
    'pets.yaml': responses('200', '404', "'500'", '0x1F'),
    'ours.yaml': 'extends: []\nparserOptions: {}\n',
  })
  const { code, stdout, stderr } = await run(dir, 'pets.yaml', '--ruleset', 'ours.yaml', '--fix')
  assert.deepEqual([code, stderr], [1, 'pets.yaml: 2 fixed\n'])
  assert.match(stdout, /^error {2}pets\.yaml:11:9 {2}parser\n/)
  assert.equal(readFileSync(join(dir, 'pets.yaml'), 'utf8'), responses("'200'", "'404'", "'500'", '0x1F'))
})

test('a ruleset at an address is fetched anew in each run, and what was found before is judged by what it says now', async (t) => {
  let severity = 'warn'
  const texts: Readonly<Record<string, () => string>> = {
    '/all.yaml': () => 'extends: ./parts/own.yaml\n',
    '/parts/own.yaml': () => `rules: { path-trailing-slash: ${severity} }\n`,
  }
  const origin = await serve(t, ({ url }, response) => response.end(texts[url ?? '']?.()))
  const dir = folderOf(t, { ...files, 'company.yaml': `extends: ${origin}/all.yaml\n` })
  for (const ruleset of [`${origin}/all.yaml`, 'company.yaml'])
    for (severity of ['warn', 'error']) {
      const { code, stdout } = await run(dir, 'apis/bad.yaml', '--ruleset', ruleset)
      assert.deepEqual([code, stdout.split(' ')[0]], severity === 'warn' ? [0, 'warning'] : [1, 'error'])
    }
})

test('without a ruleset named, the one counts that Spectral would take from the working directory', async (t) => {
  const rule = (body: string) =>
    `module.exports = { rules: { mine: { given: '$.info', then: { function: function judge() { ${body} } } } } }\n`
  const dir = folderOf(t, { ...files, '.spectral.js': rule('return [{ message: "told" }]') })
  assert.match((await run(dir, 'apis/good.yaml')).stdout, /^warning {2}apis\/good\.yaml:2:1 {2}mine\n {2}told\n/)
  writeFileSync(join(dir, '.spectral.js'), rule('throw new Error("no")'))
  const { code, stdout } = await run(dir, 'apis/good.yaml')
  assert.equal(code, 2)
  assert.match(stdout, /The rule `mine` of `\.spectral\.js` \(function `judge`, \.spectral\.js:1\) failed/)
})

test('SARIF is what its schema allows, and has what the rules say of themselves', async (t) => {
  const { stdout } = await run(folderOf(t, files), 'apis/bad.yaml', '--ruleset', 'ours.yaml', '--format', 'sarif')
  assert.deepEqual(sarifErrors(stdout), [])
  assert.deepEqual(JSON.parse(stdout).runs[0].tool.driver.rules, [
    {
      id: 'path-trailing-slash',
      fullDescription: { text: 'Paths do not end in a slash, so one resource has one address.' },
      help: {
        text: 'Instead of\npaths:\n  /pets/: {}\n\nwrite\npaths:\n  /pets: {}\n\nIt follows Zalando RESTful API Guidelines, rule 136.',
      },
    },
  ])
})
