import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import test from 'node:test'
import { reference } from '#sandbox/reference.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import { seedingVerbs } from '#sandbox/seeding-routes.ts'
import { folder } from './stage.ts'

test('docs/sandbox.md says what the routes say', () => {
  const file = resolve(import.meta.dirname, '../../docs/sandbox.md')
  assert.equal(readFileSync(file, 'utf8'), reference(), 'Run `node test/sandbox/write-reference.ts`')
})

test('every example of seeding in the docs works, in the order in which they stand there', async (t) => {
  const sandbox = await startSandbox({ dir: folder(t) })
  t.after(() => sandbox.close())
  let appId = 0
  for (const { name, example } of seedingVerbs) {
    const body = JSON.stringify('appId' in example ? { ...example, appId } : example)
    const response = await fetch(`${sandbox.url}/_sandbox/${name}`, { method: 'POST', body })
    const text = await response.text()
    assert.equal(response.status, 201, `${name}: ${text}`)
    if (name === 'apps') appId = JSON.parse(text).appId
  }
})
