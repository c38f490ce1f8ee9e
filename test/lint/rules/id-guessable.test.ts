import assert from 'node:assert/strict'
import test from 'node:test'
import type { Contract, ContractSetting } from '#contract/contract.ts'
import type { GraphqlContract } from '#contract/kinds/graphql.ts'
import { lintGraphql } from '#lint/kinds/graphql.ts'
import { lint } from '#lint/lint.ts'
import { read } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'

const openapi = {
  'openapi.yaml': `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    get: { parameters: [{ name: id, in: path, required: true, schema: { type: integer } }] }
`,
}
const graphql = { 'schema.graphql': 'type Query { pet(id: Int!): String }\n' }
const ruleset = { name: 'r.yaml', text: 'rules: { id-guessable: info, graphql-id-guessable: info }\n' }

async function rulesBrokenBy(
  files: Readonly<Record<string, string>>,
  visibility: ContractSetting['visibility'] | null,
) {
  const setting = visibility === null ? undefined : { visibility, mount: '/pets/v1' }
  const { contract } = await read({ ...sourceOf(files), setting })
  const findings =
    contract?.kind === 'graphql'
      ? await lintGraphql(contract as GraphqlContract, ruleset)
      : await lint(contract as Contract, ruleset)
  return findings.map(({ rule }) => rule)
}

test('id-guessable judges what is public, and what is in no catalog; elsewhere callers are known', async () => {
  for (const visibility of ['public', null] as const) {
    assert.deepEqual(await rulesBrokenBy(openapi, visibility), ['id-guessable'])
    assert.deepEqual(await rulesBrokenBy(graphql, visibility), ['graphql-id-guessable'])
  }
  for (const visibility of ['partner', 'internal'] as const) {
    assert.deepEqual(await rulesBrokenBy(openapi, visibility), [])
    assert.deepEqual(await rulesBrokenBy(graphql, visibility), [])
  }
})
