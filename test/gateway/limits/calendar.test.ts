import assert from 'node:assert/strict'
import test from 'node:test'
import { periodOf } from '#gateway/limits/calendar.ts'
import type { CalendarPeriod } from '#snapshot/snapshot.ts'

function period(per: CalendarPeriod, now: string): string {
  const { start, end } = periodOf(per, Date.parse(now))
  return `${new Date(start).toISOString().slice(0, 16)} to ${new Date(end).toISOString().slice(0, 16)}`
}

test('hours, days, weeks and months begin and end in UTC, weeks on Monday', () => {
  // 2026-11-21 is a Saturday.
  assert.equal(period('hour', '2026-11-21T12:34:56.789Z'), '2026-11-21T12:00 to 2026-11-21T13:00')
  assert.equal(period('day', '2026-11-21T12:34Z'), '2026-11-21T00:00 to 2026-11-22T00:00')
  assert.equal(period('week', '2026-11-21T12:34Z'), '2026-11-16T00:00 to 2026-11-23T00:00')
  assert.equal(period('month', '2026-11-21T12:34Z'), '2026-11-01T00:00 to 2026-12-01T00:00')
  assert.equal(period('month', '2028-02-29T23:59Z'), '2028-02-01T00:00 to 2028-03-01T00:00')
})

test('the last millisecond of a period is in it, the next one is in the next', () => {
  assert.equal(period('week', '2026-11-22T23:59:59.999Z'), '2026-11-16T00:00 to 2026-11-23T00:00')
  assert.equal(period('week', '2026-11-23T00:00:00.000Z'), '2026-11-23T00:00 to 2026-11-30T00:00')
  assert.equal(period('month', '2026-12-31T23:59:59.999Z'), '2026-12-01T00:00 to 2027-01-01T00:00')
  assert.equal(period('month', '2027-01-01T00:00:00.000Z'), '2027-01-01T00:00 to 2027-02-01T00:00')
})
