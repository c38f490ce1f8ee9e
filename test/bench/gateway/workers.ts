/**
 * What it costs to serve in several processes: requests per second of processor time, of all processes together, with the limits of a
 * plan and of a route, which workers have in common. All are held to one core, so that what is compared is work and not cores.
 */
import { join } from 'node:path'
import { fullContent, type Running, startGateway } from './contenders.ts'
import { type Measure, measure, warmUp } from './load.ts'
import { median } from './tables.ts'

const one = 'one process'

export async function workers(upstream: number, dir: string, rounds: number, seconds: number, running: Running[]) {
  const gateways: Running[] = []
  for (const [name, count] of Object.entries({ [one]: 1, 'two workers': 2 })) {
    const options = ['--workers', String(count), '--access-log', join(dir, `${count}.log`)]
    gateways.push(await startGateway(name, dir, fullContent(upstream), options))
    running.push(...gateways.slice(-1))
  }
  for (const gateway of gateways) await warmUp(gateway, 'GET', dir)
  const measures = new Map<string, Measure[]>(gateways.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const gateway of gateways) measures.get(gateway.name)?.push(await measure(gateway, 'GET', seconds, dir))
  const base = measures.get(one) ?? []
  console.log(`\nGET, ${rounds} rounds of ${seconds} s, medians; ratios within a round`)
  console.table(
    Object.fromEntries(
      [...measures].map(([name, each]) => [
        name,
        {
          'requests/CPU-second': Math.round(median(each.map(({ perCpu }) => perCpu))),
          'of one process': median(each.map(({ perCpu }, round) => perCpu / (base[round]?.perCpu ?? 1))).toFixed(2),
          'p99 ms': median(each.map(({ p99 }) => p99)).toFixed(2),
        },
      ]),
    ),
  )
}
