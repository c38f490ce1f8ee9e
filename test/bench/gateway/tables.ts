/** How measurements of several servers are printed beside each other. */
import type { Measure } from './load.ts'

/**
 * Prints a table, a server a row. Ratios to `reference` are those within a round, and of them the median, and the quarter of rounds
 * below and above it: what else the machine does falls on all of a round alike, and how far it does not is seen.
 * @param measures by server, a round each.
 */
export function printBeside(reference: string, measures: ReadonlyMap<string, readonly Measure[]>): void {
  const base = measures.get(reference) ?? []
  console.table(
    Object.fromEntries(
      [...measures].map(([name, all]) => {
        const middle = (value: (one: Measure) => number) => median(all.map(value))
        const ratio = (value: (one: Measure) => number) => spread(ratios(all, base, value))
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

/** Prints how many requests a server answers for each that another one does, in the same way as `printBeside`. */
export function printTimes(server: string, measures: ReadonlyMap<string, readonly Measure[]>): void {
  const own = measures.get(server) ?? []
  console.table(
    Object.fromEntries(
      [...measures]
        .filter(([name]) => name !== server)
        .map(([name, all]) => [
          `${server} / ${name}`,
          {
            'requests/s': spread(ratios(own, all, ({ rate }) => rate)),
            'requests/CPU-second': spread(ratios(own, all, ({ perCpu }) => perCpu)),
          },
        ]),
    ),
  )
}

/** Round by round. */
function ratios(all: readonly Measure[], base: readonly Measure[], value: (one: Measure) => number): number[] {
  return all.map((one, round) => value(one) / value(base[round] ?? one))
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** The median, and between what the middle half lies. */
function spread(numbers: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(numbers, share).toFixed(2))
  return `${middle} (${low}\u2013${high})`
}

function quantile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? Number.NaN
}
