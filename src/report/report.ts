/**
 * What was found, as text: for a terminal, for programs, for the forges' own viewers. A formatter is one file in
 * `formatters/`; it gets values and gives one string, and knows neither streams nor colours. Nothing here decides what fails:
 * that is the exit code's business.
 */
import { compareFindings, type Finding } from '../base/finding.ts'
import { type Diff, findingOf } from '../diff/change.ts'
import type { Compared, Formatter } from './formatter.ts'
import { formatters } from './formatters/index.ts'

export type Format = (typeof formatters)[number]['id']

/** For `--format`, in the order they are offered. */
export const formats: readonly Format[] = formatters.map(({ id }) => id)

/** True for the name of a format; text from the command line becomes a `Format` here. */
export function isFormat(name: unknown): name is Format {
  return formatters.some(({ id }) => id === name)
}

/** The findings in the order of files and lines. The text ends in a line feed. */
export function formatFindings(findings: readonly Finding[], format: Format): string {
  return formatterOf(format).findings(findings.toSorted(compareFindings))
}

/** A diff in the order its changes have. The text ends in a line feed. */
export function formatDiff(diff: Diff, compared: Compared, format: Format): string {
  const formatter = formatterOf(format)
  return formatter.diff?.(diff, compared) ?? formatter.findings(diff.changes.map(findingOf))
}

function formatterOf(format: Format): Formatter {
  const formatter = formatters.find(({ id }) => id === format)
  if (formatter === undefined) throw new RangeError(`no formatter \`${format}\``)
  return formatter
}
