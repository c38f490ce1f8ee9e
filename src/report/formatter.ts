import type { Finding } from '../base/finding.ts'
import type { Place } from '../base/place.ts'
import type { Diff } from '../diff/change.ts'
import type { SecondOpinion } from '../diff/second-opinion.ts'
import type { VersionAdvice } from '../policy/version-advice.ts'
import type { Paint } from './paint.ts'

/** What a rule says of itself, for formats that list rules beside what they found. */
export interface RuleText {
  /** What holds, or why it matters: sentences with full stops. */
  readonly summary: string
  /** What to do, in general. */
  readonly help?: string
  /** Where the standard behind it is written. */
  readonly url?: string
}

/** Answers `undefined` for a rule that says nothing of itself. */
export type RuleTexts = (rule: string) => RuleText | undefined

/** A finding with the place in the other contract, where two were compared. */
export interface ComparedFinding extends Finding {
  readonly before?: Place | null
}

/** One way to show what was found. All text of contracts is hostile: each formatter escapes it for its own destination. */
export interface Formatter<Id extends string = string> {
  readonly id: Id
  /** One sentence with a full stop. */
  readonly summary: string
  /** Findings in the order they are shown, which may be walked more than once. Together the pieces end in a line feed. */
  findings(findings: Iterable<ComparedFinding>, textOf: RuleTexts): Iterable<string>
  /** Where this is missing, a diff is shown as the findings its changes are. */
  diff?(diff: Diff, compared: Compared): Iterable<string>
}

/** What was compared, and how it is shown. */
export interface Compared {
  /** As the caller named them. */
  readonly base: string
  readonly revision: string
  /** One change for each operation it reaches, and not one for all of them. */
  readonly expand?: boolean
  /** The text of the line a place is in, without what ends it; `null` where there is none. */
  readonly line?: (side: 'base' | 'revision', place: Place) => string | null
  /** For a terminal that has colours. */
  readonly paint?: Paint
  /** What is to be said of `info.version`. */
  readonly version?: VersionAdvice
  /** Where somebody asked for one. */
  readonly secondOpinion?: SecondOpinion
}

export function defineFormatter<const Id extends string>(formatter: Formatter<Id>): Formatter<Id> {
  return formatter
}
