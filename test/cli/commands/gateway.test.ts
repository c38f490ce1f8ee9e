import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { main } from '#cli/main.ts'
import { snapshotText } from '#snapshot/canonical.ts'
import { newIdentity } from '../../gateway/identity.ts'
import { contentOf, send, snapshotOf, startUpstream } from '../../gateway/stage.ts'
import { gitEnv, scratchFolder, scratchRepository } from '../../git/scratch.ts'

/** The command on a terminal of its own; `until` waits for what it prints, `end` is Ctrl-C. */
function start(cwd: string, ...argv: string[]) {
  const ended = new AbortController()
  let stdout = ''
  let stderr = ''
  let wake = () => {}
  const io = {
    stdout: {
      write(text: string) {
        stdout += text
        wake()
      },
    },
    stderr: {
      write(text: string) {
        stderr += text
      },
    },
    env: gitEnv,
    cwd,
    signal: ended.signal,
  }
  const code = main(['gateway', ...argv, '--port', '0', '--admin-port', '0'], io)
  return {
    code,
    end: () => ended.abort(),
    stderr: () => stderr,
    async serves(): Promise<number> {
      while (!stdout.includes('\n'))
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), code.then(() => assert.fail(stderr))])
      assert.match(
        stdout,
        /^Serving `prod` on https?:\/\/127\.0\.0\.1:\d+, for operators on http:\/\/127\.0\.0\.1:\d+\n$/,
      )
      return Number(/:(\d+),/.exec(stdout)?.[1])
    },
  }
}

async function snapshotTo(t: TestContext): Promise<string> {
  return snapshotText(snapshotOf(contentOf([await startUpstream(t, (_, response) => response.end('hello'))])))
}

test('gateway serves a folder, says so in one line, and ends with 0 when it is told to', async (t) => {
  const cwd = scratchFolder(t)
  mkdirSync(join(cwd, 'out'))
  writeFileSync(join(cwd, 'out/gateway.json'), await snapshotTo(t))
  const command = start(cwd, 'out')
  t.after(command.end)
  const port = await command.serves()
  assert.equal((await send(port, '/api/x')).text, 'hello')
  assert.deepEqual(
    readdirSync(join(cwd, '.apigov/gateway')).map((name) => name.replace(/-[0-9a-f]{16}/, '')),
    ['last-good.json'],
  )
  command.end()
  assert.equal(await command.code, 0)
})

test('gateway serves a branch of a repository', async (t) => {
  const cwd = scratchFolder(t)
  const origin = scratchRepository(t)
  origin.git('checkout', '--quiet', '-b', 'deploy/prod')
  origin.commit({ 'gateway.json': await snapshotTo(t) })
  const command = start(cwd, `${origin.dir}#deploy/prod`)
  t.after(command.end)
  assert.equal((await send(await command.serves(), '/api/x')).text, 'hello')
  command.end()
  assert.equal(await command.code, 0)
})

const refusals: Readonly<Record<string, { argv: string[]; file?: string; error: RegExp }>> = {
  'a file that is not there': {
    argv: ['nowhere.json'],
    error:
      /^error: The snapshot `.*nowhere\.json` cannot be read: ENOENT.*\n {2}Give a `gateway\.json`.*\n.*_UNREADABLE/,
  },
  'a text that is not JSON': {
    argv: ['gateway.json'],
    file: '{',
    error: /^error: The snapshot `.*gateway\.json` is refused: the snapshot is not JSON: .*\n {2}Render it anew/,
  },
  'a port that is none': {
    argv: ['gateway.json', '--host', '127.0.0.1', '--poll', 'often'],
    error: /^error: `--poll` cannot be `often`\n {2}Give a duration/,
  },
  'a number of workers that is none': {
    argv: ['gateway.json', '--workers', '0'],
    error: /^error: `--workers` cannot be `0`\n {2}Give a number from 1 to 999/,
  },
  'a head larger than is safe': {
    argv: ['gateway.json', '--max-header-size', '1000000'],
    error: /^error: `--max-header-size` cannot be `1000000`\n {2}Give a number from 4096 to 65536/,
  },
  'an operators’ port for everybody without a token': {
    argv: ['gateway.json', '--admin-host', '0.0.0.0'],
    file: '{',
    error: /^error: The operators’ port would be open to everybody who reaches `0\.0\.0\.0`\n {2}Give it a token/,
  },
  'an admin token that is soon guessed': {
    argv: ['gateway.json', '--admin-token-file', 'gateway.json'],
    file: 'secret\n',
    error: /^error: The admin token in `gateway\.json` is empty, short or more than one word\n {2}Make one/,
  },
  'a Redis whose URL is none': {
    argv: ['gateway.json', '--redis-url-file', 'gateway.json'],
    file: 'localhost:6379\n',
    error: /^error: What `gateway\.json` holds is not the URL of a Redis or Valkey\n {2}Write `redis:\/\/` or/,
  },
  'an App without a token': {
    argv: ['gateway.json', '--app-url', 'https://apigov.acme.example'],
    file: '{',
    error: /^error: There is no token to report to the App with\n {2}Set APIGOV_NODE_TOKEN/,
  },
}
for (const [name, { argv, file, error }] of Object.entries(refusals))
  test(`gateway answers 2 and says what to do about ${name}`, async (t) => {
    const cwd = scratchFolder(t)
    if (file !== undefined) writeFileSync(join(cwd, 'gateway.json'), file)
    const command = start(cwd, ...argv)
    assert.equal(await command.code, 2)
    assert.match(command.stderr(), error)
  })

/** The command as a process of its own, with two workers; the pids of those. */
async function startWorkers(t: TestContext, answer: (response: ServerResponse) => void) {
  const cwd = scratchFolder(t)
  const origin = await startUpstream(t, (_, response) => answer(response))
  writeFileSync(join(cwd, 'gateway.json'), snapshotText(snapshotOf(contentOf([origin]))))
  const door = fileURLToPath(import.meta.resolve('#cli/apigov.mts'))
  const argv = [door, 'gateway', cwd, '--port', '0', '--admin-port', '0', '--workers', '2']
  const parent = spawn(process.execPath, argv, { cwd, env: gitEnv, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => parent.kill('SIGKILL'))
  let said = ''
  parent.stderr.on('data', (chunk) => (said += chunk))
  const [line] = await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit').then(() => assert.fail(said))])
  const [, port, adminPort] = /:(\d+) with 2 workers, for operators on .*:(\d+)\n/.exec(String(line)) ?? []
  const config = await (await fetch(`http://127.0.0.1:${adminPort}/config`)).json()
  const pids = (config as { workers: { pid: number }[] }).workers.map(({ pid }) => pid)
  return { parent, port: Number(port), pids, exited: once(parent, 'exit') }
}

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('gateway with workers finishes what is in flight when it is told to end, and leaves no process', async (t) => {
  const begun = Promise.withResolvers<ServerResponse>()
  const { parent, port, pids, exited } = await startWorkers(t, begun.resolve)
  const inFlight = send(port, '/api/x')
  const response = await begun.promise
  // As a service manager does, and Ctrl-C: everybody is told.
  for (const pid of [...pids, parent.pid ?? 0]) process.kill(pid, 'SIGTERM')
  await setTimeout(200)
  response.end('in time')
  assert.equal((await inFlight).text, 'in time')
  assert.deepEqual(await exited, [0, null])
  assert.deepEqual([pids.length, pids.filter(lives)], [2, []])
})

test('workers end with the process that started them', async (t) => {
  const { parent, port, pids } = await startWorkers(t, (response) => response.end('hello'))
  assert.equal((await send(port, '/api/x')).text, 'hello')
  parent.kill('SIGKILL')
  while (pids.some(lives)) await setTimeout(20)
})

test('a certificate that is replaced is shown from the next connection on; one that cannot be used is not', async (t) => {
  const cwd = scratchFolder(t)
  const [first, second] = [newIdentity(), newIdentity()]
  const put = (name: string, text: string) => writeFileSync(join(cwd, name), text)
  put('gateway.json', await snapshotTo(t))
  put('cert.pem', first.cert)
  put('key.pem', first.key)
  put('ca.pem', first.cert)
  const files = ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem', '--tls-client-ca', 'ca.pem']
  const command = start(cwd, '.', ...files, '--poll', '100ms')
  t.after(command.end)
  const port = await command.serves()
  const shows = async ({ cert }: { readonly cert: string }) => {
    const socket = connect({ port, host: 'localhost', ca: cert })
    return once(socket, 'secureConnect').then(
      () => Boolean(socket.destroy()),
      () => false,
    )
  }
  assert.deepEqual([await shows(first), await shows(second)], [true, false])
  // The key does not fit yet.
  put('cert.pem', second.cert)
  while (!command.stderr().includes('not taken')) await setTimeout(20)
  assert.deepEqual([await shows(first), await shows(second)], [true, false])
  put('key.pem', second.key)
  while (!command.stderr().includes('in use\n')) await setTimeout(20)
  assert.deepEqual([await shows(first), await shows(second)], [false, true])
})

test('a client CA without a certificate of its own is told at the start', async (t) => {
  const command = start(scratchFolder(t), 'out', '--tls-client-ca', 'ca.pem')
  assert.equal(await command.code, 2)
  assert.match(command.stderr(), /Give both `--tls-cert` and `--tls-key`, or none of them/)
})
