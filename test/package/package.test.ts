import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join, resolve } from 'node:path'
import test, { after, before } from 'node:test'
import { promisify } from 'node:util'
import { commands } from '#cli/commands/index.ts'
import { nodeMinimum, nodePinned } from '#cli/newer-node.mts'

// What people get from npm: compiled, packed, installed with its dependencies into an empty folder elsewhere.

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const elsewhere = mkdtempSync(join(tmpdir(), 'apigov-elsewhere-'))
const installed = join(elsewhere, 'node_modules/apigov')
const door = join(installed, 'dist/cli/apigov.mjs')
let packed: string[] = []

before(async () => {
  // The two steps of `npm pack`, whose `prepack` builds.
  await run(process.execPath, ['.ci/build.mjs'], { cwd: root })
  const pack = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', elsewhere], { cwd: root })
  const [archive] = JSON.parse(pack.stdout)
  packed = archive.files.map((file: { path: string }) => file.path)
  const quick = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--no-save']
  await run('npm', ['install', ...quick, join(elsewhere, archive.filename)], { cwd: elsewhere })
})
after(() => rmSync(elsewhere, { recursive: true, force: true }))

const answer = (program: string, args: readonly string[]) =>
  run(program, args, { cwd: elsewhere }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  )
const npx = (...args: string[]) => answer('npx', ['--offline', '--loglevel=error', ...args])
const apigov = (...args: string[]) => answer(join(elsewhere, 'node_modules/.bin/apigov'), args)

test('the archive holds compiled code and what it reads, and no sources or tests', () => {
  assert.equal(manifest.scripts.prepack, 'npm run build')
  assert.deepEqual(
    packed.filter((path) => /\.m?ts$|\.map$|^(src|test|\.ci|docs)\//.test(path)),
    [],
  )
})

test('files that the code looks for beside itself are there', () => {
  const wanted = globSync('dist/**/*.{js,mjs}', { cwd: installed }).flatMap((file) =>
    [
      ...readFileSync(join(installed, file), 'utf8').matchAll(/new URL\(\s*["'`]([^"'`]*)["'`],\s*import\.meta\.url/g),
    ].map((match) => join(dirname(file), String(match[1]).replace(/\$\{extname\(.*\)\}/, extname(file)))),
  )
  assert.deepEqual(
    wanted.filter((path) => !existsSync(join(installed, path))),
    [],
  )
  for (const path of ['package.json', 'dist/cli/html.css', 'dist/cli/judge-start.js'])
    assert.ok(wanted.includes(path), path)
})

test('npx apigov answers --version and --help as compiled JavaScript', async () => {
  assert.deepEqual(await npx('apigov', '--version'), { code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  const { code, stdout, stderr } = await npx('apigov', '--help')
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, /^Usage: apigov \[options\] \[command\]/)
})

test('a comparison loads a dozen files at most, because each takes longer to find than to run', async () => {
  writeFileSync(join(elsewhere, 'empty.json'), '{ "openapi": "3.1.0", "info": { "version": "1.0.0" }, "paths": {} }')
  const count = `import { registerHooks } from 'node:module'
    let files = 0
    registerHooks({ load: (url, context, next) => (url.startsWith('file:') && files++, next(url, context)) })
    process.on('exit', () => console.error(files))`
  const hook = `data:text/javascript,${encodeURIComponent(count)}`
  const same = await answer(process.execPath, ['--import', hook, door, 'diff', 'empty.json', 'empty.json'])
  assert.equal(same.stdout, 'No changes.\n')
  assert.ok(Number(same.stderr) <= 12, `${same.stderr} files`)
})

test('what an operator’s own gateway plugin imports is there', async () => {
  const probe = "import { definePlugin } from 'apigov/plugin'; console.log(typeof definePlugin)"
  const { stdout } = await answer(process.execPath, ['--input-type=module', '-e', probe])
  assert.equal(stdout, 'function\n')
})

test('each command loads and shows its help', async () => {
  const answers = await Promise.all(commands.map(({ id }) => apigov(id, '--help')))
  assert.deepEqual(
    answers.map(({ code, stdout, stderr }) => ({
      code,
      stderr,
      usage: stdout.split('\n')[0]?.split(' ').slice(0, 3).join(' '),
    })),
    commands.map(({ id }) => ({ code: 0, stderr: '', usage: `Usage: apigov ${id}` })),
  )
})

test('lint, diff, init and validate do their work from the installed package', async () => {
  const contract = (path: string) => `
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths: { ${path}: { get: { operationId: getPets, responses: { '204': { description: None. } } } } }
`
  writeFileSync(join(elsewhere, 'base.yaml'), contract('/pets'))
  writeFileSync(join(elsewhere, 'revision.yaml'), contract('/animals/'))
  const lint = await apigov('lint', 'revision.yaml', '--format', 'json')
  const { findings } = JSON.parse(lint.stdout) as { findings: { rule: string; severity: string }[] }
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
    ['path-trailing-slash'],
  )
  const diff = await apigov('diff', 'base.yaml', 'revision.yaml', '--format', 'json')
  const { breaking, bump } = JSON.parse(diff.stdout)
  assert.deepEqual({ code: diff.code, breaking, bump }, { code: 1, breaking: true, bump: 'major' })
  assert.equal((await apigov('init', 'catalog')).code, 0)
  const validate = await apigov('validate', 'catalog')
  assert.deepEqual({ code: validate.code, stderr: validate.stderr }, { code: 0, stderr: '' })
})

test('an older Node.js shows the help itself, and hands everything else to a newer one from npm', async () => {
  const older = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.11.1'})"
  const help = await answer(process.execPath, ['--import', older, door, '--help'])
  assert.deepEqual([help.code, help.stderr], [0, ''])
  assert.match(help.stdout, /^Usage: apigov /)
  const schema = await answer(process.execPath, ['--import', older, door, 'schema', 'team'])
  assert.equal(
    schema.stderr,
    `apigov needs Node.js 22.19 or newer and this is 20.11.1: going on with ${nodePinned} from npm\n`,
  )
  assert.equal(schema.code, 0)
  assert.deepEqual(JSON.parse(schema.stdout).required, ['title', 'forge'])
  assert.deepEqual(manifest.engines, { node: `>=${nodeMinimum}` })
})
