import assert from 'node:assert/strict'
import test from 'node:test'
import { ipFilterSchema } from '#snapshot/plugins/ip-filter.ts'

const isRange = (range: string) => ipFilterSchema.config.safeParse({ allow: [range] }).success

test('ip-filter: takes addresses and ranges of both families', () => {
  for (const range of [
    '203.0.113.7',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '10.0.0.1/32',
    '2001:db8::/32',
    '::1',
    '::/0',
    '::1/128',
  ])
    assert(isRange(range), range)
})

test('ip-filter: refuses what is no range: an address with a typo must not let everybody in', () => {
  for (const range of [
    '',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.0/08',
    '010.0.0.1',
    '::/129',
    'fe80::1%eth0',
    'a.example',
    '10.0.0.0/8 ',
    '1e1.0.0.0',
  ])
    assert(!isRange(range), range)
  assert(!ipFilterSchema.config.safeParse({}).success)
  assert(!ipFilterSchema.config.safeParse({ allow: [] }).success)
})
