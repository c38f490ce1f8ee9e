import assert from 'node:assert/strict'
import test from 'node:test'
import type { ApiVersion } from '#catalog/catalog.ts'
import { retiredAfterSunset } from '#policy/checks/retired-after-sunset.ts'
import { catalogOf, proposalOf } from '../proposal-literal.ts'

const payments = (v1: Partial<ApiVersion>) => catalogOf({ apis: { payments: { versions: { v1 } } } })
const messages = (before: Partial<ApiVersion>, after: Partial<ApiVersion>, now = '2026-11-20T12:00:00Z') =>
  retiredAfterSunset
    .evaluate(proposalOf({ base: payments(before), head: payments(after), circumstances: { now } }))
    .findings.map(({ message }) => message)

test('retired-after-sunset: a version may be retired from the day of its sunset on', () => {
  const deprecated = { state: 'deprecated', sunset: '2027-06-30' } as const
  const retired = { state: 'retired', sunset: '2027-06-30' } as const
  assert.deepEqual(messages(deprecated, retired, '2027-06-29T23:59:59Z'), [
    '`payments/v1` cannot be retired before its sunset on 2027-06-30',
  ])
  assert.deepEqual(messages(deprecated, retired, '2027-06-30T00:00:00Z'), [])
})

test('retired-after-sunset: the sunset that counts is the base’s, so it cannot be moved and used in one proposal', () => {
  assert.deepEqual(
    messages({ state: 'deprecated', sunset: '2027-06-30' }, { state: 'retired', sunset: '2026-11-01' }),
    ['`payments/v1` cannot be retired before its sunset on 2027-06-30'],
  )
  assert.deepEqual(
    messages({ state: 'deprecated', sunset: '2027-06-30' }, { state: 'deprecated', sunset: '2026-12-01' }),
    ['The sunset of `payments/v1` was announced for 2027-06-30 and cannot be brought forward to 2026-12-01'],
  )
})

test('retired-after-sunset: a published version is not retired before anybody was told', () => {
  assert.deepEqual(messages({ state: 'published' }, { state: 'retired' }), [
    '`payments/v1` cannot be retired: its callers were never told a `sunset`',
  ])
  assert.deepEqual(messages({ state: 'draft' }, { state: 'retired' }), [])
})

test('retired-after-sunset: a deprecated version says when it ends', () => {
  assert.deepEqual(messages({ state: 'published' }, { state: 'deprecated' }), [
    '`payments/v1` is deprecated without a `sunset`',
  ])
})
