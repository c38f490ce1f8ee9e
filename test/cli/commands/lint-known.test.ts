/** `apigov lint` on a branch: what the base branch has is known, what the branch adds fails. */
import assert from 'node:assert/strict'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Scratch, scratchRepository } from '../../git/scratch.ts'
import { run } from '../run.ts'

const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\npaths:\n'
const ruleset = 'extends: [[spectral:oas, off]]\nrules: { path-trailing-slash: error }\n'
const contract = 'openapi.yaml'

function branchOf(t: TestContext, files: Readonly<Record<string, string>>): Scratch {
  const scratch = scratchRepository(t)
  scratch.commit({ 'ruleset.yaml': ruleset, ...files })
  scratch.git('checkout', '--quiet', '-b', 'topic')
  return scratch
}

function write(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

/** The exit code, what was told on stderr, and each finding as `known 4 message`. */
async function linted(dir: string, ...more: readonly string[]) {
  const argv = ['lint', ...(more.some((word) => word.endsWith('.yaml')) ? [] : [contract]), ...more]
  const { code, stdout, stderr } = await run(dir, ...argv, '--ruleset', 'ruleset.yaml', '--format', 'json')
  const findings = JSON.parse(stdout || '{ "findings": [] }').findings as Record<string, unknown>[]
  return [
    code,
    ...findings.map(({ known, severity, line, message }) => `${known ? 'known' : severity} ${line} ${message}`),
    ...(stderr === '' ? [] : [stderr]),
  ]
}

test('what the base branch has is known and fails nothing, what is new fails, and --all fails on everything', async (t) => {
  const { dir } = branchOf(t, { [contract]: `${head}  /pets/: {}\n` })
  const known = 'known 4 The path `/pets/` ends in a slash'
  assert.deepEqual(await linted(dir), [0, known])
  assert.deepEqual(await linted(dir, '--all'), [1, known.replace('known', 'error')])
  write(dir, contract, `${head}  /owners/: {}\n  /pets/: {}\n`)
  assert.deepEqual(await linted(dir), [
    1,
    'error 4 The path `/owners/` ends in a slash',
    'known 5 The path `/pets/` ends in a slash',
  ])
})

test('known findings are told, and counted', async (t) => {
  const { dir } = branchOf(t, { [contract]: `${head}  /pets/: {}\n` })
  assert.equal(
    (await run(dir, 'lint', contract, '--ruleset', 'ruleset.yaml')).stdout,
    'error (known)  openapi.yaml:4:3  path-trailing-slash\n  The path `/pets/` ends in a slash\n  Write `/pets`.\n\n1 known.\n',
  )
})

test('the base is where the branch began: what the base branch has repaired since is not held against it', async (t) => {
  const { dir, git, commit } = branchOf(t, { [contract]: `${head}  /pets/: {}\n` })
  git('checkout', '--quiet', 'main')
  commit({ [contract]: `${head}  /pets: {}\n` })
  git('checkout', '--quiet', 'topic')
  assert.deepEqual(await linted(dir), [0, 'known 4 The path `/pets/` ends in a slash'])
  assert.deepEqual(await linted(dir, '--base', 'gone'), [
    2,
    'error: `gone` names no commit of this repository\n  Check the spelling, or fetch it first; a shallow clone lacks history.\n  (APIGOV_REVISION_UNKNOWN)\n',
  ])
})

test('old findings of code that is moved to another file, and of files below the working directory, are known', async (t) => {
  const { dir } = branchOf(t, {
    'ruleset.yaml': 'extends: [[spectral:oas, off]]\nrules: { operation-operationId: error }\n',
    'apis/pets.yaml': `${head}  /pets:\n    get:\n      summary: Lists\n      responses: { "200": { description: All } }\n`,
  })
  assert.deepEqual(await linted(dir, 'apis/pets.yaml'), [0, 'known 5 Operation must have `operationId`'])
  write(dir, 'apis/pets.yaml', `${head}  /pets: { $ref: items.yaml }\n`)
  write(dir, 'apis/items.yaml', 'get:\n  summary: Lists\n  responses: { "200": { description: All } }\n')
  assert.deepEqual(await linted(dir, 'apis/pets.yaml'), [0, 'known 1 Operation must have `operationId`'])
  assert.equal((await run(join(dir, 'apis'), 'lint', 'pets.yaml', '--ruleset', '../ruleset.yaml')).code, 0)
})

test('what is known of a contract stays known where it is renamed, and a copy of it is new', async (t) => {
  const { dir } = branchOf(t, { [contract]: `${head}  /pets/: {}\n` })
  const text = `${head}  /pets/: {}\n`
  write(dir, 'copy.yaml', text)
  assert.deepEqual(await linted(dir, 'copy.yaml'), [1, 'error 4 The path `/pets/` ends in a slash'])
  renameSync(join(dir, contract), join(dir, 'pets.yaml'))
  assert.deepEqual(await linted(dir, 'pets.yaml'), [0, 'known 4 The path `/pets/` ends in a slash'])
})

test('in a repository without a base branch everything is new, which is said; outside of one nothing need be', async (t) => {
  const { dir, git } = branchOf(t, { [contract]: `${head}  /pets/: {}\n` })
  git('branch', '--quiet', '--delete', '--force', 'main')
  assert.deepEqual(await linted(dir), [
    1,
    'error 4 The path `/pets/` ends in a slash',
    'There is no base branch here, so every finding is new. Name one with `--base <revision>`.\n',
  ])
  renameSync(join(dir, '.git'), join(dir, 'not.git'))
  assert.deepEqual(await linted(dir), [1, 'error 4 The path `/pets/` ends in a slash'])
})

const catalog = {
  'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev]\nreview: { board: board }\n',
  'teams/board.yaml': 'title: Board\nforge: acme/board\n',
  'apis/pets/v1/openapi.yaml': `${head}  /pets: {}\n`,
}

test('in a catalog an exception that the base branch has counts, and one that the branch brings waits for the board', async (t) => {
  const file = 'apis/pets/v1/openapi.yaml'
  const { dir, git, commit } = branchOf(t, catalog)
  const offence = 'The path `/pets/` ends in a slash'
  const ignored = `${head}  /pets/: { x-apigov-ignore: { rule: path-trailing-slash, reason: So., until: 2999-01-31 } }\n`
  write(dir, file, ignored)
  assert.deepEqual(await linted(dir, file), [1, `error 4 ${offence}`])
  const told = await run(dir, 'lint', file, '--ruleset', 'ruleset.yaml')
  assert.match(told.stdout, /Wait for `board` to approve `x-apigov-ignore` at\s+`apis\/pets\/v1\/openapi.yaml:4`/)

  commit({ [file]: ignored })
  git('branch', '--force', 'main', 'topic')
  const permitted = `known 4 ${offence} (permitted by \`x-apigov-ignore\` at \`${file}:4\` until 2999-01-31)`
  assert.deepEqual(await linted(dir, file), [0, permitted])
  assert.deepEqual(await linted(dir, file, '--all'), [1, `error 4 ${offence}`])
})

test('an exception outside of any catalog is asked nothing but its last day', async (t) => {
  const until = (day: string) =>
    `${head}  /pets/: { x-apigov-ignore: { rule: path-trailing-slash, reason: So., until: ${day} } }\n`
  const { dir } = branchOf(t, { [contract]: `${head}  /pets: {}\n` })
  write(dir, contract, until('2999-01-31'))
  assert.deepEqual((await linted(dir)).at(0), 0)
  write(dir, contract, until('2020-01-31'))
  assert.deepEqual(await linted(dir), [
    1,
    'error 4 The path `/pets/` ends in a slash',
    'error 4 This `x-apigov-ignore` of `path-trailing-slash` ended on 2020-01-31 and permits nothing any more',
  ])
})
