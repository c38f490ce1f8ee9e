/** The few phrases that formats for people share. Not escaped: each formatter does that for its own destination. */
import { type Finding, isFailing, type Severity, severityRank } from '../base/finding.ts'
import type { Place } from '../base/place.ts'
import { type Change, type Diff, type Impact, nameOf, type Subject, type UsedSubject } from '../diff/change.ts'
import type { SecondOpinion } from '../diff/second-opinion.ts'
import type { Compared } from './formatter.ts'

/** The worst first. */
export const impacts: readonly Impact[] = ['breaking', 'dangerous', 'safe']

export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

export function subjectText(subject: Subject): string {
  return nameOf(subject) || 'the contract'
}

/** What a change reaches beside what it is about: hundreds of operations for one that is told of three. */
export function othersOf({ subject, affects }: Change): readonly UsedSubject[] {
  return affects.filter((used) => !isSame(used, subject))
}

function isSame(one: UsedSubject, other: Subject): boolean {
  if (one.kind !== 'operation' || other.kind !== 'operation') return nameOf(one) === nameOf(other)
  return one.method === other.method && one.path === other.path
}

/** `Also reaches GET /a, GET /b and 3 more operations.`; empty where the change stays in its operation. */
export function affectedText(change: Change, show: (text: string) => string): string {
  const others = othersOf(change)
  if (others.length === 0) return ''
  const named = others
    .slice(0, 3)
    .map((used) => show(subjectText(used)))
    .join(', ')
  return others.length > 3
    ? `Also reaches ${named} and ${count(others.length - 3, 'more operation')}.`
    : `Also reaches ${named}.`
}

/** What to do about a change; empty where there is nothing to do. */
export function nextStep({ impact, help }: Change): string {
  return impact === 'safe' ? '' : help
}

/** The line a change is in, as it was, as it is, or as it is on both sides. */
export interface ChangedLine {
  readonly mark: '-' | '+' | ' '
  readonly place: Place
  /** `null` where the line cannot be shown. */
  readonly text: string | null
}

/** The lines of both sides that a change is about, the base's first; one where they say the same, or where one side has none of its own. */
export function changedLines({ base, revision, absent }: Change, { line }: Compared): readonly ChangedLine[] {
  const before = base && { mark: '-' as const, place: base, text: line?.('base', base) ?? null }
  const after = revision && { mark: '+' as const, place: revision, text: line?.('revision', revision) ?? null }
  if (before?.text && after?.text && before.text.trim() === after.text.trim()) return [{ ...after, mark: ' ' }]
  // What is around a keyword that is not there says something only where it is all in that line.
  if (absent !== undefined && before?.text && after?.text && keyOf(before.text) !== keyOf(after.text))
    return [absent === 'base' ? after : before]
  return [before, after].filter((one) => one !== null)
}

/** What a line begins with, up to its first colon; `''` for one that is cut. */
function keyOf(line: string): string {
  const text = line.trim()
  return text.startsWith('…') ? '' : text.slice(0, text.indexOf(':') + 1)
}

/** The line of `info.version` as it is and as it should be; none where they cannot be shown. */
export function versionLines({ version, line }: Compared): readonly ChangedLine[] {
  const place = version?.finding?.place
  const text = place ? line?.('revision', place) : null
  if (!version?.wanted || !place || !text) return []
  const { revision, wanted } = version
  // A line that is cut begins at its place.
  const at = [place.column - 1, 0].map((from) => text.indexOf(revision, from)).find((found) => found >= 0)
  if (at === undefined) return []
  const edited = text.slice(0, at) + wanted + text.slice(at + revision.length)
  return [
    { mark: '-', place, text },
    { mark: '+', place, text: edited },
  ]
}

/** What there is to say of a second opinion: a sentence without a full stop, and what it calls breaking. `null` where it agrees. */
export function opinionText(
  opinion: SecondOpinion,
): { readonly sentence: string; readonly differences: readonly string[] } | null {
  const { tool } = opinion
  if (opinion.outcome === 'agrees') return null
  if (opinion.outcome === 'none')
    return { sentence: `Second opinion: none from ${tool}, because ${opinion.because}`, differences: [] }
  if (!opinion.breaking) return { sentence: `Second opinion: ${tool} finds nothing breaking here`, differences: [] }
  const more = opinion.differences.length - mostDifferences
  const shown = opinion.differences.slice(0, mostDifferences)
  return {
    sentence: `Second opinion: ${tool} calls this breaking`,
    differences: more > 0 ? [...shown, `and ${more} more`] : shown,
  }
}

const mostDifferences = 5

/** `1 error, 2 warnings, 1 known.`, and what can be done about it without asking. */
export function countsOf(findings: readonly Finding[]): string {
  const severities = (Object.keys(severityRank) as Severity[]).sort((a, b) => severityRank[b] - severityRank[a])
  const fresh = findings.filter((finding) => isFailing(finding, 'info'))
  const counts = severities.flatMap((severity) => {
    const found = fresh.filter((finding) => finding.severity === severity).length
    return found === 0 ? [] : [severity === 'info' ? `${found} for information` : count(found, severity)]
  })
  const known = findings.length - fresh.length
  const fixable = fresh.filter(({ fix }) => fix !== undefined).length
  const offer = fixable === 0 ? '' : ` \`apigov lint --fix\` can fix ${fixable}.`
  return `${[...counts, ...(known > 0 ? [`${known} known`] : [])].join(', ')}.${offer}`
}

/** `2 breaking, 1 safe: a major version.` */
export function verdictOf({ changes, bump }: Diff): string {
  if (changes.length === 0) return 'No changes.'
  const counts = impacts.flatMap((impact) => {
    const found = changes.filter((change) => change.impact === impact).length
    return found === 0 ? [] : [`${found} ${impact}`]
  })
  return `${counts.join(', ')}: ${bump === 'none' ? 'no new version' : `a ${bump} version`}.`
}

export function count(found: number, noun: string): string {
  return `${found} ${noun}${found === 1 ? '' : 's'}`
}
