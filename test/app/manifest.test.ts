import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import test from 'node:test'
import { load } from 'js-yaml'
import { handlers } from '#app/handlers/index.ts'

const manifest = load(readFileSync(resolve(import.meta.dirname, '../../app.yml'), 'utf8')) as {
  readonly default_events: readonly string[]
}

test('the manifest asks for the events the handlers are on, and no others', () => {
  // Every App gets these without asking.
  const always = new Set(['installation', 'installation_repositories'])
  const handled = handlers.flatMap(({ on }) => on.map((event) => event.split('.')[0] ?? ''))
  assert.deepEqual(
    [...manifest.default_events].sort(),
    [...new Set(handled)].filter((event) => !always.has(event)).sort(),
  )
})
