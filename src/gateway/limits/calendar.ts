import type { CalendarPeriod } from '../../snapshot/snapshot.ts'

/** A stretch of the calendar in UTC: its first millisecond, and that of the next. */
export interface Period {
  readonly start: number
  readonly end: number
}

const hour = 3_600_000
const day = 24 * hour

const periods: Readonly<Record<CalendarPeriod, (now: number) => Period>> = {
  hour: (now) => stretch(now, hour, 0),
  day: (now) => stretch(now, day, 0),
  // The epoch began on a Thursday, and weeks begin on Monday (ISO 8601).
  week: (now) => stretch(now, 7 * day, -3 * day),
  month(now) {
    const date = new Date(now)
    const [year, index] = [date.getUTCFullYear(), date.getUTCMonth()]
    return { start: Date.UTC(year, index), end: Date.UTC(year, index + 1) }
  },
}

function stretch(now: number, length: number, from: number): Period {
  const start = Math.floor((now - from) / length) * length + from
  return { start, end: start + length }
}

const none: Period = { start: 0, end: 0 }
const latest: Record<CalendarPeriod, Period> = { hour: none, day: none, week: none, month: none }

/** The hour, day, week or month of an instant. Nearly always the same as that of the instant asked for before. */
export function periodOf(per: CalendarPeriod, now: number): Period {
  const { start, end } = latest[per]
  if (now < start || now >= end) latest[per] = periods[per](now)
  return latest[per]
}
