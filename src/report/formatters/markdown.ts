import { markdownCode, markdownMessage } from '../../base/escaping.ts'
import type { Finding, Severity } from '../../base/finding.ts'
import { type Change, type Diff, type Impact, perOperation } from '../../diff/change.ts'
import { type Compared, defineFormatter } from '../formatter.ts'
import {
  affectedText,
  changedLines,
  count,
  countsOf,
  impacts,
  nextStep,
  opinionText,
  placeText,
  subjectText,
  verdictOf,
  versionLines,
} from '../phrases.ts'

const severityMarks: Readonly<Record<Severity, string>> = { error: '🔴', warning: '🟡', info: '🔵' }
const impactTitles: Readonly<Record<Impact, string>> = {
  breaking: '🔴 Breaking',
  dangerous: '🟡 Dangerous',
  safe: '🟢 Safe',
}

/** A comment on GitHub holds 65,536 characters; what is around the changes needs some of them. */
const maxCharacters = 60_000
/** A message quotes a contract, and a contract can hold a megabyte where a word was expected. */
const maxQuote = 600
const maxLine = 120

export const markdown = defineFormatter({
  id: 'markdown',
  summary: 'Markdown for comments and job summaries, cut to what a forge holds.',
  *findings(findings) {
    const all = [...findings]
    if (all.length === 0) return yield 'No findings.\n'
    yield* fitted(all, findingItem, 'finding')
    yield `\n${countsOf(all)}\n`
  },
  *diff(diff, compared) {
    yield `## ${markdownCode(compared.base)} → ${markdownCode(compared.revision)}\n\n**${verdictOf(diff)}**\n`
    yield versionText(compared)
    yield* sections(diff, compared)
    const opinion = compared.secondOpinion === undefined ? null : opinionText(compared.secondOpinion)
    if (opinion === null) return
    const differences = opinion.differences.map((one) => `- ${markdownCode(cut(one, maxLine))}\n`).join('')
    yield `\n${markdownMessage(opinion.sentence)}.\n${differences && `\n${differences}`}`
  },
})

/** What breaks is shown, what is safe is folded away. Once a forge would cut the text, the rest is counted. */
function* sections({ changes }: Diff, compared: Compared): Iterable<string> {
  let room = maxCharacters
  for (const impact of impacts) {
    const found = changes.filter((change) => change.impact === impact)
    if (found.length === 0) continue
    const title = `${impactTitles[impact]} (${found.length})`
    yield impact === 'safe' ? `\n<details><summary>${title}</summary>\n\n` : `\n### ${title}\n\n`
    const item = (change: Change) => changeItem(change, compared)
    for (const piece of fitted(compared.expand ? perOperation(found) : found, item, 'change', room)) {
      room -= piece.length
      yield piece
    }
    if (impact === 'safe') yield '\n</details>\n'
  }
}

/** The items as long as there is room for them, and how many there were beyond it. */
function* fitted<Item>(
  items: Iterable<Item>,
  itemOf: (item: Item) => string,
  noun: string,
  room = maxCharacters,
): Iterable<string> {
  let left = 0
  let free = room
  for (const item of items) {
    const text = left === 0 ? itemOf(item) : ''
    if (left > 0 || text.length > free) left += 1
    else {
      free -= text.length
      yield text
    }
  }
  if (left > 0)
    yield `\n_${count(left, `more ${noun}`)} left out for want of room: \`--format json\` has everything._\n`
}

function findingItem({ rule, severity, message, place, help, known }: Finding): string {
  const at = place ? ` at ${markdownCode(placeText(place))}` : ''
  const next = help === undefined ? '' : `  \n  ${markdownMessage(cut(help))}`
  return `- ${severityMarks[severity]} ${markdownMessage(cut(message))} (${markdownCode(rule)}${at}${known ? ', known' : ''})${next}\n`
}

function changeItem(change: Change, compared: Compared): string {
  const lines = [
    `${markdownCode(subjectText(change.subject))} ${markdownMessage(cut(change.message))} (${markdownCode(change.rule)})`,
    ...changedLines(change, compared).map(lineText),
    markdownMessage(cut(nextStep(change))),
    compared.expand ? '' : affectedText(change, markdownCode),
  ]
  return `- ${lines.filter(Boolean).join('  \n  ')}\n`
}

function lineText({ mark, place, text }: ReturnType<typeof changedLines>[number]): string {
  const at = markdownCode(placeText(place))
  const sign = { '-': '➖', '+': '➕', ' ': '·' }[mark]
  return text === null ? `${sign} ${at}` : `${sign} ${markdownCode(cut(text.trim(), maxLine))} at ${at}`
}

function versionText(compared: Compared): string {
  const finding = compared.version?.finding
  if (!finding) return ''
  const lines = versionLines(compared).map((line) => `  \n${lineText(line)}`)
  return `\n${markdownMessage(`${finding.message}. ${finding.help ?? ''}`)}${lines.join('')}\n`
}

function cut(text: string, longest = maxQuote): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
