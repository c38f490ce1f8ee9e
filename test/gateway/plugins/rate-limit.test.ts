import assert from 'node:assert/strict'
import test from 'node:test'
import type { Exchange } from '#gateway/exchange.ts'
import { rateLimit } from '#gateway/plugins/rate-limit.ts'
import { exchangeOf, routeOf } from '../stage.ts'

const means = { state: undefined, contract: undefined, tell: () => undefined }

function claimsOf(config: object, changes: Partial<Exchange> = {}): Exchange['claims'] {
  const exchange = exchangeOf({ caller: { consumer: 'shop', grants: new Map() }, ...changes })
  void rateLimit.compile({ requests: 10, per: 1000, ...config }, routeOf(), means).admit?.(exchange)
  return exchange.claims
}
const limit = { requests: 10, per: 1000, burst: 10 }

test('rate-limit: counts a consumer across the routes of an API version', () => {
  assert.deepEqual(claimsOf({}), [{ key: 'route api/v1 1000 consumer shop', limit }])
})

test('rate-limit: counts by address where nobody has a name', () => {
  assert.deepEqual(claimsOf({}, { caller: null }), [{ key: 'route api/v1 1000 address 10.0.0.1', limit }])
  assert.deepEqual(claimsOf({ by: 'address' }), [{ key: 'route api/v1 1000 address 10.0.0.1', limit }])
})

test('rate-limit: counts everybody on a route together', () => {
  assert.deepEqual(claimsOf({ by: 'route', burst: 3 }), [{ key: 'route api/v1 * 1000', limit: { ...limit, burst: 3 } }])
})

test('rate-limit: does not compile a config that its schema refuses', () => {
  assert.throws(() => rateLimit.compile({ requests: 0, per: 1000 }, routeOf(), means), /requests/)
})
