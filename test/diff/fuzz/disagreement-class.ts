import type { Difference, Judged } from './judge.ts'
import type { Pair } from './pair.ts'

export interface DisagreementClass {
  readonly id: string
  /** `newer`: a later oasdiff has what we say. `theirs`: they overlook or misread something. `ours`: we judge more finely, on purpose. */
  readonly kind: 'newer' | 'theirs' | 'ours'
  /** Why ours stands. */
  readonly because: string
  /** The smallest pair on which it shows, and how. */
  readonly example: Pair
  readonly differences: readonly string[]
  accountsFor(difference: Difference, context: Context): boolean
}

export interface Context extends Judged {
  readonly all: readonly Difference[]
  /** The ids the binary can say at all. */
  readonly knownIds: ReadonlySet<string>
}
