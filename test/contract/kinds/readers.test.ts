import assert from 'node:assert/strict'
import test from 'node:test'
import { kindOf } from '#contract/kinds/kind-of.ts'
import { read } from '#process/judge-task.ts'
import { sourceOf } from '../contract-source.ts'

/** What reading finds, a line each; that there is a contract, where it finds nothing. */
async function found(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { contract, findings } = await read(sourceOf(files))
  const told = findings.map(
    ({ rule, severity, message, place }) =>
      `${place?.file}:${place?.line}:${place?.column} ${severity} ${rule}: ${message}`,
  )
  return told.length > 0 ? told : [`a contract of kind ${contract?.kind}`]
}

test('the kind of a contract is told by its name, or by the key at its root', () => {
  const kind = (entry: string, text = '') => kindOf(sourceOf({ [entry]: text }))
  assert.deepEqual(
    [kind('a/schema.graphql'), kind('a.gql'), kind('a.proto'), kind('openapi.yaml', 'openapi: 3.1.0')],
    ['graphql', 'graphql', 'protobuf', 'openapi'],
  )
  for (const text of [
    'asyncapi: 3.0.0',
    'info: {}\n"asyncapi" : "2.6.0"',
    '{ "asyncapi": "3.0.0" }',
    '{"info":{},\n"asyncapi":"3.0.0"}',
  ])
    assert.equal(kind('api.yaml', text), 'asyncapi', text)
  for (const text of ['arazzo: 1.0.1', '{ "arazzo": "1.0.0" }']) assert.equal(kind('api.yaml', text), 'arazzo', text)
  for (const text of [
    'info: { description: asyncapi }',
    'info:\n  asyncapi: 3',
    '{ "info": { "asyncapi": "3.0.0" } }',
    '# asyncapi: 3',
  ])
    assert.equal(kind('api.yaml', text), 'openapi', text)
})

const unreadable: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, ...told: string[]]>> = {
  'a GraphQL schema that breaks off': [
    { 'a.graphql': 'type Query {\n  a: Int\n' },
    'a.graphql:3:1 error contract-unreadable: This is not a GraphQL schema: Syntax Error: Expected Name, found <EOF>',
  ],
  'a GraphQL type that nobody defined': [
    { 'a.graphql': 'type Query {\n  a: Nope\n}\n' },
    'a.graphql:2:6 error contract-unreadable: This is not a GraphQL schema: Unknown type "Nope"',
  ],
  'a GraphQL schema with the directives of a federation': [
    { 'a.graphql': 'type User @key(fields: "id") { id: ID! @external }' },
    'a contract of kind graphql',
  ],
  'a GraphQL type nested beyond the stack': [
    { 'a.graphql': `type Query { a: ${'['.repeat(50_000)}Int${']'.repeat(50_000)} }` },
    'a.graphql:1:1 error contract-unreadable: This is not a GraphQL schema: It is nested too deeply',
  ],
  'a GraphQL document with more words than a schema can need': [
    { 'a.graphql': 'scalar A '.repeat(500_001) },
    'a.graphql:1:4500001 error contract-unreadable: This is not a GraphQL schema: Syntax Error: Document contains more that 1000000 tokens. Parsing aborted',
  ],
  'an AsyncAPI document of another version': [
    { 'a.yaml': 'asyncapi: 1.2.0\ninfo: { title: A, version: 1.0.0 }\n' },
    'a.yaml:1:1 error contract-unsupported: AsyncAPI `1.2.0` is not supported',
  ],
  'an AsyncAPI document without a version of its API': [
    { 'a.yaml': 'asyncapi: 3.0.0\ninfo: { title: A }\n' },
    'a.yaml:2:1 error info-version-missing: The contract has no `info.version`',
  ],
  'AsyncAPI references that lead nowhere, out, or to the network': [
    {
      'apis/a.yaml': `asyncapi: 3.0.0
info: { title: A, version: 1.0.0 }
channels:
  one: { $ref: '#/components/channels/gone' }
  two: { $ref: 'https://example.com/c.yaml' }
  three: { $ref: '../../secret.yaml' }
  four: { $ref: 'beside.yaml' }
  five: { messages: { a: { examples: [{ $ref: '#/data' }], payload: { properties: { default: { $ref: '#/nope' } } } } } }
`,
    },
    'apis/a.yaml:4:10 error ref-unresolved: `#/components/channels/gone` leads to nothing',
    'apis/a.yaml:5:10 error ref-outside: `https://example.com/c.yaml` leads out of the contract',
    'apis/a.yaml:6:12 error ref-outside: `../../secret.yaml` leads out of the contract',
    'apis/a.yaml:7:11 error ref-unresolved: `beside.yaml` leads to `apis/beside.yaml`, which is not among the files of this contract',
    'apis/a.yaml:8:96 error ref-unresolved: `#/nope` leads to nothing',
  ],
  'a Protobuf file that does not compile, with the column of an editor': [
    { 'a.proto': 'syntax = "proto3";\nmessage A {\n\t/* é𝒳 */ Nope a = 1;\n}\n' },
    'a.proto:3:12 error contract-unreadable: This does not compile: cannot find `Nope` in this scope',
  ],
  'a Protobuf import that is nowhere, or leads out': [
    { 'v1/a.proto': 'syntax = "proto3";\nimport "../../etc/passwd.proto";\nimport "gone/b.proto";\n' },
    'v1/a.proto:2:8 error contract-unreadable: This does not compile: import path must not refer to parent directory',
    'v1/a.proto:3:1 error contract-unreadable: This does not compile: imported file does not exist',
  ],
  'a Protobuf file that defines nothing': [
    { 'a.proto': '' },
    'a.proto:1:1 error contract-unreadable: This defines no message, enum or service',
  ],
  'a file of Protobuf that is no text': [
    { 'a.proto': '\u0000\u0001\u0002' },
    'a.proto:1:1 error contract-unreadable: This defines no message, enum or service',
  ],
}

for (const [name, [files, ...told]] of Object.entries(unreadable))
  test(`reading ${name}`, async () => {
    assert.deepEqual(await found(files), told)
  })

test('a GraphQL field that is defined twice in the same words is a warning', async () => {
  const text = 'type Query {\n  a: Int\n  "Again."\n  a: Int\n}\n'
  assert.deepEqual(await found({ 'a.graphql': text }), [
    'a.graphql:4:3 warning graphql-field-repeated: The field `a` is defined twice',
  ])
  assert.match(String(await found({ 'a.graphql': text.replace('a: Int', 'a: String') })), /can only be defined once/)
})

test('contracts of two kinds are not compared', async () => {
  const { answer } = await import('#process/judge-task.ts')
  const options = { today: '2026-11-20' }
  const base = sourceOf({ 'a.graphql': 'type Query { a: Int }' })
  const revision = sourceOf({ 'a.proto': 'message A {}' })
  await assert.rejects(answer({ do: 'diff', base, revision, options }), {
    code: 'APIGOV_KINDS_DIFFER',
    message: '`a.graphql` is a GraphQL schema, but `a.proto` is a Protobuf contract',
  })
})
