import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { main } from '#cli/main.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

test('without its settings the App does not start, and the command says which is missing', async (t) => {
  const { code, stdout, stderr } = await run(scratchFolder(t), 'app')
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /^error: The App cannot start without `APP_ID`\n {2}Set the environment variable `APP_ID`/)
})

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const env = {
  APP_ID: '7',
  WEBHOOK_SECRET: 'a long one',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  // Nobody listens there: what GitHub would be asked is logged as an error, and the App runs on.
  GHE_HOST: '127.0.0.1:9',
  GHE_PROTOCOL: 'http',
  PATH: process.env['PATH'],
}

test('the App listens, answers /health and ends when it is told to', async (t) => {
  const stop = new AbortController()
  let stderr = ''
  const listening = Promise.withResolvers<string>()
  const ended = main(['app', '--port', '0', '--data', scratchFolder(t)], {
    stdout: { write: (text: string) => listening.resolve(text) },
    stderr: { write: (text: string) => (stderr += text) },
    env,
    cwd: scratchFolder(t),
    signal: stop.signal,
  })
  const line = await listening.promise
  const url = /^apigov app listens on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)?.[1]
  assert.equal((await fetch(`${url}/health`)).status, 200)
  stop.abort()
  assert.equal(await ended, 0)
  assert.doesNotMatch(stderr, /a long one|PRIVATE KEY/)
})

test('a port that is taken, or is none, is said', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  for (const [given, message] of [
    [String(port), /error: The App cannot listen on `127.0.0.1` port/],
    ['http', /error: `http` is no port/],
  ] as const) {
    let stderr = ''
    const io = {
      stdout: { write: () => {} },
      stderr: { write: (text: string) => (stderr += text) },
      env,
      cwd: scratchFolder(t),
      signal: new AbortController().signal,
    }
    assert.equal(await main(['app', '--port', given, '--data', scratchFolder(t)], io), 2)
    assert.match(stderr, message)
  }
})
