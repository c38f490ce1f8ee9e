/** The few phrases that formats for people share. Not escaped: each formatter does that for its own destination. */
import { type Finding, isFailing, type Severity, severityRank } from '../base/finding.ts'
import type { Place } from '../base/place.ts'
import type { Change, Diff, Subject } from '../diff/change.ts'

export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

export function subjectText(subject: Subject): string {
  return subject.kind === 'operation' ? `${subject.method} ${subject.path}` : 'the contract'
}

/** `Also reaches GET /a, GET /b and 3 more operations.`; empty where the change stays in its operation. */
export function affectedText({ subject, affects }: Change, show: (text: string) => string): string {
  const others = affects.map(subjectText).filter((operation) => operation !== subjectText(subject))
  if (others.length === 0) return ''
  const named = others.slice(0, 3).map(show).join(', ')
  return others.length > 3
    ? `Also reaches ${named} and ${count(others.length - 3, 'more operation')}.`
    : `Also reaches ${named}.`
}

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
  const counts = (['breaking', 'dangerous', 'safe'] as const).flatMap((impact) => {
    const found = changes.filter((change) => change.impact === impact).length
    return found === 0 ? [] : [`${found} ${impact}`]
  })
  return `${counts.join(', ')}: ${bump === 'none' ? 'no new version' : `a ${bump} version`}.`
}

function count(found: number, noun: string): string {
  return `${found} ${noun}${found === 1 ? '' : 's'}`
}
