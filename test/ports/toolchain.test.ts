import assert from 'node:assert/strict'
import { access, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { machineToolchain } from '#process/toolchain.ts'
import { generator } from '#process/toolchain-jar.ts'
import type { SdkRequest, SdkResult } from '#sdk/toolchain.ts'
import { fakeToolchain } from '../sdk/fake-toolchain.ts'
import { machineOptions } from '../sdk/machine.ts'

const ping = {
  openapi: '3.0.3',
  info: { title: 'ping', version: '1.0.0' },
  paths: { '/ping': { get: { operationId: 'ping', responses: { 204: { description: 'pong' } } } } },
}
const request = (target: 'typescript' | 'python', contract: object): SdkRequest => ({
  target,
  generator: target === 'python' ? 'python' : 'typescript-fetch',
  options:
    target === 'python' ? { packageName: 'ping_client' } : { npmName: 'ping-client', importFileExtension: '.js' },
  contract: JSON.stringify(contract),
  overlay: [
    { path: 'README.md', content: 'ours' },
    { path: 'package.json', content: '{ "type": "module" }' },
    {
      path: 'tsconfig.json',
      content:
        '{ "compilerOptions": { "module": "nodenext", "types": [], "rootDir": "src", "outDir": "dist" }, "include": ["src"] }',
    },
  ],
  check: target,
})
const textOf = (result: SdkResult | undefined, path: string) => {
  const content = result?.made ? result.files.find((file) => file.path === path)?.content : undefined
  return content === undefined ? undefined : Buffer.from(content).toString()
}

for (const [name, toolchain] of Object.entries({ fake: fakeToolchain(), machine: machineToolchain(machineOptions) })) {
  test(`${name} toolchain: each request is answered in its place; a bad contract has a reason and leaves the others alone`, async () => {
    const requests = [request('typescript', ping), request('python', { openapi: '3.0.3' }), request('python', ping)]
    const results = await toolchain.generate(requests)
    assert.deepEqual(
      results.map((result) => (result.made ? 'made' : result.reason)),
      ['made', 'the generator refused the contract: attribute paths is missing', 'made'],
    )
    assert.deepEqual(
      results.map((result) => textOf(result, 'README.md')),
      ['ours', undefined, 'ours'],
    )
  })

  test(`${name} toolchain: nothing asked, nothing made`, async () => {
    assert.deepEqual(await toolchain.generate([]), [])
  })
}

test('machine toolchain: TypeScript comes back compiled, Python as its modules', async () => {
  const [typescript, python] = await machineToolchain(machineOptions).generate([
    request('typescript', ping),
    request('python', ping),
  ])
  assert.match(textOf(typescript, 'dist/apis/DefaultApi.js') ?? '', /class DefaultApi/)
  assert.match(textOf(python, 'ping_client/api/default_api.py') ?? '', /class DefaultApi/)
})

test('machine toolchain: code that does not compile is not handed out', async () => {
  const broken = {
    ...request('typescript', ping),
    overlay: [...request('typescript', ping).overlay, { path: 'src/broken.ts', content: 'let n: number = "one"' }],
  }
  const [result] = await machineToolchain(machineOptions).generate([broken])
  assert.equal(
    result?.made === false && result.reason,
    "the generated TypeScript does not compile: src/broken.ts(1,5): error TS2322: Type 'string' is not assignable to type 'number'",
  )
})

test('machine toolchain: without Java the reason says what to install', async () => {
  const [result] = await machineToolchain({ env: { PATH: '/nowhere' } }).generate([request('python', ping)])
  assert.deepEqual(result, {
    made: false,
    reason: 'Java 11 or newer was not found; install it, so that `java -version` answers or `JAVA_HOME` names it',
  })
})

test('machine toolchain: a generator with another hash is not run, whoever put it there', async (t) => {
  const jar = join(await temporary(t), 'generator.jar')
  await writeFile(jar, 'not a jar')
  const [result] = await machineToolchain({ ...machineOptions, generatorJar: jar }).generate([request('python', ping)])
  assert.deepEqual(result, {
    made: false,
    reason: `\`${jar}\` is not \`openapi-generator-cli-${generator.version}.jar\` with the SHA-256 \`${generator.sha256}\``,
  })
})

test('machine toolchain: a generator named in the environment needs neither cache nor network', async (t) => {
  const folder = await temporary(t)
  const jar = join(folder, 'company.jar')
  await machineToolchain(machineOptions).generate([request('python', ping)])
  await cp(join(machineOptions.cacheDir, `openapi-generator-cli-${generator.version}.jar`), jar)
  const offline = {
    ...machineOptions,
    env: { ...machineOptions.env, ...nowhere, APIGOV_GENERATOR_JAR: jar },
    cacheDir: join(folder, 'cache'),
  }
  const [result] = await machineToolchain(offline).generate([request('python', ping)])
  assert.equal(result?.made, true)
})

test('machine toolchain: a kept generator that was tampered with is not run, and what was tried instead is told', async (t) => {
  const cacheDir = await temporary(t)
  await writeFile(join(cacheDir, `openapi-generator-cli-${generator.version}.jar`), 'tampered')
  const bin = join(cacheDir, 'bin')
  await mkdir(bin)
  await symlink(await whereIs('java'), join(bin, 'java'))
  const env = { ...nowhere, PATH: bin, HOME: cacheDir }
  const [result] = await machineToolchain({ env, cacheDir }).generate([request('python', ping)])
  assert.equal(result?.made, false)
  assert.match(
    result?.made === false ? result.reason : '',
    /^`openapi-generator-cli-.*\.jar` could not be fetched \(@openapitools\/openapi-generator-cli: .*; mvn: not found\); allow Maven Central/s,
  )
})

// A proxy at which nobody listens stands for a machine that reaches nothing.
const nowhere = {
  HTTPS_PROXY: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
}

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'apigov-test-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

async function whereIs(program: string): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program)
    const isThere = await access(path).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  assert.fail(`these tests need \`${program}\` on the PATH`)
}
