import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { scratchFolder } from '../git/scratch.ts'
import { contentOf, key, routeOf, send, shopWith, startStage, startUpstream } from './stage.ts'

test('the traffic log has who used what of an API, and the metrics count it by consumer and plan', async (t) => {
  const path = join(scratchFolder(t), 'traffic.ndjson')
  const origin = await startUpstream(t, (_, response) => response.end('in'))
  const open = routeOf({ id: 'open/v2 *', api: 'open', version: 'v2', path: '/open/*', basePath: '/open' })
  const keyed = routeOf({ auth: { kind: 'any', methods: ['api-key'] } })
  const content = contentOf([origin], {
    routes: [keyed, open],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [] }],
  })
  const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') }
  const { port, admin, gateway } = await startStage(t, content, { trafficLog: { path }, clock })
  await send(port, '/api/secret?q=secret', { headers: { 'x-api-key': key.key } })
  await send(port, '/api/x')
  await send(port, '/open/x')
  await send(port, '/nowhere')
  const metrics = await (await admin('/metrics')).text()
  assert.deepEqual(metrics.match(/^apigov_gateway_consumer_requests_total.*$/gm), [
    'apigov_gateway_consumer_requests_total{api="api",version="v1",consumer="shop",plan="gold",status="2xx"} 1',
  ])
  assert.match(metrics, /^apigov_gateway_traffic_events_dropped_total 0$/m)
  await gateway.close()
  const events = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), ms: 0 }))
  const time = '2026-11-20T12:00:00.000Z'
  const nobody = { consumer: null, plan: null, ms: 0 }
  const shop = { consumer: 'shop', plan: 'gold', ms: 0 }
  assert.deepEqual(events, [
    { time, api: 'api', version: 'v1', route: 'api/v1 *', ...shop, status: 200 },
    { time, api: 'api', version: 'v1', route: 'api/v1 *', ...nobody, status: 401 },
    { time, api: 'open', version: 'v2', route: 'open/v2 *', ...nobody, status: 200 },
  ])
})
