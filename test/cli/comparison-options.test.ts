import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { scratchFolder } from '../git/scratch.ts'
import { runIn, write } from './comparing.ts'

const operation = (path: string, more = '') =>
  `  ${path}: { get: { ${more}responses: { '200': { description: ok } } } }\n`
const contract = (...paths: readonly string[]) =>
  `openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\npaths:\n${paths.join('')}`

/** `rule impact` of each change between two contracts, given as their paths. */
function comparing(t: TestContext, base: string, revision: string) {
  const dir = scratchFolder(t)
  write(dir, { 'a.yaml': base, 'b.yaml': revision })
  const diff = async (...options: readonly string[]) => {
    const { code, stdout, stderr } = await runIn(dir, 'diff', 'a.yaml', 'b.yaml', '--format', 'json', ...options)
    const changes: readonly { rule: string; impact: string }[] = code === 2 ? [] : JSON.parse(stdout).changes
    return { code, stderr, told: changes.map(({ rule, impact }) => `${rule} ${impact}`) }
  }
  return { dir, diff }
}

test('--severity-levels: a rule weighs what the file says, and so does the exit code', async (t) => {
  const { dir, diff } = comparing(t, contract(operation('/pets')), contract(operation('/dogs')))
  const [added, removed] = ['endpoint-added', 'api-path-removed-without-deprecation']
  assert.deepEqual((await diff()).told, [`${removed} breaking`, `${added} safe`])
  write(dir, { 'levels.txt': `# ours\n\n${removed} INFO\n  ${added}\terr\n` })
  assert.deepEqual(await diff('--severity-levels', 'levels.txt'), {
    code: 1,
    stderr: '',
    told: [`${added} breaking`, `${removed} safe`],
  })
  write(dir, { 'levels.txt': `${removed} none\n` })
  assert.deepEqual(await diff('--severity-levels', 'levels.txt'), { code: 0, stderr: '', told: [`${added} safe`] })
})

test('--severity-levels: a file may name the rules of oasdiff that tell nothing here', async (t) => {
  const { dir, diff } = comparing(t, contract(operation('/pets')), contract(operation('/pets'), operation('/dogs')))
  write(dir, { 'levels.txt': 'api-schema-removed err\nendpoint-added warn\n' })
  assert.deepEqual(await diff('--severity-levels', 'levels.txt'), {
    code: 0,
    stderr: '',
    told: ['endpoint-added dangerous'],
  })
})

test('--severity-levels: a file that cannot be followed is not half followed', async (t) => {
  const { dir, diff } = comparing(t, contract(operation('/pets')), contract(operation('/dogs')))
  for (const [levels, wrong] of [
    ['endpoint-aded err\n', 'line 1: there is no rule `endpoint-aded`: did you mean `endpoint-added`?'],
    [
      '\nendpoint-added error\n',
      'line 2: `error` is no level; write `endpoint-added` and one of `err`, `warn`, `info`, `none`',
    ],
    ['constructor err\n', 'line 1: there is no rule `constructor`'],
  ] as const) {
    write(dir, { 'levels.txt': levels })
    const { code, stderr } = await diff('--severity-levels', 'levels.txt')
    assert.equal(code, 2)
    assert.equal(stderr.split('\n')[0], `error: The severity levels in \`levels.txt\` cannot be read: ${wrong}`)
  }
  assert.equal((await diff('--severity-levels', 'gone.txt')).code, 2)
})

test('--match-path: only operations with such a path are compared, in time linear in pattern and path', async (t) => {
  const long = `/${'a'.repeat(5000)}!`
  const kept = operation('/kept', 'operationId: kept, ')
  const { diff } = comparing(
    t,
    contract(operation('/v1/pets'), operation('/v2/pets'), operation(long), kept),
    contract(kept),
  )
  const removed = 'api-path-removed-without-deprecation breaking'
  assert.deepEqual((await diff('--match-path', '^/v2/')).told, [removed])
  assert.deepEqual((await diff('--match-path', '^/v[12]/')).told, [removed, removed])
  assert.deepEqual((await diff('--match-path', '^/(a+)+$')).told, [])
  const { code, stderr } = await diff('--match-path', '(?=/v2)')
  assert.equal(code, 2)
  assert.match(stderr, /`\(\?=\/v2\)` is no regular expression/)
})

test('--deprecation-days and --now: a sunset is too soon on one day and was far enough ahead on another', async (t) => {
  const deprecated = 'deprecated: true, x-sunset: 2027-06-30, '
  const { diff } = comparing(t, contract(operation('/pets')), contract(operation('/pets', deprecated)))
  const days = ['--deprecation-days-stable', '180']
  assert.deepEqual((await diff(...days, '--now', '2026-11-20')).told, ['endpoint-deprecated-with-sunset safe'])
  assert.deepEqual((await diff(...days, '--now', '2027-01-02T01:00:00+02:00')).told, [
    'endpoint-deprecated-with-sunset safe',
  ])
  assert.deepEqual((await diff(...days, '--now', '2027-01-02')).told, ['api-sunset-date-too-small breaking'])
  for (const [flag, value] of [
    ['--now', 'soon'],
    ['--now', '2026-02-31'],
    ['--deprecation-days-beta', '-1'],
    ['--stability-level', 'mature'],
  ] as const)
    assert.equal((await diff(flag, value)).code, 2, `${flag} ${value}`)
})

test('--stability-level: what is less stable may change as it likes, even to stable', async (t) => {
  const at = (level: string, more = '') => operation('/pets', `x-stability-level: ${level}, ${more}`)
  const renamed = comparing(t, contract(at('alpha', 'operationId: a, ')), contract(at('alpha', 'operationId: b, ')))
  assert.deepEqual((await renamed.diff()).told, [])
  assert.deepEqual((await renamed.diff('--stability-level', 'alpha')).told, ['api-operation-id-removed safe'])
  const raised = comparing(t, contract(at('alpha')), contract(at('stable')))
  assert.deepEqual((await raised.diff()).told, [])
  assert.deepEqual((await raised.diff('--stability-level', 'draft')).told, ['api-stability-increased safe'])
})

test('--no-flatten-allof: members of `allOf` are compared one by one', async (t) => {
  const answer = (schema: string) =>
    `openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\npaths:\n  /pets: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } }\n`
  const [id, name] = ['{ properties: { id: { type: string } } }', '{ properties: { name: { type: string } } }']
  const { diff } = comparing(
    t,
    answer(`{ allOf: [${id}, ${name}] }`),
    answer('{ properties: { id: { type: string }, name: { type: string } } }'),
  )
  assert.deepEqual((await diff()).told, [])
  assert.deepEqual((await diff('--flatten-allof')).told, [])
  assert.notDeepEqual((await diff('--no-flatten-allof')).told, [])
})

test('apigov changelog takes the same settings', async (t) => {
  const { dir } = comparing(t, contract(operation('/pets')), contract(operation('/dogs')))
  write(dir, { 'levels.txt': 'api-path-removed-without-deprecation none\n' })
  const { stdout } = await runIn(dir, 'changelog', 'a.yaml', 'b.yaml', '--severity-levels', 'levels.txt')
  assert.match(stdout, /### Added\n\n- `GET \/dogs`/)
  assert.doesNotMatch(stdout, /pets/)
  assert.equal((await runIn(dir, 'changelog', 'a.yaml', 'b.yaml', '--now', 'soon')).code, 2)
})
