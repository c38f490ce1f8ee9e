/** How measurements of several servers are printed beside each other. */
import type { Measure } from './load.ts'

/**
 * Prints a table, a server a row. Ratios to `reference` are those within a round, and of them the median: what else the machine
 * does falls on all of a round alike.
 * @param measures by server, a round each.
 */
export function printBeside(reference: string, measures: ReadonlyMap<string, readonly Measure[]>): void {
  const base = measures.get(reference) ?? []
  console.table(
    Object.fromEntries(
      [...measures].map(([name, all]) => {
        const middle = (value: (one: Measure) => number) => median(all.map(value))
        const ratio = (value: (one: Measure) => number) =>
          median(all.map((one, round) => value(one) / value(base[round] ?? one))).toFixed(2)
        return [
          name,
          {
            'requests/s': Math.round(middle(({ rate }) => rate)),
            [`of ${reference}`]: ratio(({ rate }) => rate),
            'requests/CPU-second': Math.round(middle(({ perCpu }) => perCpu)),
            [`of ${reference} per CPU`]: ratio(({ perCpu }) => perCpu),
            'p99 ms': middle(({ p99 }) => p99).toFixed(2),
            [`p99 / ${reference}`]: ratio(({ p99 }) => p99),
          },
        ]
      }),
    ),
  )
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
}
