import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import test from 'node:test'

// The folders that hold one registered thing per file, and the name of the list in their `index.ts`.
const registries: Readonly<Record<string, string>> = {
  'app/handlers': 'handlers',
  'catalog/kinds': 'kinds',
  'catalog/references': 'referenceRules',
  'cli/commands': 'commands',
  'gateway/plugins': 'plugins',
  'lint/rules': 'rules',
  'policy/checks': 'checks',
  'render/renderers': 'renderers',
  'report/formatters': 'formatters',
  'sdk/targets': 'sdkTargets',
  'snapshot/plugins': 'pluginSchemas',
}
// Files beside them that declare what they have in common.
const shapes = new Set([
  'catalog/kinds/kind.ts',
  'catalog/references/reference-rule.ts',
  'gateway/plugins/plugin.ts',
  'snapshot/plugins/plugin-schema.ts',
  'snapshot/plugins/field-rules.ts',
  'snapshot/plugins/shapes.ts',
])

// Registries whose things carry their own examples, all of which one test runs; further tests are for what an example cannot show.
const exemplary = new Map([['lint/rules', 'test/lint/rules/examples.test.ts']])

const root = resolve(import.meta.dirname, '../..')

for (const [folder, list] of Object.entries(registries)) {
  test(`${folder}: each file is listed under its own name, has a test and a summary`, async () => {
    const index = (await import(`#${folder}/index.ts`)) as Record<string, readonly { id: string; summary: string }[]>
    const things = index[list] ?? []
    const files = readdirSync(`${root}/src/${folder}`).filter(
      (file) => file.endsWith('.ts') && file !== 'index.ts' && !shapes.has(`${folder}/${file}`),
    )
    const named = files.map((file) => file.slice(0, -3)).sort()
    assert.deepEqual(
      things.map(({ id }) => id).sort(),
      named,
      `\`${list}\` in src/${folder}/index.ts lists what the folder holds`,
    )
    const examples = exemplary.get(folder)
    assert.deepEqual(
      named.filter((id) => !existsSync(`${root}/${examples ?? `test/${folder}/${id}.test.ts`}`)),
      [],
      `each has ${examples ?? `test/${folder}/<id>.test.ts`}`,
    )
    assert.deepEqual(
      things.filter(({ summary }) => !/^[A-Z].*\.$/.test(summary)).map(({ id }) => id),
      [],
      'each has a summary that is a sentence',
    )
  })
}
