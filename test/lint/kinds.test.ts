/** Contracts of every kind are judged by the house rules, alone and in a catalog. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { company } from '../catalog/company.ts'
import { run } from '../cli/run.ts'
import { scratchFolder } from '../git/scratch.ts'

const contracts = {
  'apis/orders/v1/asyncapi.yaml': `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
servers: { broker: { host: broker.example.com, protocol: kafka } }
`,
  'apis/shop/v1/schema.graphql': 'type Query {\n  pet_count: Int\n}\n',
  'apis/pets/v1/pets.proto': 'syntax = "proto3";\npackage pets.v2;\nmessage pet { string name = 1; }\n',
}

const found = [
  'apis/orders/v1/asyncapi.yaml:3:48 asyncapi-server-insecure',
  'apis/pets/v1/pets.proto:3:9 protobuf-name-miscased',
  'apis/shop/v1/schema.graphql:2:3 graphql-field-not-camel-case',
]

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const dir = scratchFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  return dir
}

interface Told {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly rule: string
}

const told = (stdout: string) =>
  (JSON.parse(stdout).findings as readonly Told[]).map(
    ({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`,
  )

const ours = 'extends: apigov:recommended\n'

test('files of any kind are linted, each by the rules for its kind', async (t) => {
  const cwd = folderOf(t, { ...contracts, 'ours.yaml': ours })
  const asked = ['lint', ...Object.keys(contracts), '--ruleset', 'ours.yaml', '--format', 'json']
  const { code, stdout } = await run(cwd, ...asked)
  assert.deepEqual({ code, found: told(stdout).toSorted() }, { code: 0, found })
})

test('contracts of any kind are linted in a catalog, where a package is also held to its version', async (t) => {
  const api = (title: string, version: string) => `title: ${title}
summary: ${title} of the shop.
owner: payments-team
visibility: internal
dataClass: internal
versions:
  v1: { state: published${version} }
`
  const cwd = folderOf(t, {
    ...company,
    'apis/payments/v1/openapi.yaml': `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths: {}
`,
    ...contracts,
    'apis/orders/api.yaml': api('Orders', ''),
    'apis/shop/api.yaml': api('Shop', ', version: 1.0.0'),
    'apis/pets/api.yaml': api('Pets', ', version: 1.0.0'),
    'policies/ruleset.yaml': `${ours}rules: { protobuf-package-version-wrong: warn }\n`,
  })
  const { code, stdout } = await run(cwd, 'validate', '--format', 'json')
  const inCatalog = [...found, 'apis/pets/v1/pets.proto:2:1 protobuf-package-version-wrong'].toSorted()
  assert.deepEqual({ code, found: told(stdout).toSorted() }, { code: 0, found: inCatalog })
})
