/** What each thing the gateway does for a request costs: processor time beside that of an open route, under the same load. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { answersOf, requestsOf } from '#contract/requests.ts'
import { plugins } from '#gateway/plugins/index.ts'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { contentOf, key, routeOf, shopWith } from '../../gateway/stage.ts'
import { type Running, startGateway } from './contenders.ts'
import { measure, warmUp } from './load.ts'

const plenty = { requests: 1_000_000_000, per: 1000, burst: 1_000_000_000 }
const keys = { kind: 'any', methods: ['api-key'] } as const
const openRoute = 'an open route'

/** A gateway beyond an open route: what it serves, the options of its command, what its callers send. */
interface Case {
  readonly changes?: Partial<SnapshotContent>
  readonly options?: readonly string[]
  readonly fields?: readonly string[]
}

/** By plugin: a config under which it has something to do for a GET, and the fields that make it do so. */
const used: Readonly<Record<string, { readonly config: object; readonly fields?: readonly string[] }>> = {
  'response-headers': { config: { set: { 'x-frame-options': 'DENY' }, remove: ['server'] } },
  deprecation: { config: { date: '2026-01-01', sunset: '2027-06-30', successor: '/api/v2' } },
  'ip-filter': { config: { allow: ['127.0.0.0/8'] } },
  cors: { config: { origins: ['https://app.acme.example'] }, fields: ['origin: https://app.acme.example'] },
  'body-limit': { config: { size: '1MiB' } },
  concurrency: { config: { requests: 1_000_000, by: 'address' } },
  'rate-limit': { config: { ...plenty, by: 'address' } },
  'validate-request': { config: {}, fields: ['x-tenant: acme'] },
  'request-headers': { config: { set: { 'x-tenant': 'acme' } } },
  cache: { config: {} },
  compression: { config: { from: 1 }, fields: ['accept-encoding: gzip'] },
  'validate-response': { config: {} },
}

const contract = contractOf({
  'a/openapi.yaml': `openapi: 3.1.0
info: { title: Charges, version: 1.0.0 }
paths:
  /charges:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 100 } }
        - { name: X-Tenant, in: header, required: true, schema: { type: string, minLength: 2 } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Charge' } } } }
components:
  schemas:
    Charge:
      type: object
      required: [id, amount]
      properties: { id: { type: string }, amount: { type: integer }, currency: { enum: [eur, usd] }, captured: { type: boolean } }
`,
})

function cases(dir: string): Readonly<Record<string, Case>> {
  const consumers = [shopWith(key)]
  const gold = (limits: SnapshotContent['plans'][number]['limits']) => [{ id: 'gold', limits }]
  const routes = [routeOf({ auth: keys })]
  return {
    [openRoute]: {},
    'an access log': { options: ['--access-log', join(dir, 'costs.log')] },
    'api-key': { changes: { routes, consumers, plans: gold([]) } },
    'api-key, the limit of a plan': { changes: { routes, consumers, plans: gold([plenty]) } },
    ...Object.fromEntries(plugins.map(({ id }) => [id, caseOf(id)])),
  }
}

function caseOf(id: string): Case {
  const use = used[id]
  assert.ok(use, `\`used\` has no config for the plugin ${id}`)
  const operation = { id: 'api/v1 GET /charges', method: 'GET', path: '/api/charges' }
  const routes = [routeOf({ ...operation, plugins: [{ id, config: use.config }] })]
  const contracts = [{ id: 'api/v1', ...requestsOf(contract), answers: answersOf(contract) }]
  return { changes: { routes, contracts }, fields: use.fields ?? [] }
}

/**
 * Of each the cheapest round counts: what else the machine does makes a request cost more, never less.
 * @param upstream answers JSON that may be kept.
 * @param only these, beside the open route.
 */
export async function costs(
  upstream: number,
  dir: string,
  { rounds, seconds, only }: { rounds: number; seconds: number; only: readonly string[] | undefined },
  running: Running[],
) {
  const gateways: Running[] = []
  for (const [name, { changes = {}, options = [], fields = [] }] of Object.entries(cases(dir))) {
    if (only !== undefined && name !== openRoute && !only.includes(name)) continue
    const content = contentOf([`http://127.0.0.1:${upstream}`], changes)
    const gateway = await startGateway(name, dir, content, options)
    gateways.push({ ...gateway, fields: [...gateway.fields, ...fields] })
    running.push(gateway)
  }
  for (const gateway of gateways) await warmUp(gateway, 'GET', dir)
  const spent = new Map<string, number[]>(gateways.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const gateway of gateways)
      spent.get(gateway.name)?.push(1_000_000 / (await measure(gateway, 'GET', seconds, dir)).perCpu)
  const least = (name: string) => Math.min(...(spent.get(name) ?? []))
  console.table(
    Object.fromEntries(
      [...spent.keys()].map((name) => [
        name,
        {
          'µs of CPU for a request': least(name).toFixed(1),
          'beside an open route': (least(name) - least(openRoute)).toFixed(1),
        },
      ]),
    ),
  )
}
