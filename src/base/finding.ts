/**
 * The common tongue. Everything apigov says about somebody's files is a `Finding`: a rule that was broken, how bad it is,
 * a sentence, a place, and what to do next. Folders above make findings; formatters, checks and comments show them; nothing
 * in between needs to know which of them it was. A thing that could not be judged is not a finding but an `ApigovError`.
 */
import type { Fix } from './fix.ts'
import type { Place, Pointer } from './place.ts'

export type Severity = 'error' | 'warning' | 'info'

export interface Finding {
  /** The id of the rule or check that speaks: its file name, and what people search for. */
  readonly rule: string
  readonly severity: Severity
  /** One sentence without a full stop, offending values in backticks. */
  readonly message: string
  /** Where to look; `null` only where there is no file to point to, as with a file that is missing. */
  readonly place: Place | null
  /** Of what a rule found in a contract: where in the value of the file. An `x-apigov-ignore` there or above it may be about it. */
  readonly pointer?: Pointer
  /** Survives moves, reformatting and re-pushes; see `fingerprint.ts`. */
  readonly fingerprint: string
  /**
   * What to do next: one imperative sentence with a full stop, or `Did you mean …?`. It may follow the message, so it repeats none
   * of it.
   */
  readonly help?: string
  /** What could be done without asking anybody; `apigov lint --fix` does it. */
  readonly fix?: Fix
  /** Fingerprints of the findings that it says in one: they are told one by one once some of them are repaired, and are no news then. */
  readonly sums?: readonly string[]
  /** True where the base already has this finding: it is shown, but fails nothing. */
  readonly known?: boolean
  /** Teams that have yet to agree to an exception for it. It fails until they do, and there is nothing to repair but that. */
  readonly awaits?: readonly string[]
}

/** How bad a severity is, for sorting and for `--fail-on`: the larger the worse. */
export const severityRank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 }

/** Orders findings as a reader walks the files: by file, line, column, then rule and message. Those without a place come first. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.place?.file ?? '', b.place?.file ?? '') ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  )
}

/** True for what fails a check: severity at or above `failOn`, and not known from the base. */
export function isFailing(finding: Finding, failOn: Severity = 'error'): boolean {
  return finding.known !== true && severityRank[finding.severity] >= severityRank[failOn]
}

/** Code-unit order, the same on every machine whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
