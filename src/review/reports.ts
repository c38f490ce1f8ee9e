import { markdownMessage, markdownText } from '../base/escaping.ts'
import { compareFindings, type Finding, isFailing, severityRank } from '../base/finding.ts'
import { fitting } from '../report/fitting.ts'
import type { Annotation, CheckReport } from './forge.ts'
import type { CheckName, CheckResult, Review } from './review.ts'

/** A forge's check holds 65,535 characters of summary. */
const maxSummary = 60_000

/**
 * The checks as a forge shows them: errors and warnings beside the line they are about, everything in the summary, what fails
 * first. `texts`: what is kept with a check beside its summary.
 */
export function checkReports(
  review: Review,
  key: string,
  url: string | null = null,
  texts: Partial<Readonly<Record<CheckName, string | null>>> = {},
): readonly CheckReport[] {
  return review.checks.map((check) => ({
    name: check.name,
    conclusion: check.conclusion,
    key,
    title: check.title,
    summary: summaryOf(check),
    annotations: check.findings.filter((finding) => isFailing(finding, 'warning')).flatMap(annotationOf),
    url,
    ...(texts[check.name] ? { text: texts[check.name] ?? '' } : {}),
  }))
}

function annotationOf({ place, severity, rule, message, help }: Finding): readonly Annotation[] {
  if (!place) return []
  const level = severity === 'error' ? 'failure' : 'warning'
  return [{ path: place.file, line: place.line, level, title: rule, message: help ? `${message}. ${help}` : message }]
}

/** What fails, then what is worth a look, then the rest and what was there before; each by place. */
function byUrgency(a: Finding, b: Finding): number {
  return urgencyOf(b) - urgencyOf(a) || compareFindings(a, b)
}

function urgencyOf({ known, severity }: Finding): number {
  return known ? -1 : severityRank[severity]
}

function summaryOf({ title, findings }: CheckResult): string {
  const lines = findings.toSorted(byUrgency).map(({ severity, known, message, help, place, rule }) => {
    const where = place ? ` — ${markdownText(`${place.file}:${place.line}`)}` : ''
    const next = help && !known ? ` **Do:** ${markdownMessage(help)}` : ''
    return `- **${known ? 'known' : severity}** ${markdownMessage(message)}${where}.${next} _(${markdownText(rule)})_`
  })
  const { kept, left } = fitting(lines, maxSummary, 1)
  return [`**${markdownText(title)}**`, '', ...kept, ...(left > 0 ? [`_${left} more did not fit._`] : [])].join('\n')
}
