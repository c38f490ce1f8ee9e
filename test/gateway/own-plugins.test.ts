import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { loadOwnPlugins } from '#gateway/own-plugins.ts'
import { scratchFolder } from '../git/scratch.ts'
import { contentOf, routeOf, send, snapshotOf, startStage, startUpstream } from './stage.ts'

const definePlugin = new URL('../../src/gateway/plugins/plugin.ts', import.meta.url).href

/** What an operator writes; from an installed apigov it imports `apigov/plugin`. */
const greeting = `
import { definePlugin } from '${definePlugin}'

const config = {
  parse(written) {
    if (typeof written.word !== 'string') throw new Error('\`word\` is no text')
    return written
  },
}

export const plugin = definePlugin({
  schema: { id: 'acme.greeting', summary: 'Greets.', config },
  compile: ({ word }) => ({ answer: (_exchange, head) => head.set('x-greeting', word) }),
})
`

test('a module named at the start is a plugin like any other, its config checked before a snapshot is taken', async (t) => {
  const cwd = scratchFolder(t)
  writeFileSync(join(cwd, 'greeting.mjs'), greeting)
  const origin = await startUpstream(t, (_, response) => response.end())
  const using = (config: unknown) =>
    contentOf([origin], { routes: [routeOf({ plugins: [{ id: 'acme.greeting', config }] })] })
  const plugins = await loadOwnPlugins(['greeting.mjs'], cwd)
  const stage = await startStage(t, using({ word: 'hello' }), { plugins })
  assert.equal((await send(stage.port, '/api/x')).headers['x-greeting'], 'hello')
  await stage.offer(snapshotOf(using({ word: 1 }), { sequence: 2 }))
  assert.match(
    JSON.stringify(await stage.config()),
    /`acme.greeting` of route `api\/v1 \*` does not compile: `word` is no text/,
  )
})

test('a snapshot cannot bring a plugin with it', async (t) => {
  const stage = await startStage(t, contentOf(['http://127.0.0.1:9']))
  const plugins = [{ id: 'file:///tmp/plugin.mjs', config: {} }]
  await stage.offer(snapshotOf(contentOf(['http://127.0.0.1:9'], { routes: [routeOf({ plugins })] }), { sequence: 2 }))
  assert.match(JSON.stringify(await stage.config()), /which this gateway does not have/)
})

test('a module that is not there, is no plugin or takes the id of another is refused at the start', async (t) => {
  const cwd = scratchFolder(t)
  writeFileSync(join(cwd, 'other.mjs'), 'export const plugin = { id: "other" }')
  writeFileSync(join(cwd, 'limit.mjs'), greeting.replace('acme.greeting', 'limit'))
  const why = (...paths: string[]) =>
    loadOwnPlugins(paths, cwd).then(
      () => null,
      ({ message }) => message,
    )
  assert.match(String(await why('none.mjs')), /^The plugin `none.mjs` cannot be used: Cannot find module/)
  writeFileSync(join(cwd, 'one.mjs'), greeting)
  assert.match(String(await why('one.mjs', 'one.mjs')), /there is a plugin `acme.greeting` already/)
  assert.equal(await why('other.mjs'), 'The plugin `other.mjs` cannot be used: it has no export `plugin` that is one')
  assert.equal(
    await why('limit.mjs'),
    'The plugin `limit.mjs` cannot be used: its id `limit` has no dot, as in `acme.greeting`',
  )
})
