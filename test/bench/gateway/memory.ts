/**
 * Does memory stay flat? 10,000 consumers call 2,500 APIs, each with a key of its own, over 100,000 connections while the snapshot
 * changes 200 times by one route, however many the requests are. Said at every tenth: what is resident, and what is alive once all
 * garbage was collected.
 */
import { execFile } from 'node:child_process'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type ApiKey, generateApiKey } from '#snapshot/api-key.ts'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { changingSnapshot } from '../../gateway/changing-snapshot.ts'
import { largeCompany } from '../../gateway/large-company.ts'
import { otherCore, type Running, startGateway } from './contenders.ts'
import { connections, residentMegabytes } from './load.ts'

const size = 10_000
const connectionsInAll = 100_000
const reloadsInAll = 200

interface Memory {
  readonly requests: number
  readonly resident: number
  readonly alive: number
}

export async function memory(upstream: number, dir: string, wanted: number, running: Running[]): Promise<void> {
  const keys = Array.from({ length: size }, () => generateApiKey())
  const [first] = keys
  if (first === undefined) throw new Error('there is no consumer')
  const content = withKeys(largeCompany({ size, origin: `http://127.0.0.1:${upstream}`, key: first }), keys)
  const log = join(dir, 'access.log')
  const preloaded = join(import.meta.dirname, 'live-heap.ts')
  const gateway = await startGateway('apigov', dir, content, ['--poll', '1s', '--access-log', log], {
    node: ['--expose-gc', '--import', preloaded],
    env: { APIGOV_BENCH_HEAP: join(dir, 'heap') },
  })
  running.push(gateway)
  const snapshots = reloads(gateway, dir, content)
  const requestsOfConnection = Math.max(1, Math.floor(wanted / connectionsInAll))
  const script = callersScript(dir, keys, content, requestsOfConnection)

  const curve: Memory[] = []
  for (let sent = 0; ; ) {
    if (sent >= (curve.length * wanted) / 10) {
      // As an operator's logrotate would.
      rmSync(log, { force: true })
      const now = {
        requests: sent,
        resident: residentMegabytes(gateway.pid),
        alive: await aliveMegabytes(gateway, dir),
      }
      curve.push(now)
      console.log(rowOf(now))
    }
    if (sent >= wanted) break
    const due = Math.ceil((sent * reloadsInAll) / wanted) - snapshots.done()
    const [requests] = await Promise.all([call(gateway, script), snapshots.make(due)])
    sent += requests
  }
  const [, settled] = curve
  const last = curve.at(-1)
  if (settled === undefined || last === undefined) return
  const grown = (of: 'resident' | 'alive') => `${(last[of] - settled[of]).toFixed(1)} MB`
  console.log(`${Math.round(last.requests / requestsOfConnection)} connections, ${snapshots.done()} reloads`)
  console.log(`since the first tenth: resident ${grown('resident')}, alive ${grown('alive')}`)
}

/** The consumers of a company with these keys instead of those that nobody has. */
function withKeys(company: SnapshotContent, keys: readonly ApiKey[]): SnapshotContent {
  const consumers = keys.map(({ prefix, hash }, number) => {
    const consumer = company.consumers[number]
    if (consumer === undefined) throw new RangeError('there are more keys than consumers')
    return { ...consumer, keys: [{ id: 'k', prefix, hash, expires: null }] }
  })
  return { ...company, consumers }
}

/** Snapshots with one route changed, one after the other. */
function reloads(gateway: Running, dir: string, content: SnapshotContent) {
  const snapshot = changingSnapshot(content)
  let done = 0
  async function one(): Promise<void> {
    const sequence = done + 2
    const route = (sequence * 37) % size
    snapshot.change(route, (before) => ({ ...before, upstreamPath: `/r${route}/${sequence}` }))
    writeFileSync(join(dir, 'next.json'), snapshot.text(sequence))
    renameSync(join(dir, 'next.json'), join(dir, 'apigov', 'gateway.json'))
    while (!gateway.said().includes(`snapshot ${sequence} served`)) {
      if (gateway.said().includes('refused')) throw new Error(gateway.said())
      await wait(20)
    }
    done += 1
  }
  return {
    done: () => done,
    async make(count: number): Promise<void> {
      for (let made = 0; made < count; made++) await one()
    },
  }
}

/** For wrk: the consumers in turn, each at a route that it may call. */
function callersScript(
  dir: string,
  keys: readonly ApiKey[],
  content: SnapshotContent,
  requestsOfConnection: number,
): string {
  const basePaths = new Map(content.routes.map(({ api, basePath }) => [api, basePath]))
  const calls = keys.map(({ key }, number) => {
    const api = content.consumers[number]?.grants[0]?.api ?? ''
    return `${basePaths.get(api)}/x ${key}\n`
  })
  writeFileSync(join(dir, 'calls'), calls.join(''))
  const script = join(dir, 'callers.lua')
  writeFileSync(
    script,
    `local calls, n = {}, 0
for line in io.lines('${join(dir, 'calls')}') do
  local path, key = line:match('(%S+) (%S+)')
  calls[#calls + 1] = 'GET ' .. path .. ' HTTP/1.1\\r\\nHost: localhost\\r\\nX-Api-Key: ' .. key .. '\\r\\n'
end
request = function()
  n = n + 1
  return calls[n % #calls + 1] .. (n % ${requestsOfConnection} == 0 and 'Connection: close\\r\\n\\r\\n' or '\\r\\n')
end
`,
  )
  return script
}

/** Ten seconds of requests; throws where a single answer was not a 200. */
async function call(gateway: Running, script: string): Promise<number> {
  const argv = ['-c', String(otherCore), 'wrk', '-t1', `-c${connections}`, '-d10s', '--timeout', '60s', '-s', script]
  const { stdout } = await promisify(execFile)('taskset', [...argv, `http://127.0.0.1:${gateway.port}`])
  const failed = /Non-2xx.*|Socket errors.*/.exec(stdout)
  if (failed) throw new Error(`${failed[0]}\n${gateway.said()}`)
  return Number(/(\d+) requests in/.exec(stdout)?.[1])
}

/** See `live-heap.ts`. */
async function aliveMegabytes({ pid }: Running, dir: string): Promise<number> {
  const file = join(dir, 'heap')
  rmSync(file, { force: true })
  process.kill(pid, 'SIGUSR2')
  for (;;) {
    await wait(50)
    try {
      return Number(readFileSync(file, 'utf8')) / 2 ** 20
    } catch {
      // Not yet.
    }
  }
}

function rowOf({ requests, resident, alive }: Memory): string {
  return `${String(requests).padStart(10)} requests: ${resident.toFixed(0)} MB resident, ${alive.toFixed(1)} MB alive`
}
