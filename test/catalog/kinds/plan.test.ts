import assert from 'node:assert/strict'
import test from 'node:test'
import { planKind } from '#catalog/kinds/plan.ts'
import { readAs } from './reading.ts'

test('limits count in milliseconds or calendar months, and let a whole allowance come at once', () => {
  const text = 'limits: [{ requests: 100, per: 1s, burst: 200 }, { requests: 1000000, per: month }]\nx-price: 9.90\n'
  assert.deepEqual(readAs(planKind, { plan: 'gold' }, text), {
    value: {
      file: 'file.yaml',
      id: 'gold',
      limits: [
        { requests: 100, per: 1000, burst: 200 },
        { requests: 1_000_000, per: 'month', burst: 1_000_000 },
      ],
      approval: 'owner',
    },
    faults: [],
  })
})

test('a limit may be counted in a sliding window', () => {
  const text = 'limits: [{ requests: 10, per: 1m, algorithm: sliding-window }, { requests: 10, per: 1m }]\n'
  assert.deepEqual(readAs(planKind, { plan: 'gold' }, text).value?.limits, [
    { requests: 10, per: 60_000, burst: 10, algorithm: 'sliding-window' },
    { requests: 10, per: 60_000, burst: 10 },
  ])
})

test('what a plan may not say', () => {
  const text =
    'limits: [{ requests: 1.5, per: 1 month }, { requests: 10, per: 0s }, { requests: 10, per: 1s, burst: 5 }]\n'
  assert.deepEqual(readAs(planKind, { plan: 'gold' }, text).faults, [
    '/limits/0/requests: `requests` is `1.5` where a whole number belongs',
    '/limits/0/per: `1 month` is not a period',
    '/limits/1/per: `0s` is not a period',
    '/limits/2/burst: `burst` is less than `requests`',
  ])
  const twice =
    'limits: [{ requests: 10, per: 1s }, { requests: 20, per: 1000ms }, { requests: 9, per: month, algorithm: sliding-window }]\n'
  assert.deepEqual(readAs(planKind, { plan: 'gold' }, twice).faults, [
    '/limits/2/algorithm: A period of the calendar has no `algorithm`',
    '/limits: Two limits have the same period',
  ])
})
