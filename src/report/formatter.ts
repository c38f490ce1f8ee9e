import type { Finding } from '../base/finding.ts'
import type { Diff } from '../diff/change.ts'
import type { SecondOpinion } from '../diff/second-opinion.ts'

/** One way to show what was found. All text of contracts is hostile: each formatter escapes it for its own destination. */
export interface Formatter<Id extends string = string> {
  readonly id: Id
  /** One sentence with a full stop. */
  readonly summary: string
  /** Findings in the order they are shown; the text ends in a line feed. */
  findings(findings: readonly Finding[]): string
  /** Where this is missing, a diff is shown as the findings its changes are. */
  diff?(diff: Diff, compared: Compared): string
}

/** What was compared, as the caller named it. */
export interface Compared {
  readonly base: string
  readonly revision: string
  /** Where somebody asked for one. */
  readonly secondOpinion?: SecondOpinion
}

export function defineFormatter<const Id extends string>(formatter: Formatter<Id>): Formatter<Id> {
  return formatter
}
