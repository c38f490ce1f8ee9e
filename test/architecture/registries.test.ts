import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import test from 'node:test'

// The folders that hold one registered thing per file. `families`: files that hold a table of one-row things instead.
const registries: readonly {
  readonly folder: string
  readonly list: string
  readonly ids: () => Promise<readonly { id: string; summary: string }[]>
}[] = [
  { folder: 'catalog/kinds', list: 'kinds', ids: async () => (await import('#catalog/kinds/index.ts')).kinds },
  {
    folder: 'catalog/references',
    list: 'referenceRules',
    ids: async () => (await import('#catalog/references/index.ts')).referenceRules,
  },
  { folder: 'cli/commands', list: 'commands', ids: async () => (await import('#cli/commands/index.ts')).commands },
  { folder: 'policy/checks', list: 'checks', ids: async () => (await import('#policy/checks/index.ts')).checks },
  {
    folder: 'render/renderers',
    list: 'renderers',
    ids: async () => (await import('#render/renderers/index.ts')).renderers,
  },
  {
    folder: 'snapshot/plugins',
    list: 'pluginSchemas',
    ids: async () => (await import('#snapshot/plugins/index.ts')).pluginSchemas,
  },
  {
    folder: 'report/formatters',
    list: 'formatters',
    ids: async () => (await import('#report/formatters/index.ts')).formatters,
  },
]
const notRegistered: Readonly<Record<string, string>> = {
  'catalog/kinds/kind.ts': 'the shape of the registered things',
  'catalog/references/reference-rule.ts': 'the shape of the registered things',
  'snapshot/plugins/plugin-schema.ts': 'the shape of the registered things',
}

const root = resolve(import.meta.dirname, '../..')

for (const { folder, list, ids } of registries) {
  test(`${folder}: each file is listed under its own name, has a test and a summary`, async () => {
    const things = await ids()
    const files = readdirSync(`${root}/src/${folder}`).filter(
      (file) => file.endsWith('.ts') && file !== 'index.ts' && !(`${folder}/${file}` in notRegistered),
    )
    const named = files.map((file) => file.slice(0, -3)).sort()
    assert.deepEqual(
      things.map(({ id }) => id).sort(),
      named,
      `\`${list}\` in src/${folder}/index.ts lists what the folder holds`,
    )
    assert.deepEqual(
      named.filter((id) => !existsSync(`${root}/test/${folder}/${id}.test.ts`)),
      [],
      `each has test/${folder}/<id>.test.ts`,
    )
    assert.deepEqual(
      things.filter(({ summary }) => !/^[A-Z].*\.$/.test(summary)).map(({ id }) => id),
      [],
      'each has a summary that is a sentence',
    )
  })
}
