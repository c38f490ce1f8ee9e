import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { treeOf } from '#base/tree.ts'
import { kinds } from '#catalog/kinds/index.ts'
import { surveyLayout } from '#catalog/layout.ts'
import { readCatalog } from '#catalog/read.ts'
import { pluginSchemas } from '#snapshot/plugins/index.ts'

// docs/catalog.md is the reference of the format. Its examples are one catalog, and its tables name what the schemas know, those of
// plugins in docs/gateway-plugins.md.
const text = readFileSync(join(import.meta.dirname, '../../docs/catalog.md'), 'utf8')
const pluginsText = readFileSync(join(import.meta.dirname, '../../docs/gateway-plugins.md'), 'utf8')
const examples = Object.fromEntries(
  [...text.matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(([, path = '', content = '']) => [path, content]),
)

test('every YAML block of the reference is a file with a path', () => {
  assert.equal(text.split('```yaml').length - 1, Object.keys(examples).length)
})

test('the examples show every kind, and are one catalog without findings', async () => {
  const tree = treeOf({
    ...examples,
    'apis/payments/v1/openapi.yaml': '',
    'apis/payments/v2/openapi.yaml': '',
    'environments/dev.yaml': 'listeners: {}\n',
    'teams/platform-team.yaml': 'title: Platform team\nforge: acme/platform\n',
    'teams/web-team.yaml': 'title: Web team\nforge: acme/web\n',
  })
  assert.deepEqual((await readCatalog(tree, '')).findings, [])
  const shown = new Set(surveyLayout(treeOf(examples), '').files.map(({ kind }) => kind.id))
  assert.deepEqual(
    kinds.map(({ id }) => id).filter((id) => !shown.has(id)),
    [],
  )
})

test('the tables name every key and every plugin', () => {
  const keys = kinds.flatMap((kind) => keysOf(kind.jsonSchema()))
  const cells = `${text}\n${pluginsText}`.split('\n').filter((line) => line.startsWith('|'))
  const unnamed = [...new Set([...keys, ...pluginSchemas.map(({ id }) => id)])].filter(
    (key) => !cells.some((line) => new RegExp(`[\`.]${key}[\`.[]`).test(line)),
  )
  assert.deepEqual(unnamed, [])
})

/** Every name of a property, at any depth. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, inner]) =>
    key === 'properties' ? [...Object.keys(inner), ...Object.values(inner).flatMap(keysOf)] : keysOf(inner),
  )
}
