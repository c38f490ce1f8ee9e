import { terminalText } from '../../base/escaping.ts'
import type { Finding } from '../../base/finding.ts'
import type { Change, Impact } from '../../diff/change.ts'
import type { SecondOpinion } from '../../diff/second-opinion.ts'
import { defineFormatter } from '../formatter.ts'
import { affectedText, countsOf, placeText, subjectText, verdictOf } from '../phrases.ts'

const width = 80
const impactLabels: Readonly<Record<Impact, string>> = { breaking: 'BREAKING', dangerous: 'DANGEROUS', safe: 'safe' }

/** Lines of at most 80 columns, where words allow it, that mean the same without colour and in a pipe. */
export const text = defineFormatter({
  id: 'text',
  summary: 'Plain lines for a terminal or a pipe.',
  findings: (findings) =>
    findings.length === 0 ? 'No findings.\n' : `${findings.map(findingLines).join('\n')}\n${countsOf(findings)}\n`,
  diff: (diff, { secondOpinion }) =>
    [
      ...diff.changes.map((change) => `${changeLines(change)}\n`),
      `${verdictOf(diff)}\n`,
      secondOpinion === undefined ? '' : opinionLines(secondOpinion),
    ].join(''),
})

function findingLines({ rule, severity, message, place, help, known }: Finding): string {
  const head = [`${severity}${known ? ' (known)' : ''}`, ...(place ? [placeText(place)] : []), rule]
  return [`${head.map(safe).join('  ')}\n`, paragraph(message), help === undefined ? '' : paragraph(help)].join('')
}

/** Nothing where it agrees. */
function opinionLines(opinion: SecondOpinion): string {
  if (opinion.outcome === 'agrees') return ''
  const { tool } = opinion
  if (opinion.outcome === 'none') return `\nSecond opinion: none from ${tool}\n${paragraph(opinion.because)}`
  if (!opinion.breaking) return `\nSecond opinion: ${tool} finds nothing breaking here\n`
  const shown = opinion.differences.slice(0, mostDifferences)
  const more = opinion.differences.length - shown.length
  const lines = more > 0 ? [...shown, `and ${more} more`] : shown
  return `\nSecond opinion: ${tool} calls this breaking\n${lines.map(paragraph).join('')}`
}

const mostDifferences = 5

function changeLines(change: Change): string {
  const place = change.revision ?? change.base
  const head = [impactLabels[change.impact], subjectText(change.subject)]
  const source = `${place ? `${placeText(place)}  ` : ''}${change.rule}`
  const others = affectedText(change, (operation) => operation)
  return [
    `${head.map(safe).join('  ')}\n`,
    ...[change.message, change.help, others, source].filter(Boolean).map(paragraph),
  ].join('')
}

/** Escaped, indented by two, wrapped at spaces; a word longer than the line keeps its length, because it will be copied. */
function paragraph(message: string): string {
  const lines: string[] = []
  let line = ' '
  for (const word of safe(message).split(' ')) {
    if (line.length + 1 + word.length > width && line.trim() !== '') {
      lines.push(line)
      line = ' '
    }
    line += ` ${word}`
  }
  return `${[...lines, line].join('\n')}\n`
}

/** One line of text. GitHub's runner obeys `::command::` and `##[command]` at the start of any line of a log, so neither may come from a contract. */
function safe(text: string): string {
  return terminalText(text.replace(/\s+/g, ' ')).replace(/(^| )(?=::|##\[)/g, '$1\\')
}
