/** One measurement: wrk against one proxy, and what the proxy's process used meanwhile. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { otherCore, type Running } from './contenders.ts'

export interface Measure {
  /** Requests per second of wall time. */
  readonly rate: number
  /** Milliseconds. */
  readonly p99: number
  /** Requests per second of the proxy's own CPU time: steadier than `rate` where the machine does other things. */
  readonly perCpu: number
  readonly requests: number
}

export type Method = 'GET' | 'POST'

export const connections = 64

/** Throws where a single answer was not a 200. */
export async function measure(proxy: Running, method: Method, seconds: number, dir: string): Promise<Measure> {
  const script = join(dir, 'post.lua')
  writeFileSync(
    script,
    'wrk.method = "POST"\nwrk.body = string.rep("x", 1024)\nwrk.headers["Content-Type"] = "application/json"\n',
  )
  const argv = ['-c', String(otherCore), 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--latency']
  for (const field of proxy.fields) argv.push('-H', field)
  if (method === 'POST') argv.push('-s', script)
  const before = cpuSeconds(proxy.pid)
  const { stdout } = await promisify(execFile)('taskset', [...argv, `http://127.0.0.1:${proxy.port}/api/charges`])
  const cpu = cpuSeconds(proxy.pid) - before
  const failed = /Non-2xx.*|Socket errors.*/.exec(stdout)
  if (failed) throw new Error(`${proxy.name}, ${method}: ${failed[0]}`)
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  return {
    requests,
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: milliseconds(/99%\s+(\S+)/.exec(stdout)?.[1] ?? ''),
    perCpu: requests / cpu,
  }
}

/**
 * As many requests as a compiler of hot code wants to see: what one costs falls until some 30,000 were answered, for us and for the
 * other gateways of Node alike. At most 30 seconds of them.
 */
export async function warmUp(proxy: Running, method: Method, dir: string): Promise<void> {
  let seen = 0
  for (let round = 0; round < 30 && seen < 40_000; round++) seen += (await measure(proxy, method, 1, dir)).requests
}

/**
 * User and system time so far of a process and those it started: of their threads that are still there. The kernel has it to the
 * nanosecond in `schedstat`; in `stat`, to ten milliseconds, a short measurement would be off by some of a hundred.
 */
export function cpuSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const own = threads.reduce((sum, thread) => sum + threadSeconds(`/proc/${pid}/task/${thread}/schedstat`), 0)
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
  return children.reduce((sum, child) => sum + cpuSeconds(child), own)
}

function threadSeconds(schedstat: string): number {
  return Number(readFileSync(schedstat, 'latin1').split(' ')[0]) / 1e9
}

/** Resident memory in megabytes. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024
}

function milliseconds(text: string): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? []
  return Number(number) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1)
}
