import { markdownCode, markdownMessage } from '../../base/escaping.ts'
import type { Finding, Severity } from '../../base/finding.ts'
import type { Change, Impact } from '../../diff/change.ts'
import { defineFormatter } from '../formatter.ts'
import { affectedText, countsOf, placeText, subjectText, verdictOf } from '../phrases.ts'

const severityMarks: Readonly<Record<Severity, string>> = { error: '🔴', warning: '🟡', info: '🔵' }
const impactTitles: Readonly<Record<Impact, string>> = { breaking: 'Breaking', dangerous: 'Dangerous', safe: 'Safe' }

export const markdown = defineFormatter({
  id: 'markdown',
  summary: 'Markdown for comments and job summaries.',
  findings: (findings) =>
    findings.length === 0 ? 'No findings.\n' : `${findings.map(findingItem).join('')}\n${countsOf(findings)}\n`,
  diff: (diff, { base, revision }) => {
    const sections = (['breaking', 'dangerous', 'safe'] as const).flatMap((impact) => {
      const changes = diff.changes.filter((change) => change.impact === impact)
      return changes.length === 0 ? [] : [`### ${impactTitles[impact]}\n\n${changes.map(changeItem).join('')}\n`]
    })
    return `## ${markdownCode(base)} → ${markdownCode(revision)}\n\n${sections.join('')}${verdictOf(diff)}\n`
  },
})

function findingItem({ rule, severity, message, place, help, known }: Finding): string {
  const at = place ? ` at ${markdownCode(placeText(place))}` : ''
  const next = help === undefined ? '' : `  \n  ${markdownMessage(help)}`
  return `- ${severityMarks[severity]} ${markdownMessage(message)} (${markdownCode(rule)}${at}${known ? ', known' : ''})${next}\n`
}

function changeItem(change: Change): string {
  const place = change.revision ?? change.base
  const at = place ? ` at ${markdownCode(placeText(place))}` : ''
  const others = affectedText(change, markdownCode)
  return `- ${markdownCode(subjectText(change.subject))} ${markdownMessage(change.message)} (${markdownCode(change.rule)}${at})  \n  ${markdownMessage(change.help)}${others && `  \n  ${others}`}\n`
}
