import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { runIn, write } from '../cli/comparing.ts'
import { scratchFolder, scratchRepository } from '../git/scratch.ts'
import { company } from './company.ts'

const stated = (version: string) =>
  String(company['apis/payments/api.yaml']).replace('v1: {', `v1: { version: ${version},`)
const without = Object.fromEntries(Object.entries(company).filter(([path]) => !path.startsWith('apis/payments/v1/')))

const ours = { 'policies/ruleset.yaml': 'extends: apigov:recommended\n' }

/** The company with another contract in place of its own, judged by our rules alone. */
function catalogIn(t: TestContext, files: Readonly<Record<string, string>>): string {
  const dir = scratchFolder(t)
  write(dir, { ...without, ...ours, ...files })
  return dir
}

const schema = 'type Query {\n  a: Int\n  b: Int\n}\n'
const proto =
  'syntax = "proto3";\npackage p.v1;\nimport "common/money.proto";\nmessage A { common.v1.Money price = 1; }\n'
const money = 'syntax = "proto3";\npackage common.v1;\nmessage Money { int64 units = 1; }\n'
const events = `asyncapi: 3.0.0\ninfo: { title: Events, version: 1.0.0 }\nchannels: {}\n`

const good: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GraphQL: { 'apis/payments/api.yaml': stated('1.0.0'), 'apis/payments/v1/schema.graphql': schema },
  Protobuf: {
    'apis/payments/api.yaml': stated('1.0.0'),
    'apigov.yaml': `${company['apigov.yaml']}shared: shared/**\n`,
    'apis/payments/v1/p/a.proto': proto,
    'apis/payments/v1/buf.yaml': 'version: v2',
    'shared/proto/common/money.proto': money,
  },
  AsyncAPI: { 'apis/payments/v1/asyncapi.yaml': events, 'apis/payments/v1/notes.yaml': '' },
}

for (const [kind, files] of Object.entries(good))
  test(`a version may hold a contract in ${kind}`, async (t) => {
    assert.deepEqual(await runIn(catalogIn(t, files), 'validate'), { code: 0, stdout: 'No findings.\n', stderr: '' })
  })

test('a semver is asked for where the contract has no place for it, and refused where it has', async (t) => {
  const found = async (files: Readonly<Record<string, string>>) => {
    const { code, stdout } = await runIn(catalogIn(t, files), 'validate', '--format', 'json')
    const findings: readonly { rule: string; file: string }[] = JSON.parse(stdout).findings
    return [code, ...findings.map(({ rule, file }) => `${file} ${rule}`)]
  }
  assert.deepEqual(await found({ 'apis/payments/v1/schema.graphql': schema }), [
    1,
    'apis/payments/api.yaml semver-bumped',
    'apis/payments/api.yaml version-missing',
  ])
  assert.deepEqual(
    await found({ 'apis/payments/api.yaml': stated('1.0.0'), 'apis/payments/v1/asyncapi.yaml': events }),
    [1, 'apis/payments/api.yaml version-stated-twice'],
  )
})

test('a schema that cannot be read fails validation at its line', async (t) => {
  const files = {
    'apis/payments/api.yaml': stated('1.0.0'),
    'apis/payments/v1/schema.graphql': 'type Query {\n  a: Nope\n}\n',
  }
  const { code, stdout } = await runIn(catalogIn(t, files), 'validate')
  assert.equal(code, 1)
  assert.match(
    stdout,
    /schema\.graphql:2:6 {2}contract-unreadable\n {2}This is not a GraphQL schema: Unknown type "Nope"/,
  )
})

test('the gateway never opens operation by operation what names no requests', async (t) => {
  const exposed = (how: string) => ({
    ...good['GraphQL'],
    'apis/payments/api.yaml': `${stated('1.0.0')}gateway: { exposes: ${how}, auth: { any: [api-key] } }\n`,
  })
  const refused = await runIn(catalogIn(t, exposed('contract')), 'render', '--env', 'prod')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /contract-not-routable/)
})

test('a review compares the contracts of a proposal and weighs their changes', async (t) => {
  const repository = scratchRepository(t)
  repository.commit({ ...without, ...good['GraphQL'] })
  repository.commit({ 'apis/payments/v1/schema.graphql': schema.replace('  b: Int\n', '') })
  const { code, stdout } = await runIn(repository.dir, 'review', '--base', 'HEAD~1', '--head', 'HEAD')
  assert.equal(code, 1)
  assert.match(stdout, /apis\/payments\/v1\/schema\.graphql:1:6 {2}graphql-field-removed/)
  assert.match(stdout, /payments\/v1 needs 2\.0\.0 \(major\) after 1\.0\.0; it says 1\.0\.0/)
})
