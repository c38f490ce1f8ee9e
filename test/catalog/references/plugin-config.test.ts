import assert from 'node:assert/strict'
import test from 'node:test'
import { company, findings } from '../company.ts'

const declared = (schema: string) => `${company['apigov.yaml']}plugins: { acme.greeting: ${schema} }\n`
const using = (entry: string) => `${company['apis/payments/api.yaml']}gateway: { plugins: [{ ${entry} }] }\n`
const schema = "{ type: object, required: [word], properties: { word: { type: string, pattern: '^(a+)+$' } } }"

test('a plugin of your own is used as it is declared', async () => {
  const told = (entry: string, catalog = declared(schema)) =>
    findings({ 'apigov.yaml': catalog, 'apis/payments/api.yaml': using(entry) })
  assert.deepEqual(await told('acme.greeting: { word: aaa }'), [])
  const at = (await told('acme.greeting: { word: 1 }'))[0]?.split(' ')[0]
  assert.match(String(at), /^apis\/payments\/api\.yaml:/)
  assert.deepEqual(
    [
      await told('acme.greeting: {}'),
      await told(`acme.greeting: { word: ${'a'.repeat(60)}b }`),
      await told('acme.greetings: {}'),
      await told('acme.greeting: {}', company['apigov.yaml']),
    ],
    [
      [`${at} plugin-config: The config of \`acme.greeting\` must have required property 'word'`],
      [`${at} plugin-config: The config of \`acme.greeting\` at \`/word\` must match pattern "^(a+)+$"`],
      [`${at} plugin-config: Plugin \`acme.greetings\` is not declared: did you mean \`acme.greeting\`?`],
      [`${at} plugin-config: Plugin \`acme.greeting\` is not declared`],
    ],
  )
})

test('a schema that cannot be used is told where it stands', async () => {
  const told = async (schema: string) =>
    (await findings({ 'apigov.yaml': declared(schema) })).map((line) => line.replace(/^\S+ /, ''))
  const cannot = 'plugin-config: The schema of `acme.greeting` cannot be used:'
  assert.deepEqual(await told("{ pattern: '(?=a)' }"), [`${cannot} the pattern \`(?=a)\` looks around or back`])
  assert.deepEqual(await told('{ $ref: https://evil.example/schema }'), [
    `${cannot} can't resolve reference https://evil.example/schema from id #`,
  ])
  assert.deepEqual(await told(`{ const: ${'a'.repeat(20_000)} }`), [`${cannot} it is longer than 20000 characters`])
})
