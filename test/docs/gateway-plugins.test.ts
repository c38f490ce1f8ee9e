import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { withPluginsTable } from './plugins-table.ts'

const page = readFileSync(new URL('../../docs/gateway-plugins.md', import.meta.url), 'utf8')

test('docs: the table of plugins is what their schemas say; `npm run docs` writes it', () => {
  assert.equal(page, withPluginsTable(page))
})

test('docs: every key of a plugin says what it means', () => {
  assert.deepEqual(
    page.split('\n').filter((line) => /^\| {2}\| `[^`]+` \| {2}\|/.test(line)),
    [],
  )
})
