import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { ownRules, topics } from '#diff/kinds/protobuf-verdicts.ts'
import { compare, lines } from './compare.ts'

const protobuf = (base: string, revision: string) => compare('pets.proto', base, revision)

const base = `syntax = "proto3";
package acme.v1;
import "google/protobuf/timestamp.proto";

service Pets {
  rpc Get(GetRequest) returns (Pet);
  rpc Drop(GetRequest) returns (Pet);
}
message GetRequest {
  string id = 1;
  string hint = 2;
}
message Pet {
  string name = 1;
  int32 age = 2;
  Kind kind = 3;
  google.protobuf.Timestamp born = 4;
  message Tag { int32 weight = 1; }
  repeated Tag tags = 5;
}
enum Kind { KIND_UNSPECIFIED = 0; KIND_CAT = 1; }
`
const edit = (...edits: readonly (readonly [string, string])[]) =>
  edits.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from)
    return text.replace(from, to)
  }, base)

test('protobuf: a change has an id, an impact, its places on both sides and the methods it reaches', async () => {
  const revision = edit(
    ['  rpc Drop(GetRequest) returns (Pet);\n', ''],
    ['string name = 1', 'bytes title = 1'],
    ['int32 weight', 'string weight'],
  )
  const found = await protobuf(base, revision)
  assert.deepEqual(lines(found), [
    'breaking protobuf-rpc-no-delete rpc was 7:3',
    'breaking protobuf-field-same-type acme.v1.Pet.Tag.weight was 18:17 is 17:17',
    'dangerous protobuf-field-same-name acme.v1.Pet.title was 14:3 is 13:3',
    'dangerous protobuf-field-same-type acme.v1.Pet.title was 14:3 is 13:3',
  ])
  assert.deepEqual(found.changes[0]?.subject, { kind: 'rpc', service: 'acme.v1.Pets', method: 'Drop' })
  assert.deepEqual(found.changes[1]?.affects, [{ kind: 'rpc', service: 'acme.v1.Pets', method: 'Get' }])
  assert.equal(found.changes[1]?.direction, 'response')
  assert.equal(found.bump, 'major')
})

test('protobuf: order, comments and the file a message stands in are no change', async () => {
  const moved = {
    'p/a.proto': 'syntax = "proto3";\npackage p;\nmessage B { int32 y = 1; }\n// moved\nmessage A { int32 x = 1; }\n',
  }
  const apart = {
    'p/a.proto': 'syntax = "proto3";\npackage p;\nmessage A { int32 x = 1; }\n',
    'p/b.proto': 'syntax = "proto3";\npackage p;\n\n\nmessage B { int32 y = 1; }\n',
  }
  assert.deepEqual(
    (await compare('', { ...moved, 'p/b.proto': 'syntax = "proto3";\npackage p;\n' }, apart)).changes.length,
    1,
  )
  const { changes: first } = await protobuf(base, edit(['  int32 age = 2;\n', '']))
  const { changes: second } = await protobuf(base, `// above\n\n${edit(['  int32 age = 2;\n', ''])}`)
  assert.equal(first[0]?.fingerprint, second[0]?.fingerprint)
})

const cases: Readonly<Record<string, readonly [revision: string, ...told: string[]]>> = {
  'a field that is gone is missed by those who read it': [
    edit(['  int32 age = 2;\n', '']),
    'breaking protobuf-field-no-delete acme.v1.Pet.age was 15:3',
  ],
  'a field that is gone is missed even where its number and name are reserved': [
    edit(['int32 age = 2;', 'reserved 2; reserved "age";']),
    'breaking protobuf-field-no-delete acme.v1.Pet.age was 15:3',
  ],
  'a field that is only sent is ignored when it is gone, like any the application does not know': [
    edit(['  string hint = 2;\n', '']),
    'dangerous protobuf-field-no-delete acme.v1.GetRequest.hint was 11:3',
  ],
  'a type with the same bytes is for those with JSON or generated code to judge': [
    edit(['int32 age', 'int64 age']),
    'dangerous protobuf-field-same-type acme.v1.Pet.age was 15:3 is 15:3',
  ],
  'a type with other bytes breaks': [
    edit(['int32 age', 'string age']),
    'breaking protobuf-field-same-type acme.v1.Pet.age was 15:3 is 15:3',
  ],
  // "You can safely move a single field into a new oneof" (Protocol Buffers, updating a message type); buf breaks the wire by it.
  'a field alone in a oneof is sent as before': [
    edit(['int32 age = 2;', 'oneof since { int32 age = 2; }']),
    'dangerous protobuf-field-same-cardinality acme.v1.Pet.age was 15:3 is 15:17',
    'dangerous protobuf-field-same-oneof acme.v1.Pet.age was 15:3 is 15:17',
    'safe protobuf-oneof-added acme.v1.Pet.since is 15:3',
  ],
  'a stream in place of one answer breaks': [
    edit(['Get(GetRequest) returns (Pet)', 'Get(GetRequest) returns (stream Pet)']),
    'breaking protobuf-rpc-same-server-streaming rpc was 6:3 is 6:3',
  ],
  'an option for one language concerns generated code alone': [
    edit(['package acme.v1;', 'package acme.v1; option go_package = "acme/v1";']),
    'dangerous protobuf-file-same-go-package document',
  ],
  'a value that is gone is missed': [
    edit([' KIND_CAT = 1;', '']),
    'breaking protobuf-enum-value-no-delete acme.v1.Kind.KIND_CAT was 21:35',
  ],
  'what is new is safe, and told once': [
    edit(
      ['int32 age = 2;', 'int32 age = 2; string owner = 6;'],
      ['KIND_CAT = 1;', 'KIND_CAT = 1; KIND_DOG = 2;'],
      ['  rpc Drop', '  rpc Add(Pet) returns (Pet);\n  rpc Drop'],
      ['enum Kind', 'message Owner { string name = 1; }\nenum Kind'],
    ),
    'safe protobuf-field-added acme.v1.Pet.owner is 16:18',
    'safe protobuf-message-added acme.v1.Owner is 22:1',
    'safe protobuf-value-added acme.v1.Kind.KIND_DOG is 23:49',
    'safe protobuf-rpc-added rpc is 7:3',
  ],
  'deprecation is safe': [
    edit(['int32 age = 2;', 'int32 age = 2 [deprecated = true];']),
    'safe protobuf-deprecated acme.v1.Pet.age was 15:3 is 15:3',
  ],
}

for (const [name, [revision, ...told]] of Object.entries(cases))
  test(`protobuf: ${name}`, async () => {
    assert.deepEqual(lines(await protobuf(base, revision)), told)
  })

test('protobuf: a value more in a closed enum is dangerous, a required field more breaks', async () => {
  const closed = (more: string, field = '') =>
    `syntax = "proto2";\nmessage Pet { optional Kind kind = 1; ${field}}\nenum Kind { CAT = 1; ${more}}\n`
  assert.deepEqual(lines(await protobuf(closed(''), closed('DOG = 2; '))), [
    'dangerous protobuf-value-added Kind.DOG is 3:22',
  ])
  assert.deepEqual(lines(await protobuf(closed(''), closed('', 'required int32 age = 2; '))), [
    'breaking protobuf-message-same-required-fields Pet.age is 2:39',
  ])
})

test('protobuf: imports are found in the folders around and nowhere else, and columns are those of an editor', async () => {
  const files = (type: string) => ({
    'proto/acme/v1/pets.proto': `syntax = "proto3";\npackage acme.v1;\nimport "acme/type/money.proto";\nmessage Pet {\n\t/* 𝒳 */ ${type} price = 1;\n}\n`,
    'proto/acme/type/money.proto': 'syntax = "proto3";\npackage acme.type;\nmessage Money { int64 units = 1; }\n',
  })
  assert.deepEqual(lines(await compare('', files('acme.type.Money'), files('string'))), [
    'breaking protobuf-field-same-type acme.v1.Pet.price was 5:11 is 5:11',
    'dangerous protobuf-field-same-cardinality acme.v1.Pet.price was 5:11 is 5:11',
  ])
})

test('protobuf: every rule of the tables has one verdict and a reason', () => {
  const rules = topics.flatMap((topic) => topic.rules.map(([rule]) => rule))
  assert.deepEqual(rules.toSorted(), [...new Set(rules)].toSorted())
  for (const { because } of topics) assert.match(because, /^[A-Zb].*\.$/)
  for (const [, , because] of ownRules) assert.match(because, /^[A-Z].*\.$/)
})

test("protobuf: Google's Pub/Sub is compared with one change", async () => {
  const root = new URL('google/', import.meta.resolve('google-proto-files/package.json'))
  const read = (folder: string) =>
    readdirSync(new URL(folder, root))
      .filter((file) => file.endsWith('.proto'))
      .map((file): [string, string] => [`google/${folder}${file}`, readFileSync(new URL(folder + file, root), 'utf8')])
  const files = Object.fromEntries([...read('pubsub/v1/'), ...read('api/')])
  const changed = {
    ...files,
    'google/pubsub/v1/pubsub.proto':
      files['google/pubsub/v1/pubsub.proto']?.replace('rpc DeleteTopic(', 'rpc RemoveTopic(') ?? '',
  }
  const entry = (of: typeof files) => ({
    'google/pubsub/v1/pubsub.proto': of['google/pubsub/v1/pubsub.proto'] ?? '',
    ...of,
  })
  assert.deepEqual((await compare('', entry(files), entry(files))).changes, [])
  assert.deepEqual(
    (await compare('', entry(files), entry(changed))).changes.map(({ impact, rule, subject }) => [
      impact,
      rule,
      subject,
    ]),
    [
      [
        'breaking',
        'protobuf-rpc-no-delete',
        { kind: 'rpc', service: 'google.pubsub.v1.Publisher', method: 'DeleteTopic' },
      ],
      ['safe', 'protobuf-rpc-added', { kind: 'rpc', service: 'google.pubsub.v1.Publisher', method: 'RemoveTopic' }],
    ],
  )
})
