/**
 * What was found, as text: for a terminal, for programs, for the forges' own viewers. A formatter is one file in
 * `formatters/`; it gets values and gives text, in pieces so that a long report need not be held, and knows no streams. Nothing
 * here decides what fails: that is the exit code's business.
 */
import { compareFindings, type Finding } from '../base/finding.ts'
import { type Change, type Diff, findingOf, perOperation } from '../diff/change.ts'
import { changeTextOf } from '../diff/rules/reasons.ts'
import type { Compared, ComparedFinding, Formatter, RuleTexts } from './formatter.ts'
import { formatters } from './formatters/index.ts'
import { subjectText } from './phrases.ts'

export type Format = (typeof formatters)[number]['id']

/** For `--format`, in the order they are offered. */
export const formats: readonly Format[] = formatters.map(({ id }) => id)

/** True for the name of a format; text from the command line becomes a `Format` here. */
export function isFormat(name: unknown): name is Format {
  return formatters.some(({ id }) => id === name)
}

/** The findings in the order of files and lines. The text ends in a line feed. `textOf` knows what rules say of themselves. */
export function formatFindings(
  findings: readonly Finding[],
  format: Format,
  textOf: RuleTexts = () => undefined,
): string {
  return [...formatterOf(format).findings(findings.toSorted(compareFindings), textOf)].join('')
}

/** A diff in the order its changes have, in pieces that are made as they are taken. Together they end in a line feed. */
export function formatDiff(diff: Diff, compared: Compared, format: Format): Iterable<string> {
  const formatter = formatterOf(format)
  return formatter.diff?.(diff, compared) ?? formatter.findings(findingsOf(diff, compared), changeTextOf)
}

/** The changes as findings that name their operation, walked as often as somebody likes. */
function findingsOf({ changes }: Diff, { expand, version }: Compared): Iterable<ComparedFinding> {
  return {
    *[Symbol.iterator]() {
      for (const change of expand ? perOperation(changes) : changes) yield namedFindingOf(change)
      if (version?.finding) yield version.finding
    },
  }
}

function namedFindingOf(change: Change): ComparedFinding {
  const { subject, message, base, revision } = change
  const isNamed = subject.kind === 'operation' && !message.includes(subject.path)
  const said = isNamed ? `\`${subjectText(subject)}\`: ${message}` : message
  return { ...findingOf(change), message: said, before: revision === null ? null : base }
}

function formatterOf(format: Format): Formatter {
  const formatter = formatters.find(({ id }) => id === format)
  if (formatter === undefined) throw new RangeError(`no formatter \`${format}\``)
  return formatter
}
