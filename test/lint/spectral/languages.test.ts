import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import type { RulesetDefinition } from '@stoplight/spectral-core'
import type { Contract } from '#contract/contract.ts'
import { defaultRuleset } from '#lint/ruleset.ts'
import { answer, read } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { messages, three, two, workflows } from './samples.ts'
import { found, foundBySpectral, rulesets } from './spectral-itself.ts'

const cases: Readonly<Record<string, readonly [ruleset: string, definition: unknown, entry: string, text: string]>> = {
  'AsyncAPI 2.6': ['spectral:asyncapi', rulesets.asyncapi, 'asyncapi.yaml', two],
  'AsyncAPI 3.0': ['spectral:asyncapi', rulesets.asyncapi, 'asyncapi.yaml', three],
  'Arazzo 1.0': ['spectral:arazzo', rulesets.arazzo, 'arazzo.yaml', workflows],
}

for (const [language, [name, definition, entry, text]] of Object.entries(cases))
  test(`all rules of ${name} find what they find in Spectral: ${language}`, async (t) => {
    const files = { [entry]: text, 'messages.yaml': messages }
    const folder = scratchFolder(t)
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    const { contract, findings } = await read({ ...sourceOf(files), entry })
    assert.ok(contract, JSON.stringify(findings))
    const theirs = await foundBySpectral(contract as Contract, join(folder, entry), folder, {
      extends: [[definition, 'all']],
    } as RulesetDefinition)
    const ours = await found(contract as Contract, { name: 'r.yaml', text: `extends: [["${name}", all]]\n` })
    assert.deepEqual(ours, theirs)
    assert.ok(new Set(theirs.map((line) => line.split(' ')[2])).size > 5, theirs.join('\n'))
  })

test('without a ruleset a document is judged by the rules of its own language', async () => {
  const rulesIn = async (entry: string, text: string) => {
    const source = sourceOf({ [entry]: text })
    const judged = await answer({ do: 'lint', source, ruleset: defaultRuleset })
    const findings = 'findings' in judged ? judged.findings : []
    return [...new Set(findings.map(({ rule }) => rule.replace(/-.*/, '')))]
  }
  assert.deepEqual(await rulesIn('api.yaml', 'asyncapi: 3.0.0\ninfo: { title: T, version: 1.0.0 }\n'), ['asyncapi'])
  assert.deepEqual(await rulesIn('flow.yaml', 'arazzo: 1.0.1\ninfo: { title: T, version: 1.0.0 }\nworkflows: []\n'), [
    'arazzo',
  ])
})

test('an Arazzo document of a later version is told, and not judged', async () => {
  const { contract, findings } = await read(sourceOf({ 'flow.yaml': 'arazzo: 2.0.0\n' }))
  assert.equal(contract, null)
  assert.deepEqual(
    findings.map(({ rule, message, place }) => [rule, message, place?.line]),
    [['contract-unsupported', 'Arazzo `2.0.0` is not supported', 1]],
  )
})
