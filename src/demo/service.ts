import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { until } from './steps.ts'

/** A program of ours in a process of its own, started through the command line as an operator would; its output goes to a file. */
export interface Service {
  readonly name: string
  readonly log: string
  stop(): Promise<void>
}

/**
 * Starts `apigov <args>` and waits until `healthUrl` answers 200. Throws with the end of its log when it ends or stays silent for 20 s.
 */
export async function startService(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  log: string,
  healthUrl: string,
): Promise<Service> {
  const output = openSync(log, 'a')
  // Compiled beside this file when installed, TypeScript in a checkout.
  const command = fileURLToPath(
    new URL(`../cli/apigov${import.meta.url.endsWith('.ts') ? '.mts' : '.mjs'}`, import.meta.url),
  )
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const tail = () => readFileSync(log, 'utf8').split('\n').slice(-12).join('\n')
  try {
    await until(
      `${name} answers at ${healthUrl}`,
      async () => {
        if (child.exitCode !== null) return true
        return (await fetch(healthUrl)).ok
      },
      20,
    )
  } catch (cause) {
    await stop(child)
    throw new Error(`${name} did not start; the end of ${log}:\n${tail()}`, { cause })
  }
  if (child.exitCode !== null)
    throw new Error(`${name} ended with exit code ${child.exitCode}; the end of ${log}:\n${tail()}`)
  return { name, log, stop: () => stop(child) }
}

/** A port that was free a moment ago: addresses must be known before the programs behind them run. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(hard)
}
