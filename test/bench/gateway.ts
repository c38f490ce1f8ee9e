/**
 * `npm run bench:gateway`: the gateway beside nginx, haproxy and the gateways of npm, in one interleaved run. nginx is the
 * upstream (a small JSON document); each proxy has one core, the upstream and wrk the other; keep-alive, 64 connections. In ours
 * API key, grant, plan limit, rate limit, metrics, request id, access log and deadlines are on; in the others nothing is.
 *
 * `--rounds 12`, `--seconds 1` for each measurement, `--only apigov,nginx`, `--memory 10000000` for what is resident while that many
 * requests are served, `--reload 60` for that many seconds of reloads under full load, `--routing` for what it costs to find a route,
 * `--cached` for an answer from the cache beside a bare `node:http` server, `--costs` for what each thing costs that is done for a
 * request (`--only cache,cors` for some), `--protocols` for what the versions of HTTP do (h2load), `--workers` for what several
 * processes cost.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cached } from './gateway/cached.ts'
import { contenders, installPeers, type Running, startUpstream } from './gateway/contenders.ts'
import { costs } from './gateway/costs.ts'
import { type Measure, measure, warmUp } from './gateway/load.ts'
import { memory } from './gateway/memory.ts'
import { protocols } from './gateway/protocols.ts'
import { reloadUnderLoad } from './gateway/reload.ts'
import { routing } from './gateway/routing.ts'
import { printBeside, printTimes } from './gateway/tables.ts'
import { workers } from './gateway/workers.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '1' },
    only: { type: 'string' },
    memory: { type: 'string' },
    reload: { type: 'string' },
    routing: { type: 'boolean', default: false },
    costs: { type: 'boolean', default: false },
    cached: { type: 'boolean', default: false },
    protocols: { type: 'boolean', default: false },
    workers: { type: 'boolean', default: false },
  },
})
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
const only = values.only?.split(',')

for (const program of ['nginx', 'haproxy', 'wrk', 'taskset'])
  if (spawnSync('which', [program]).status !== 0)
    throw new Error(`\`${program}\` is missing: apt-get install nginx haproxy wrk util-linux`)

const dir = mkdtempSync(join(tmpdir(), 'apigov-bench-'))
const peersDir = join(tmpdir(), 'apigov-bench-peers')
const running: Running[] = []
try {
  if (values.routing) routing()
  else if (values.reload !== undefined) await reloadUnderLoad(dir, Number(values.reload), running)
  else await besidePeers()
} finally {
  for (const proxy of running) await proxy.stop()
  rmSync(dir, { recursive: true, force: true })
}

async function besidePeers(): Promise<void> {
  const isOursAlone = values.cached || values.costs || values.protocols || values.workers || values.memory !== undefined
  if (only === undefined && !isOursAlone) installPeers(peersDir)
  const upstream = await startUpstream(dir, undefined, values.cached || values.costs ? 'public, max-age=3600' : '')
  running.push(upstream)
  if (values.cached) await cached(upstream.port, dir, rounds, seconds, running)
  else if (values.protocols) await protocols(upstream.port, dir, rounds, seconds, running)
  else if (values.workers) await workers(upstream.port, dir, rounds, seconds, running)
  else if (values.costs) await costs(upstream.port, dir, { rounds, seconds, only }, running)
  else if (values.memory === undefined) await compare(upstream.port)
  else await memory(upstream.port, dir, Number(values.memory), running)
}

async function compare(upstream: number): Promise<void> {
  const proxies: Running[] = []
  for (const start of contenders(peersDir)) {
    // Their names are known only once they run; none of those left out is started for nothing where `only` has two.
    if (only !== undefined && proxies.length === only.length) break
    const proxy = await start(upstream, dir)
    running.push(proxy)
    if (only === undefined || only.includes(proxy.name)) proxies.push(proxy)
  }
  const kinds = (['GET', 'POST'] as const).map((method) => {
    const measures = new Map<string, Measure[]>(proxies.map(({ name }) => [name, []]))
    return { method, measures }
  })
  for (const { method } of kinds) for (const proxy of proxies) await warmUp(proxy, method, dir)
  for (let round = 0; round < rounds; round++)
    // There and back: who are compared stay as close in time, and a machine that gets slower is not always slow for the same.
    for (const { method, measures } of kinds)
      for (const proxy of round % 2 === 0 ? proxies : proxies.toReversed())
        measures.get(proxy.name)?.push(await measure(proxy, method, seconds, dir))
  for (const { method, measures } of kinds) {
    const what = method === 'GET' ? 'GET' : 'POST of 1 KB'
    console.log(`\n${what}, ${rounds} rounds of ${seconds} s, medians (between what the middle half lies)`)
    printBeside('nginx', measures)
    printTimes('apigov', measures)
  }
}
