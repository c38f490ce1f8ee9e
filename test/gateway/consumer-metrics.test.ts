import assert from 'node:assert/strict'
import test from 'node:test'
import { Registry } from 'prom-client'
import { countCallers } from '#gateway/consumer-metrics.ts'

test('consumers beyond the first 5,000 are counted together', async () => {
  const registry = new Registry()
  const callers = countCallers([registry])
  const route = { api: 'a', version: 'v1', scope: 'a/v1' }
  for (let index = 0; index < 5_010; index++) {
    callers.count(route, { consumer: `c${index}`, plan: 'gold' }, 200)
    callers.count(route, { consumer: 'c0', plan: 'gold' }, 503)
  }
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('apigov'))
  assert.equal(lines.length, 5_002)
  assert.deepEqual(
    [...lines.slice(0, 2), lines.at(-1)],
    [
      'apigov_gateway_consumer_requests_total{api="a",version="v1",consumer="c0",plan="gold",status="2xx"} 1',
      'apigov_gateway_consumer_requests_total{api="a",version="v1",consumer="c0",plan="gold",status="5xx"} 5010',
      'apigov_gateway_consumer_requests_total{api="other",version="other",consumer="other",plan="other",status="2xx"} 10',
    ],
  )
})
