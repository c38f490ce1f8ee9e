import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { neighboursPage } from './neighbours-page.ts'

test('docs: the page of GraphQL, AsyncAPI and Protobuf changes is what the tables say; `npm run docs` writes it', () => {
  const page = new URL('../../docs/reference/changes-of-neighbours.md', import.meta.url)
  assert.equal(readFileSync(page, 'utf8'), neighboursPage())
})
