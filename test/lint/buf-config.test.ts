/** A ruleset may extend a `buf.yaml`: what that says of lint holds for Protobuf contracts. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '#base/finding.ts'
import { answer } from '#process/judge-task.ts'
import { sourceOf } from '../contract/contract-source.ts'

const pets = `syntax = "proto3";
package pets.v1;
service PetApi { rpc Keep(KeepRequest) returns (KeepResponse); }
message KeepRequest { string petName = 1; }
// buf:lint:ignore MESSAGE_PASCAL_CASE
message keepResponse { Kind kind = 1; }
message KeepResponse { Kind kind = 1; }
enum Kind { KIND_NONE = 0; }
`

const extending = 'extends: ["apigov:recommended", "./buf.yaml"]\n'

async function found(buf: string, ruleset = extending): Promise<readonly string[]> {
  const files = new Map([['policies/buf.yaml', buf]])
  const rules = { name: 'policies/ruleset.yaml', text: ruleset, files }
  const answered = await answer({ do: 'lint', source: sourceOf({ 'pets.proto': pets }), ruleset: rules })
  const findings = 'findings' in answered ? (answered.findings as readonly Finding[]) : []
  return findings.map(({ place, severity, rule }) => `${place?.line}:${place?.column} ${severity} ${rule}`)
}

test('its rules, suffixes and ignored comments hold, and its rules that are none of ours are told too', async () => {
  const buf = `version: v2
modules: [{ path: proto }]
deps: [buf.build/googleapis/googleapis]
lint:
  use: [BASIC, SERVICE_SUFFIX, ENUM_ZERO_VALUE_SUFFIX, COMMENT_FIELD]
  except: [FIELD_LOWER_SNAKE_CASE]
  service_suffix: Api
  enum_zero_value_suffix: _NONE
`
  assert.deepEqual(await found(buf), [
    '4:23 warning protobuf-comment-field',
    '6:24 warning protobuf-comment-field',
    '7:24 warning protobuf-comment-field',
  ])
})

test('what the ruleset says is stronger', async () => {
  const buf = 'version: v1\nlint: { use: [DEFAULT] }\n'
  const rules = 'rules: { protobuf-name-miscased: error, protobuf-enum-zero-meaningful: off }\n'
  assert.deepEqual(await found(buf, `${extending}${rules}`), [
    '3:9 info protobuf-service-without-suffix',
    '4:30 error protobuf-name-miscased',
    '6:9 error protobuf-name-miscased',
  ])
})

const broken: readonly (readonly [what: string, buf: string, message: string])[] = [
  ['programs', 'version: v2\nplugins: [{ plugin: evil }]\n', '2:1 Plugins of buf are programs, and are not run'],
  ['a former version', 'version: v1beta1\n', '1:1 Only `v1` and `v2` of `buf.yaml` are read'],
  ['an unknown key', 'version: v2\nlint: { uses: [BASIC] }\n', '2:9 `uses` is not a key of `lint` that is known here'],
  [
    'other rules for a module',
    'version: v2\nmodules: [{ path: p, lint: {} }]\n',
    '2:22 What is set for one module is not read',
  ],
]
for (const [what, buf, message] of broken)
  test(`it is refused where it asks for ${what}`, async () => {
    await assert.rejects(found(buf), { message: `The ruleset cannot be used: policies/buf.yaml:${message}` })
  })
