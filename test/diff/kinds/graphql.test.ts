import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { diff as inspect } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'
import { nameOf } from '#diff/change.ts'
import { overrides, ruleIdOf, silences } from '#diff/kinds/graphql-verdicts.ts'
import { compare, lines } from './compare.ts'

const graphql = (base: string, revision: string) => compare('schema.graphql', base, revision)

const base = `type Query {
  user(id: ID!, by: Filter): User
  old: Int @deprecated(reason: "gone soon")
}
type User {
  name: String
  age: Int!
}
input Filter {
  name: String
}
`
const revision = `input Filter {
  name: String
  limit: Int!
}
type Query {
  user(id: ID!, by: Filter, filter: Filter): User
}
"A person."
type User {
  name: String!
  age: Int
}
`

test('graphql: a change has an id, an impact and its places on both sides', async () => {
  assert.deepEqual(lines(await graphql(base, revision)), [
    'breaking graphql-field-removed Query.old was 3:3',
    'breaking graphql-field-type-changed User.age was 7:3 is 11:3',
    'breaking graphql-input-field-added Filter.limit is 3:3',
    'safe graphql-field-argument-added Query.user.filter is 6:29',
    'safe graphql-field-type-changed User.name was 6:3 is 10:3',
  ])
})

test('graphql: order, formatting and descriptions are no change, and the fingerprint does not know lines', async () => {
  const reordered = `"All there is." type Query{old:Int @deprecated(reason:"gone soon"),user(id:ID! by:Filter):User}
    input Filter{name:String} type User{age:Int! "first and last" name:String}`
  assert.deepEqual(await graphql(base, reordered), { changes: [], breaking: false, bump: 'none' })
  const [[before], [after]] = await Promise.all([
    graphql(base, revision).then(({ changes }) => changes),
    graphql(`# moved\n\n${base}`, revision).then(({ changes }) => changes),
  ])
  assert.equal(before?.fingerprint, after?.fingerprint)
})

test('graphql: what is new is told once, without what is in it', async () => {
  const added = `${base}enum Sort { ASC DESC }\ninterface Node { id: ID! }\n`
  assert.deepEqual(lines(await graphql(base, added)), [
    'safe graphql-type-added Sort is 12:6',
    'safe graphql-type-added Node is 13:11',
  ])
})

const shop = `type Query { product(by: Filter): Product  me: User  version: String }
type Mutation { buy(id: ID!): Receipt }
interface Node { id: ID! }
type Product implements Node { id: ID!  maker: User  size: Size }
type Receipt { product: Product }
type User { name: String }
enum Size { S M }
input Filter { size: Size }
`
const affected = async (base: string, revision: string) =>
  Object.fromEntries(
    (await graphql(base, revision)).changes.map(({ subject, affects }) => [
      nameOf(subject),
      affects.map(nameOf).join(),
    ]),
  )

test('graphql: a change affects the fields of the root types that lead to it', async () => {
  assert.deepEqual(
    await affected(
      shop,
      shop
        .replace('S M', 'S')
        .replace('name: String', 'name: String  age: Int')
        .replace('id: ID!  maker: User', 'maker: User')
        .replace('implements Node ', '')
        .replace('version: String', 'version: String!')
        .replace('size: Size }\n`', 'size: Size }'),
    ),
    {
      'Product.id': 'Query.product,Mutation.buy',
      Product: 'Query.product,Mutation.buy',
      'Size.M': 'Query.product,Mutation.buy',
      'User.age': 'Query.product,Query.me,Mutation.buy',
      'Query.version': 'Query.version',
    },
  )
})

test('graphql: an entity of a part of a federated graph is asked for by its router', async () => {
  const part =
    'directive @key(fields: String!) on OBJECT type Query { a: Int } type Pet @key(fields: "id") { id: ID! name: Name } type Name { first: String }'
  assert.deepEqual(await affected(part, part.replace('first: String', 'first: Int')), { 'Name.first': 'Pet' })
})

/** For each row of the table: where `@graphql-inspector/core` alone would say something else. */
const cases: Readonly<Record<string, readonly [base: string, revision: string, rule: string, theirs: string]>> = {
  unreachable: [
    'type Query { a: Int } type Loose { x: Int }',
    'type Query { a: Int } type Loose { y: Int }',
    'FIELD_REMOVED',
    'BREAKING',
  ],
  'server-directive': [
    'type Query { a: Int } directive @cost(by: Int) on FIELD_DEFINITION',
    'type Query { a: Int }',
    'DIRECTIVE_REMOVED',
    'BREAKING',
  ],
  'server-directive-location': [
    'type Query { a: Int } directive @trace on FIELD | OBJECT',
    'type Query { a: Int } directive @trace on FIELD',
    'DIRECTIVE_LOCATION_REMOVED',
    'BREAKING',
  ],
  'optional-argument-added': [
    'type Query { a: Int }',
    'type Query { a(x: Int): Int }',
    'FIELD_ARGUMENT_ADDED',
    'DANGEROUS',
  ],
  'input-field-with-default-added': [
    'type Query { a(x: I): Int } input I { x: Int }',
    'type Query { a(x: I): Int } input I { x: Int y: Int! = 1 }',
    'INPUT_FIELD_ADDED',
    'DANGEROUS',
  ],
  'required-with-default': [
    'type Query { a(x: Int): Int }',
    'type Query { a(x: Int! = 1): Int }',
    'FIELD_ARGUMENT_TYPE_CHANGED',
    'BREAKING',
  ],
  'required-without-default': [
    'type Query { a(i: I): Int } input I { x: Int! = 1 }',
    'type Query { a(i: I): Int } input I { x: Int! }',
    'INPUT_FIELD_DEFAULT_VALUE_CHANGED',
    'DANGEROUS',
  ],
  'repeatable-removed': [
    'type Query { a: Int } directive @trace repeatable on FIELD',
    'type Query { a: Int } directive @trace on FIELD',
    'DIRECTIVE_REPEATABLE_REMOVED',
    'DANGEROUS',
  ],
  'enum-value-only-sent': [
    'type Query { a(e: E): Int } enum E { A }',
    'type Query { a(e: E): Int } enum E { A B }',
    'ENUM_VALUE_ADDED',
    'DANGEROUS',
  ],
  'enum-value-only-received': [
    'type Query { a: E } enum E { A B }',
    'type Query { a: E } enum E { A }',
    'ENUM_VALUE_REMOVED',
    'BREAKING',
  ],
  'id-to-string': ['type Query { a: ID }', 'type Query { a: String }', 'FIELD_TYPE_CHANGED', 'BREAKING'],
  'new-interface': [
    'type Query { a: U } type U { id: ID }',
    'type Query { a: U } type U implements N { id: ID } interface N { id: ID }',
    'OBJECT_TYPE_INTERFACE_ADDED',
    'DANGEROUS',
  ],
}

for (const { id, impact } of overrides)
  test(`graphql: the verdict “${id}” is ours, and still not graphql-inspector's`, async () => {
    const [was, is, rule, theirs] = cases[id] ?? []
    assert.ok(was && is && rule, 'each row has a case')
    const found = await inspect(buildSchema(was), buildSchema(is))
    assert.equal(found.find(({ type }) => type === rule)?.criticality.level, theirs)
    const { changes } = await graphql(was, is)
    assert.equal(changes.find((change) => change.rule === ruleIdOf(rule))?.impact, impact)
  })

const verdicts: Readonly<Record<string, readonly [base: string, revision: string, ...impacts: string[]]>> = {
  'a deprecated field that is removed is still missed': [
    'type Query { a: Int b: Int @deprecated }',
    'type Query { a: Int }',
    'breaking',
  ],
  'a required input field is asked of everybody': [
    'type Query { a(i: I): Int } input I { x: Int }',
    'type Query { a(i: I): Int } input I { x: Int y: Int! }',
    'breaking',
  ],
  'an answer that is never null any more hurts nobody': ['type Query { a: Int }', 'type Query { a: Int! }', 'safe'],
  'an enum value in an answer may not be known': [
    'type Query { a: E } enum E { A }',
    'type Query { a: E } enum E { A B }',
    'dangerous',
  ],
  'an enum value that can be sent is missed': [
    'type Query { a(e: E): E } enum E { A B }',
    'type Query { a(e: E): E } enum E { A }',
    'breaking',
  ],
  'a string in place of an id that might be null now breaks': [
    'type Query { a: ID! }',
    'type Query { a: String }',
    'breaking',
  ],
  'deprecation is told once': ['type Query { a: Int }', 'type Query { a: Int @deprecated }', 'safe'],
  'an argument that becomes required breaks': [
    'type Query { a(x: Int): Int }',
    'type Query { a(x: Int!): Int }',
    'breaking',
  ],
  'an entity of a federated graph can be asked for': [
    'type Query { a: Int } type U @key(fields: "id") { id: ID n: Int }',
    'type Query { a: Int } type U @key(fields: "id") { id: ID }',
    'breaking',
  ],
  'a required argument whose default is gone is asked of everybody': [
    'type Query { a(x: Int! = 1): Int }',
    'type Query { a(x: Int!): Int }',
    'breaking',
  ],
  'a default that is gone changes what an optional argument means': [
    'type Query { a(x: Int = 1): Int }',
    'type Query { a(x: Int): Int }',
    'dangerous',
  ],
  'what may stand in schemas alone may stand there once': [
    'type Query { a: Int } directive @cost repeatable on OBJECT',
    'type Query { a: Int } directive @cost on OBJECT',
    'safe',
  ],
  'a new member of a union may not be known': [
    'type Query { a: U } union U = A type A { x: Int } type B { x: Int }',
    'type Query { a: U } union U = A | B type A { x: Int } type B { x: Int }',
    'dangerous',
  ],
}

for (const [name, [was, is, ...impacts]] of Object.entries(verdicts))
  test(`graphql: ${name}`, async () => {
    assert.deepEqual(
      (await graphql(was, is)).changes.map(({ impact }) => impact),
      impacts,
    )
  })

test('graphql: a default that came or went is told as such', async () => {
  const schema = (value: string) => `type Query { a(x: Int${value}, i: I): Int } input I { y: Int${value} }`
  const messages = async (was: string, is: string) =>
    (await graphql(schema(was), schema(is))).changes.map(({ message }) => message).toSorted()
  assert.deepEqual(await messages('', ' = 1'), [
    'Default value `1` was added to argument `x` on field `Query.a`',
    'Input field `I.y` now has the default `1`',
  ])
  assert.deepEqual(await messages(' = 1', ''), [
    'Default value `1` was removed from argument `x` on field `Query.a`',
    'Input field `I.y` no longer has the default `1`',
  ])
})

test('graphql: each silence has a reason', () => {
  for (const { because } of silences) assert.match(because, /^[A-Z].*\.$/)
  for (const { because } of overrides) assert.match(because, /^[A-Z].*\.$/)
})

test("graphql: GitHub's public schema is compared with itself, and with one change in 60,000 lines", async () => {
  const text = readFileSync(new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema')), 'utf8')
  assert.deepEqual((await graphql(text, text)).changes, [])
  const changed = text.replace('enum IssueState {', 'enum IssueState {\n  "New."\n  HIDDEN\n')
  assert.deepEqual(
    lines(await graphql(text, changed)).map((line) => line.replace(/ \d+:\d+/, '')),
    ['dangerous graphql-enum-value-added IssueState.HIDDEN is'],
  )
})
