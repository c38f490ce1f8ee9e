import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { rulesPage } from './rules-page.ts'

test('docs: the page of rules is what the rules say of themselves; `npm run docs` writes it', () => {
  assert.equal(readFileSync(new URL('../../docs/reference/rules.md', import.meta.url), 'utf8'), rulesPage())
})
