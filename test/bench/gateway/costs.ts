/** What each thing the gateway does for a request costs: processor time beside that of an open route, under the same load. */
import { join } from 'node:path'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { contentOf, key, routeOf, shopWith } from '../../gateway/stage.ts'
import { type Running, startGateway } from './contenders.ts'
import { measure, warmUp } from './load.ts'
import { median } from './tables.ts'

const plenty = { requests: 1_000_000_000, per: 1000, burst: 1_000_000_000 }
const keys = { kind: 'any', methods: ['api-key'] } as const
const openRoute = 'an open route'

/** What a gateway has beyond an open route, and the options of its command. */
function cases(dir: string): Readonly<Record<string, [Partial<SnapshotContent>, options?: readonly string[]]>> {
  const consumers = [shopWith(key)]
  const gold = (limits: SnapshotContent['plans'][number]['limits']) => [{ id: 'gold', limits }]
  return {
    [openRoute]: [{}],
    'an access log': [{}, ['--access-log', join(dir, 'costs.log')]],
    'api-key': [{ routes: [routeOf({ auth: keys })], consumers, plans: gold([]) }],
    'api-key, the limit of a plan': [{ routes: [routeOf({ auth: keys })], consumers, plans: gold([plenty]) }],
    'rate-limit by address': [
      { routes: [routeOf({ plugins: [{ id: 'rate-limit', config: { ...plenty, by: 'address' } }] })] },
    ],
  }
}

/** Differences are those within a round, and of them the median: what else the machine does falls on all of a round alike. */
export async function costs(upstream: number, dir: string, rounds: number, seconds: number, running: Running[]) {
  const gateways: Running[] = []
  for (const [name, [changes, options = []]] of Object.entries(cases(dir))) {
    const content = contentOf([`http://127.0.0.1:${upstream}`], changes)
    gateways.push(await startGateway(name, dir, content, options))
    running.push(...gateways.slice(-1))
  }
  for (const gateway of gateways) await warmUp(gateway, 'GET', dir)
  const spent = new Map<string, number[]>(gateways.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const gateway of gateways)
      spent.get(gateway.name)?.push(1_000_000 / (await measure(gateway, 'GET', seconds, dir)).perCpu)
  const base = spent.get(openRoute) ?? []
  console.table(
    Object.fromEntries(
      [...spent].map(([name, each]) => [
        name,
        {
          'µs of CPU for a request': median(each).toFixed(1),
          'beside an open route': median(each.map((one, round) => one - (base[round] ?? one))).toFixed(1),
        },
      ]),
    ),
  )
}
