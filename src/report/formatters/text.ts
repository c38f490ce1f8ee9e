import { terminalText } from '../../base/escaping.ts'
import type { Finding } from '../../base/finding.ts'
import type { Change, Diff, Impact } from '../../diff/change.ts'
import { type Compared, defineFormatter } from '../formatter.ts'
import { unpainted } from '../paint.ts'
import {
  affectedText,
  type ChangedLine,
  changedLines,
  countsOf,
  nextStep,
  opinionText,
  othersOf,
  placeText,
  subjectText,
  verdictOf,
  versionLines,
} from '../phrases.ts'

const width = 80
const impactLabels: Readonly<Record<Impact, string>> = { breaking: 'BREAKING', dangerous: 'DANGEROUS', safe: 'safe' }

/** Lines of at most 80 columns, where words allow it, that mean the same without colour and in a pipe. */
export const text = defineFormatter({
  id: 'text',
  summary: 'Plain lines for a terminal or a pipe.',
  *findings(findings) {
    const all = [...findings]
    if (all.length === 0) yield 'No findings.\n'
    else yield `${all.map(findingLines).join('\n')}\n${countsOf(all)}\n`
  },
  *diff(diff, compared) {
    const { paint = unpainted, secondOpinion } = compared
    // The changes come worst first, so the operations do, too.
    for (const [operation, changes] of Map.groupBy(diff.changes, ({ subject }) => subjectText(subject))) {
      yield `${paint('strong', safe(operation))}\n`
      for (const change of changes) {
        yield* changeLines(change, compared)
        yield '\n'
      }
    }
    yield verdictLines(diff, compared)
    const opinion = secondOpinion === undefined ? null : opinionText(secondOpinion)
    if (opinion !== null)
      yield `\n${paragraph(opinion.sentence, '')}${opinion.differences.map((one) => paragraph(one)).join('')}`
  },
})

function findingLines({ rule, severity, message, place, help, known }: Finding): string {
  const head = [`${severity}${known ? ' (known)' : ''}`, ...(place ? [placeText(place)] : []), rule]
  return [`${head.map(safe).join('  ')}\n`, paragraph(message), help === undefined ? '' : paragraph(help)].join('')
}

function* changeLines(change: Change, compared: Compared): Iterable<string> {
  const { paint = unpainted, expand } = compared
  const { impact, message, rule } = change
  const label = impactLabels[impact]
  yield `  ${paint(impact, label)} ${paragraph(message, '    ', label.length + 3).trimStart()}`
  for (const line of changedLines(change, compared)) yield sourceLine(line, compared)
  for (const next of [nextStep(change), expand ? '' : affectedText(change, (operation) => operation)])
    if (next !== '') yield paragraph(next, '    ')
  if (expand) for (const other of othersOf(change)) yield `    also ${safe(subjectText(other))}\n`
  yield `    ${paint('faint', safe(rule))}\n`
}

function verdictLines(diff: Diff, compared: Compared): string {
  const { paint = unpainted, version } = compared
  const verdict = `${paint('strong', verdictOf(diff))}\n`
  if (!version?.finding) return verdict
  const { message, help = '' } = version.finding
  const lines = versionLines(compared).map((line) => sourceLine(line, compared))
  return [verdict, paragraph(`${message}. ${help}`, ''), ...lines].join('')
}

/** A line of a contract and where it stands, cut where the two would not fit. */
function sourceLine({ mark, place, text }: ChangedLine, { paint = unpainted }: Compared): string {
  const style = mark === '-' ? 'removed' : mark === '+' ? 'added' : 'faint'
  const at = safe(placeText(place))
  if (text === null) return `    ${paint(style, `${mark} ${at}`)}\n`
  const indent = text.length - text.trimStart().length
  const code = excerpt(safe(text.trim()), place.column - 1 - indent, Math.max(24, width - 8 - at.length))
  return `    ${paint(style, `${mark} ${code}`)}  ${paint('faint', at)}\n`
}

/** As much of the code as there is room for, and of what stands at the column at least the beginning. */
function excerpt(code: string, column: number, room: number): string {
  if (code.length <= room) return code
  const from = column > room / 2 && column < code.length ? Math.min(column - 8, code.length - room + 1) : 0
  const end = from + room - (from > 0 ? 1 : 0)
  const cut = end < code.length ? `${code.slice(from, end - 1)}…` : code.slice(from, end)
  return from > 0 ? `…${cut}` : cut
}

/** Escaped, indented, wrapped at spaces; a word longer than the line keeps its length, because it will be copied. */
function paragraph(message: string, indent = '  ', firstColumn = indent.length): string {
  const lines: string[] = []
  let line = ' '.repeat(firstColumn)
  let isEmpty = true
  for (const word of safe(message).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return `${[...lines, line].join('\n')}\n`
}

/**
 * One line of text. GitHub's runner obeys `::command::` and `##[command]` at the start of any line of a log, so neither may come
 * from a contract.
 */
function safe(text: string): string {
  return terminalText(text.replace(/\s+/g, ' ')).replace(/(^| )(?=::|##\[)/g, '$1\\')
}
