import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { main } from '#cli/main.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

// What the command does from there is in test/app/registration.test.ts and test/app/app.test.ts.
test('what makes no sense is refused before anything is started', async (t) => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['--port', 'http', 'error: `http` is no port\n'],
    [
      '--public-url',
      'apigov.acme.example',
      'error: `apigov.acme.example` is no address that GitHub could send webhooks to\n',
    ],
  ]
  for (const [option, value, error] of cases) {
    const { code, stdout, stderr } = await run(scratchFolder(t), 'app', option, value)
    assert.deepEqual([code, stdout, stderr.split('  ')[0]], [2, '', error])
  }
})

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const env = {
  APP_ID: '7',
  WEBHOOK_SECRET: 'a long one',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  GHE_PROTOCOL: 'http',
  PATH: process.env['PATH'],
}

/** A GitHub that knows nothing: what the App asks of it is logged, and the App runs on. */
async function emptyGitHub(t: TestContext): Promise<string> {
  const server = createServer((_, response) => void response.writeHead(404).end('{}')).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the App listens, answers /health and ends when it is told to', async (t) => {
  const stop = new AbortController()
  let stderr = ''
  const listening = Promise.withResolvers<string>()
  const logged = Promise.withResolvers<void>()
  const ended = main(['app', '--port', '0', '--data', scratchFolder(t)], {
    stdout: { write: (text: string) => listening.resolve(text) },
    stderr: {
      write(text: string) {
        stderr += text
        logged.resolve()
      },
    },
    env: { ...env, GHE_HOST: await emptyGitHub(t) },
    cwd: scratchFolder(t),
    signal: stop.signal,
  })
  const line = await listening.promise
  const url = /^apigov app listens on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)?.[1]
  assert.equal((await fetch(`${url}/health`)).status, 200)
  await logged.promise
  stop.abort()
  assert.equal(await ended, 0)
  assert.match(stderr, /GitHub could not list the installations of the App: 404/)
  assert.doesNotMatch(stderr, /a long one|PRIVATE KEY/)
})

test('a port that is taken, or is none, is said', async (t) => {
  const taken = await emptyGitHub(t)
  for (const [given, message] of [
    [taken.split(':')[1] ?? '', /error: The App cannot listen on `127.0.0.1` port/],
    ['http', /error: `http` is no port/],
  ] as const) {
    let stderr = ''
    const io = {
      stdout: { write: () => {} },
      stderr: { write: (text: string) => (stderr += text) },
      env: { ...env, GHE_HOST: taken },
      cwd: scratchFolder(t),
      signal: new AbortController().signal,
    }
    assert.equal(await main(['app', '--port', given, '--data', scratchFolder(t)], io), 2)
    assert.match(stderr, message)
  }
})
