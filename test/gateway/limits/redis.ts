/** A real Redis for tests: in memory, on loopback, with a password, gone with the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TlsIdentity } from '#gateway/traffic.ts'
import { scratchFolder } from '../../git/scratch.ts'

const password = 'not-a-secret'

export interface RunningRedis {
  readonly url: string
  /** Sends the process a signal. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again, empty, where it was. */
  start(): Promise<void>
}

/** @param identity where given, it speaks TLS alone and shows this. */
export async function startRedis(t: TestContext, identity?: TlsIdentity): Promise<RunningRedis> {
  const [port, dir] = [await freePort(), scratchFolder(t)]
  const listening = identity === undefined ? ['--port', `${port}`] : overTls(dir, port, identity)
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const persistence = ['--save', '', '--appendonly', 'no', '--dir', dir]
    child = spawn('redis-server', [...listening, '--bind', '127.0.0.1', '--requirepass', password, ...persistence], {
      stdio: 'ignore',
    })
    await once(child, 'spawn')
    for (let tries = 0; tries < 500; tries++) {
      if (await isOpen(port)) return
      await sleep(10)
    }
    throw new Error('redis-server does not listen')
  }
  async function kill(): Promise<void> {
    if (child === null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    child = null
    await ended
  }

  await start()
  t.after(kill)
  const scheme = identity === undefined ? 'redis' : 'rediss'
  return {
    url: `${scheme}://:${password}@127.0.0.1:${port}`,
    signal: (signal) => void child?.kill(signal),
    kill,
    start,
  }
}

function overTls(dir: string, port: number, { cert, key }: TlsIdentity): readonly string[] {
  const files = { 'tls-cert-file': join(dir, 'cert.pem'), 'tls-key-file': join(dir, 'key.pem') }
  writeFileSync(files['tls-cert-file'], cert)
  writeFileSync(files['tls-key-file'], key)
  const options = Object.entries(files).flatMap(([name, path]) => [`--${name}`, path])
  return ['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no', ...options]
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function isOpen(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
