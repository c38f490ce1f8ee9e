import assert from 'node:assert/strict'
import test from 'node:test'
import { gunzipSync } from 'fflate'
import { makeSdks, planSdks, type SdkRelease } from '#sdk/sdk.ts'
import { fakeToolchain } from './fake-toolchain.ts'

const release: SdkRelease = {
  api: 'payments',
  version: 'v2',
  semver: '2.3.1',
  bundle: {
    path: 'openapi.yaml',
    content: `
openapi: 3.1.0
info: { title: Payments, version: 2.3.1 }
paths:
  /charges: { get: { responses: { 204: { description: ok } } } }
`,
  },
}
const changed = (from: string, to: string): SdkRelease => ({
  ...release,
  bundle: { path: 'openapi.yaml', content: String(release.bundle.content).replace(from, to) },
})

test('a release has an archive for each language, the same bytes each time', async () => {
  const { assets, notes } = await makeSdks(release, fakeToolchain())
  assert.deepEqual(
    assets.map(({ name, contentType }) => `${name} ${contentType}`),
    ['payments-client-2.3.1.tgz application/gzip', 'payments_client-2.3.1.tar.gz application/gzip'],
  )
  assert.deepEqual(notes, [])
  const again = await makeSdks(release, fakeToolchain())
  assert.deepEqual(again.assets, assets)
})

test('an archive holds what is used and nothing of the generator’s housekeeping', async () => {
  const toolchain = {
    generate: async (requests: readonly unknown[]) =>
      requests.map(() => ({
        made: true as const,
        notes: [],
        files: [
          'git_push.sh',
          '.travis.yml',
          'src/index.ts',
          'dist/index.js',
          'payments_client/__init__.py',
          'setup.py',
        ].map((path) => ({ path, content: '' })),
      })),
  }
  const { assets } = await makeSdks(release, toolchain)
  const names = assets.map(({ content }) => [
    ...new Set(
      Buffer.from(gunzipSync(content))
        .toString('latin1')
        .match(/(package|payments_client-2\.3\.1)\/[\w./-]+/g),
    ),
  ])
  assert.deepEqual(names, [
    ['package/dist/index.js', 'package/src/index.ts'],
    ['payments_client-2.3.1/payments_client/__init__.py'],
  ])
})

test('without Java there is one sentence and no archive', async () => {
  const { assets, notes } = await makeSdks(
    release,
    fakeToolchain({ reason: 'Java 11 or newer was not found; install it' }),
  )
  assert.deepEqual(assets, [])
  assert.deepEqual(notes, ['No TypeScript or Python client: Java 11 or newer was not found; install it.'])
})

test('a path that could be read as code is left out and named', async () => {
  const { assets, notes } = await makeSdks(changed('/charges', '"/`evil`"'), fakeToolchain())
  assert.equal(assets.length, 2)
  assert.deepEqual(notes, ['The clients leave out `/evil`: its characters could be read as code.'])
})

test('what is no OpenAPI 3, no semver or no package name is a note', () => {
  const wrong = [
    changed('openapi: 3.1.0', 'swagger: "2.0"'),
    changed('openapi:', '{'),
    { ...release, semver: '2.3' },
    { ...release, api: '../x' },
  ]
  assert.deepEqual(
    wrong.map((one) => planSdks(one)),
    [
      { sdks: [], notes: ['No clients: the contract is not OpenAPI 3.0 or 3.1.'] },
      { sdks: [], notes: ['No clients: the contract is not OpenAPI 3.0 or 3.1.'] },
      { sdks: [], notes: ['No clients: `2.3` is no semantic version.'] },
      { sdks: [], notes: ['No clients: the name `../x` is no package name.'] },
    ],
  )
})

test('nothing a contract says stands in the options of the generator', () => {
  const [plain, hostile] = [release, changed('title: Payments', 'title: "--x; rm -rf /"')].map(
    (one) => planSdks(one).sdks,
  )
  const shell = (sdks = plain) => sdks?.map(({ request: { contract: _, ...rest } }) => rest)
  assert.deepEqual(shell(hostile), shell(plain))
  assert.ok(!hostile?.some(({ request }) => request.contract.includes('rm -rf')))
})
