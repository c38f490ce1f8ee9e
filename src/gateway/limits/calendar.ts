/** A stretch of the calendar in UTC: its first millisecond, and that of the next. */
export interface Period {
  readonly start: number
  readonly end: number
}

const none: Period = { start: 0, end: 0 }
let month = none

/** The month of an instant. Nearly always the same as that of the instant asked for before. */
export function monthOf(now: number): Period {
  if (now >= month.start && now < month.end) return month
  const date = new Date(now)
  const [year, index] = [date.getUTCFullYear(), date.getUTCMonth()]
  month = { start: Date.UTC(year, index), end: Date.UTC(year, index + 1) }
  return month
}
