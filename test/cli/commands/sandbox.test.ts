import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { main } from '#cli/main.ts'

test('apigov sandbox says where it listens, lets itself be seeded, and ends with 0 when told to', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'apigov-sandbox-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  const ended = new AbortController()
  const { promise, resolve } = Promise.withResolvers<string>()
  const stdout = { write: (text: string) => resolve(text) }
  const stderr = { write: (text: string) => assert.fail(text) }
  const code = main(['sandbox', '--port', '0'], { stdout, stderr, env: {}, cwd, signal: ended.signal })

  const url = /listens on (\S+)/.exec(await promise)?.[1]
  const seeded = await fetch(`${url}/_sandbox/users`, { method: 'POST', body: '{"login":"ada"}' })
  assert.equal(seeded.status, 201)
  assert.match(await seeded.text(), /^\{"login":"ada","token":"ghp_/)

  ended.abort()
  assert.equal(await code, 0)
})

test('apigov sandbox on a port that is no port ends with 2 and says what to do', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'apigov-sandbox-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  let said = ''
  const stdout = { write: (text: string) => assert.fail(text) }
  const stderr = {
    write(text: string) {
      said += text
    },
  }
  const io = { stdout, stderr, env: {}, cwd, signal: new AbortController().signal }
  assert.equal(await main(['sandbox', '--port', '99999'], io), 2)
  assert.match(said, /cannot listen on `127\.0\.0\.1:99999`[\s\S]*Choose another `--port`/)
})
