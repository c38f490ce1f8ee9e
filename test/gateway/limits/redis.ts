/** A real Redis for tests: in memory, on loopback, with a password, gone with the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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

export async function startRedis(t: TestContext): Promise<RunningRedis> {
  const [port, dir] = [await freePort(), scratchFolder(t)]
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const persistence = ['--save', '', '--appendonly', 'no', '--dir', dir]
    child = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', password, ...persistence],
      { stdio: 'ignore' },
    )
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
  return { url: `redis://:${password}@127.0.0.1:${port}`, signal: (signal) => void child?.kill(signal), kill, start }
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
