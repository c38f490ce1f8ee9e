import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { changesPage } from './changes-page.ts'

test('docs: the page of changes is what the rules say; `npm run docs` writes it', () => {
  const page = readFileSync(new URL('../../docs/reference/changes.md', import.meta.url), 'utf8')
  assert.equal(page, changesPage())
})
