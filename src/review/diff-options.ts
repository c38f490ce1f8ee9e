import type { DiffOptions } from '../diff/change.ts'

/** How a review and a release compare contracts: like `apigov diff` where nothing else is asked of it. */
export function reviewDiffOptions(today: string): DiffOptions {
  return { deprecationDaysBeta: 0, deprecationDaysStable: 0, today }
}
