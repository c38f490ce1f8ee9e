import assert from 'node:assert/strict'
import test from 'node:test'
import type { Exchange } from '#gateway/exchange.ts'
import { LocalPermits } from '#gateway/limits/permits.ts'
import { rateLimit } from '#gateway/plugins/rate-limit.ts'
import { exchangeOf, routeOf } from '../stage.ts'

const means = { state: undefined, contract: undefined, tell: () => undefined, permits: new LocalPermits() }

function claimsOf(config: object, changes: Partial<Exchange> = {}): Exchange['claims'] {
  const exchange = exchangeOf({ caller: { consumer: 'shop', grants: new Map() }, ...changes })
  void rateLimit.compile({ requests: 10, per: 1000, ...config }, routeOf(), means).admit?.(exchange)
  return exchange.claims
}
const name = 'default'
const limit = { requests: 10, per: 1000, burst: 10 }

test('rate-limit: counts a consumer across the routes of an API version', () => {
  assert.deepEqual(claimsOf({}), [{ key: 'route api/v1 1000 consumer shop', limit, name }])
})

test('rate-limit: counts by address where nobody has a name', () => {
  assert.deepEqual(claimsOf({}, { caller: null }), [{ key: 'route api/v1 1000 address 10.0.0.1', limit, name }])
  assert.deepEqual(claimsOf({ by: 'address' }), [{ key: 'route api/v1 1000 address 10.0.0.1', limit, name }])
})

test('rate-limit: counts everybody on a route together', () => {
  const wider = { ...limit, burst: 3 }
  assert.deepEqual(claimsOf({ by: 'route', burst: 3 }), [{ key: 'route api/v1 * 1000', limit: wider, name }])
})

test('rate-limit: counts everybody who calls a version together', () => {
  assert.deepEqual(claimsOf({ by: 'api' }), [{ key: 'route api/v1 1000 all', limit, name }])
})

test('rate-limit: claims several limits, a sliding window apart from a bucket of the same period', () => {
  const also = [
    { requests: 10, per: 1000, algorithm: 'sliding-window' },
    { requests: 99, per: 'month', by: 'address' },
  ]
  assert.deepEqual(claimsOf({ also }), [
    { key: 'route api/v1 1000 consumer shop', limit, name },
    {
      key: 'route api/v1 1000 sliding consumer shop',
      limit: { ...limit, algorithm: 'sliding-window' },
      name: 'default-2',
    },
    {
      key: 'route api/v1 month address 10.0.0.1',
      limit: { requests: 99, per: 'month', burst: 99 },
      name: 'default-3',
    },
  ])
})

test('rate-limit: does not compile a config that its schema refuses', () => {
  assert.throws(() => rateLimit.compile({ requests: 0, per: 1000 }, routeOf(), means), /requests/)
})

test('rate-limit: addresses of one IPv6 network have one allowance', () => {
  const keyOf = (address: string) => claimsOf({ requests: 1, per: 1000, by: 'address' }, { address })[0]?.key
  assert.equal(keyOf('2001:db8::1'), keyOf('2001:db8:0:0:ffff::2'))
  assert.notEqual(keyOf('2001:db8::1'), keyOf('2001:db8:0:1::1'))
})
