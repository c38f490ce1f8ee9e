import assert from 'node:assert/strict'
import { symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { main } from '#cli/main.ts'
import { scratchFolder, scratchRepository } from '../../git/scratch.ts'
import { contract, runIn, schema, write } from '../comparing.ts'

test('diff: two files, with what they refer to, as text', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a/api.yaml': contract, 'a/schema.yaml': schema('name', 'age') })
  write(dir, { 'b/api.yaml': contract, 'b/schema.yaml': schema('name') })
  assert.deepEqual(await runIn(dir, 'diff', 'a/api.yaml', 'b/api.yaml', '--fail-on', 'dangerous'), {
    code: 1,
    stderr: '',
    stdout: `GET /pets
  DANGEROUS \`age\` of the response \`200\` was removed
    - age: { type: string }  a/schema.yaml:5:5
    Deprecate the property first and remove it when nobody uses it any more.
    response-optional-property-removed

1 dangerous: a minor version.
The meaning changes under the unchanged version \`1.0.0\`. Set \`info.version\` to
\`1.1.0\`.
    - info: { title: Pets, version: 1.0.0 }  b/api.yaml:2:22
    + info: { title: Pets, version: 1.1.0 }  b/api.yaml:2:22
`,
  })
})

test('diff: what may break does not fail unless asked for', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a/api.yaml': contract, 'a/schema.yaml': schema('name', 'age') })
  write(dir, { 'b/api.yaml': contract, 'b/schema.yaml': schema('name') })
  assert.equal((await runIn(dir, 'diff', 'a/api.yaml', 'b/api.yaml')).code, 0)
})

test('diff: a contract of a commit against one on disk, as JSON', async (t) => {
  const repository = scratchRepository(t)
  repository.commit({ 'api.yaml': contract, 'schema.yaml': schema('name') })
  write(repository.dir, { 'schema.yaml': schema('name', 'age') })
  const { code, stdout, stderr } = await runIn(
    repository.dir,
    ...['diff', 'HEAD:api.yaml', 'api.yaml', '--format', 'json', '--as', 'acme/pets/v1'],
  )
  assert.deepEqual([code, stderr], [0, ''])
  const get = { kind: 'operation', method: 'GET', path: '/pets' }
  assert.deepEqual(JSON.parse(stdout), {
    format: 1,
    base: 'HEAD:api.yaml',
    revision: 'api.yaml',
    breaking: false,
    bump: 'minor',
    version: {
      base: '1.0.0',
      revision: '1.0.0',
      wanted: '1.1.0',
      honoured: false,
      finding: {
        rule: 'api-version-not-bumped',
        severity: 'info',
        message: 'The meaning changes under the unchanged version `1.0.0`',
        file: 'api.yaml',
        line: 2,
        column: 22,
        fingerprint: JSON.parse(stdout).version.finding.fingerprint,
        help: 'Set `info.version` to `1.1.0`.',
        known: false,
        fix: {
          title: 'Set `info.version` to `1.1.0`.',
          edits: [{ kind: 'replace', file: 'api.yaml', pointer: '/info/version', value: '1.1.0' }],
        },
      },
    },
    changes: [
      {
        rule: 'response-optional-property-added',
        impact: 'safe',
        direction: 'response',
        message: '`age` of the response `200` is new',
        help: 'Nothing to do.',
        fingerprint: JSON.parse(stdout).changes[0].fingerprint,
        subject: get,
        affects: [get],
        base: null,
        revision: { file: 'schema.yaml', line: 5, column: 5 },
      },
    ],
  })
})

// A keyword that was removed was shown with the line of its schema as if that were new, and what became optional without its change.
test('diff: of what came or went the line is shown where it is written, and no other', async (t) => {
  const dir = scratchFolder(t)
  const pet = `openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } } }
components:
  schemas:
    Pet:
      type: object
      required:
        - name
        - size
      properties:
        name:
          type: string
          maxLength: 20
        size:
          type: string
          enum:
            - small
        tag: { type: string }
`
  const changed = pet
    .replace('        - size\n', '')
    .replace('maxLength: 20', 'nullable: true')
    .replace('- small', '- small\n            - large')
    .replace('tag: { type: string }', 'tag: { type: string, nullable: true }')
  write(dir, { 'a.yaml': pet, 'b.yaml': changed })
  const { stdout } = await runIn(dir, 'diff', 'a.yaml', 'b.yaml')
  const lines = stdout.split('\n').filter((line) => /^ {4}[-+ ] .* [ab]\.yaml:/.test(line) && !line.includes('info'))
  assert.deepEqual(
    lines.map((line) => line.trim()),
    [
      '+ nullable: true  b.yaml:14:11',
      '- maxLength: 20  a.yaml:15:11',
      '- - size  a.yaml:11:11',
      '- tag: { type: string }  a.yaml:20:9',
      '+ tag: { type: string, nullable: true }  b.yaml:20:30',
      '+ - large  b.yaml:19:15',
    ],
  )
})

test('diff: a question that cannot be asked is not answered with yes', async (t) => {
  const dir = scratchFolder(t)
  write(dir, {
    'api.yaml': contract,
    'schema.yaml': schema('name'),
    'broken.yaml': 'openapi: [',
    'lone.yaml': contract.replace('schema.yaml', 'gone.yaml'),
    'large.yaml': '',
  })
  symlinkSync('/etc/hostname', join(dir, 'link.yaml'))
  truncateSync(join(dir, 'large.yaml'), 21 * 1024 * 1024)
  for (const [file, reason] of [
    ['none.yaml', /There is no file `none.yaml`/],
    ['', /There is no file ``/],
    ['link.yaml', /`link.yaml` cannot be read as a contract: it is a symlink\n {2}Name the file it leads to\./],
    ['.', /`.` cannot be read as a contract: it is a folder without `.proto` files\n {2}Name the file in it\./],
    ['/dev/null', /`\/dev\/null` cannot be read as a contract: it is a pipe or a device\n {2}Write what comes from it/],
    ['large.yaml', /`large.yaml` cannot be read as a contract: it is larger than 20 MB/],
    ['broken.yaml', /`broken.yaml` cannot be read as a contract/],
    ['lone.yaml', /`lone.yaml` cannot be read as a contract/],
    ['HEAD:api.yaml', /repository/],
  ] as const) {
    const { code, stdout, stderr } = await runIn(dir, 'diff', 'api.yaml', file)
    assert.deepEqual([code, stdout], [2, ''], file)
    assert.match(stderr, reason)
  }
  assert.match(
    (await runIn(dir, 'diff', 'api.yaml', 'api.yaml', '--as', 'pets')).stderr,
    /`pets` does not name a version/,
  )
})

test('diff: a second opinion is shown where it differs or is missing, and decides nothing', async (t) => {
  const dir = scratchFolder(t)
  const open = contract.replace('3.1.0', '3.0.3')
  const locked = `${open}security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`
  write(dir, {
    'schema.yaml': schema('name'),
    'open.yaml': open,
    'locked.yaml': locked,
    'new.yaml': contract,
  })
  const differing = await runIn(dir, 'diff', 'open.yaml', 'locked.yaml', '--second-opinion')
  assert.deepEqual([differing.code, differing.stderr], [1, ''])
  assert.match(differing.stdout, /\n\nSecond opinion: openapi-diff finds nothing breaking here\n$/)
  const agreeing = await runIn(dir, 'diff', 'open.yaml', 'open.yaml', '--second-opinion')
  assert.deepEqual([agreeing.code, agreeing.stdout.includes('opinion')], [0, false])
  const { code, stdout } = await runIn(dir, 'diff', 'new.yaml', 'new.yaml', '--second-opinion', '--format', 'json')
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout).secondOpinion, {
    tool: 'openapi-diff',
    outcome: 'none',
    because: 'it does not read OpenAPI 3.1',
  })
})

test('diff: a version that goes back or moves too little is told as oasdiff tells it, and fails where its level says so', async (t) => {
  const dir = scratchFolder(t)
  const at = (version: string) => contract.replace('version: 1.0.0', `version: ${version}`)
  const without = (version: string) => at(version).replace('/pets:', '/dogs:')
  write(dir, {
    'schema.yaml': schema('name'),
    'levels.txt': 'api-path-removed-without-deprecation info\napi-version-not-bumped err\n',
  })
  const told = async (base: string, revision: string, ...options: readonly string[]) => {
    write(dir, { 'a.yaml': base, 'b.yaml': revision })
    const { code, stdout } = await runIn(dir, 'diff', 'a.yaml', 'b.yaml', '--format', 'json', ...options)
    const { honoured, wanted, finding } = JSON.parse(stdout).version
    return [code, honoured, wanted, finding && `${finding.severity} ${finding.rule}`]
  }
  assert.deepEqual(await told(at('1.2.0'), at('1.1.0')), [0, false, '1.2.0', 'info api-version-decreased'])
  assert.deepEqual(await told(at('1.2.0'), without('1.3.0')), [1, false, '2.0.0', 'info api-major-version-not-bumped'])
  assert.deepEqual(await told(at('1.2.0'), without('2.0.0')), [1, true, '2.0.0', null])
  assert.deepEqual(await told(at('0.2.0'), without('0.3.0')), [1, true, '0.3.0', null])
  assert.deepEqual(await told(at('2026-11'), without('2026-12')), [1, null, null, null])
  const weighed = ['--severity-levels', 'levels.txt']
  assert.deepEqual(await told(at('1.2.0'), without('1.2.0'), ...weighed), [
    1,
    false,
    '1.3.0',
    'error api-version-not-bumped',
  ])
  assert.deepEqual(await told(at('1.2.0'), without('1.3.0'), ...weighed), [0, true, '1.3.0', null])
})

test('diff: a terminal that has colours gets them, unless somebody asks for none', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a.yaml': contract, 'b.yaml': contract.replace('/pets:', '/dogs:'), 'schema.yaml': schema('name') })
  const painted = async (isTTY: boolean, env: Readonly<Record<string, string>>) => {
    let text = ''
    const stdout = { write: (more: string) => (text += more), isTTY }
    const io = { stdout, stderr: stdout, env, cwd: dir, signal: new AbortController().signal }
    await main(['diff', 'a.yaml', 'b.yaml'], io)
    return stripVTControlCharacters(text) !== text
  }
  assert.deepEqual(
    [
      await painted(true, {}),
      await painted(false, {}),
      await painted(true, { NO_COLOR: '1' }),
      await painted(true, { TERM: 'dumb' }),
      await painted(false, { FORCE_COLOR: '1' }),
    ],
    [true, false, false, false, true],
  )
})

test('diff: a contract in one long line shows what stands at the place', async (t) => {
  const dir = scratchFolder(t)
  const text = (max: number) =>
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'ü'.repeat(600), version: '1.0.0' },
      paths: {
        '/pets': {
          get: {
            parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: max } }],
            responses: { 200: { description: 'ok' } },
          },
        },
      },
    })
  write(dir, { 'a.json': text(500), 'b.json': text(100) })
  const { stdout } = await runIn(dir, 'diff', 'a.json', 'b.json')
  assert.match(stdout, /\n {4}- "maximum":500\}.*a\.json:1:\d+\n {4}\+ "maximum":100\}.*b\.json:1:\d+\n/)
  assert.match(stdout, /\n {4}- "version":"1\.0\.0"\}.*\n {4}\+ "version":"2\.0\.0"\}/)
  assert.ok(stdout.split('\n').every((line) => line.length <= 80))
})
