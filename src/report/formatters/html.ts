import { readFileSync } from 'node:fs'
import { terminalText } from '../../base/escaping.ts'
import type { Finding, Severity } from '../../base/finding.ts'
import { type Html, rawHtml, html as tag } from '../../base/html.ts'
import type { Change, Diff, Impact } from '../../diff/change.ts'
import { whyOf } from '../../diff/rules/reasons.ts'
import { type Compared, defineFormatter } from '../formatter.ts'
import {
  type ChangedLine,
  changedLines,
  count,
  countsOf,
  impacts,
  nextStep,
  opinionText,
  othersOf,
  placeText,
  subjectText,
  verdictOf,
  versionLines,
} from '../phrases.ts'

const toneOf: Readonly<Record<Severity, Impact>> = { error: 'breaking', warning: 'dangerous', info: 'safe' }
/** Operations of one change that are listed unless all are asked for. */
const mostListed = 50
const longestLine = 200

export const html = defineFormatter({
  id: 'html',
  summary: 'One page that needs nothing else, for a browser.',
  *findings(findings) {
    const all = [...findings]
    const verdict = all.length === 0 ? 'No findings.' : countsOf(all)
    yield pageStart('Findings', tag`<h1>Findings</h1>\n<p class="verdict">${verdict}</p>`)
    for (const finding of all) yield findingCard(finding).html
    yield pageEnd
  },
  *diff(diff, compared) {
    const [base, revision] = [shown(compared.base), shown(compared.revision)]
    const heading = tag`<h1><code>${base}</code> → <code>${revision}</code></h1>`
    const verdict = tag`<p class="verdict">${verdictOf(diff)}</p>`
    yield pageStart(
      `${base} → ${revision}`,
      tag`${heading}\n${verdict}\n${versionNote(compared)}${opinionNote(compared)}${filters(diff)}`,
    )
    // The changes come worst first, so the operations do, too.
    for (const [operation, changes] of Map.groupBy(diff.changes, ({ subject }) => subjectText(subject))) {
      const held = impacts.filter((impact) => changes.some((change) => change.impact === impact))
      yield tag`<section class="${held.join(' ')}">\n<h2>${shown(operation)}</h2>\n`.html
      for (const change of changes) yield* changeCard(change, compared)
      yield '</section>\n'
    }
    yield pageEnd
  },
})

/** No script runs and nothing is fetched, whatever a contract says. */
function pageStart(title: string, body: Html): string {
  const style = readFileSync(new URL('html.css', import.meta.url), 'utf8')
  return tag`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
${rawHtml(style)}</style>
</head>
<body>
${body}
`.html
}

const pageEnd = '</body>\n</html>\n'

/** A box to tick for each impact there is. The style sheet hides what is not ticked. */
function filters({ changes }: Diff): Html {
  const boxes = impacts.flatMap((impact) => {
    const found = changes.filter((change) => change.impact === impact).length
    if (found === 0) return []
    return [tag`<label><input type="checkbox" id="show-${impact}" checked> ${found} ${impact}</label>\n`]
  })
  return boxes.length < 2 ? tag`` : tag`<fieldset class="filters">\n${boxes}</fieldset>\n`
}

function* changeCard(change: Change, compared: Compared): Iterable<string> {
  const { impact, message, rule, fingerprint } = change
  const next = nextStep(change)
  const why = whyOf(change)
  yield tag`<article class="${impact}">
<p><span class="impact">${impact}</span> ${sentence(message)}</p>
${source(changedLines(change, compared))}${next && tag`<p>${sentence(next)}</p>\n`}${why && tag`<details><summary>why it matters</summary><p>${sentence(why)}</p></details>\n`}`
    .html
  yield* others(change, compared)
  yield tag`<p class="rule"><code>${rule}</code> · <code>${fingerprint}</code></p>\n</article>\n`.html
}

function* others(change: Change, { expand }: Compared): Iterable<string> {
  const all = othersOf(change)
  if (all.length === 0) return
  const listed = expand ? all : all.slice(0, mostListed)
  yield tag`<details><summary>also reaches ${count(all.length, 'operation')}</summary>\n<ul>\n`.html
  for (const used of listed) yield tag`<li><code>${shown(subjectText(used))}</code></li>\n`.html
  if (listed.length < all.length)
    yield tag`<li>and ${all.length - listed.length} more: ask for <code>--expand</code></li>\n`.html
  yield '</ul></details>\n'
}

function findingCard({ rule, severity, message, place, help, known }: Finding): Html {
  const at = place && tag` at <code>${shown(placeText(place))}</code>`
  return tag`<article class="${known ? '' : toneOf[severity]}">
<p><span class="impact">${known ? 'known' : severity}</span> ${sentence(message)}</p>
${help && tag`<p>${sentence(help)}</p>\n`}<p class="rule"><code>${rule}</code>${at}</p>
</article>
`
}

function versionNote(compared: Compared): Html {
  const finding = compared.version?.finding
  if (!finding) return tag``
  const said = sentence(`${finding.message}. ${finding.help ?? ''}`)
  return tag`<div class="note"><p>${said}</p>\n${source(versionLines(compared))}</div>\n`
}

function opinionNote({ secondOpinion }: Compared): Html {
  const opinion = secondOpinion === undefined ? null : opinionText(secondOpinion)
  if (opinion === null) return tag``
  const differences = opinion.differences.map((one) => tag`<li>${shown(one)}</li>`)
  return tag`<div class="note"><p>${shown(opinion.sentence)}</p><ul>${differences}</ul></div>\n`
}

const classes = { '-': 'removed', '+': 'added', ' ': '' } as const

function source(lines: readonly ChangedLine[]): Html {
  if (lines.length === 0) return tag``
  const rows = lines.map(({ mark, place, text }) => {
    const code = text === null ? '' : shown(text.trim().slice(0, longestLine))
    return tag`<span class="${classes[mark]}"><code>${mark} ${code}</code><code class="place">${shown(placeText(place))}</code></span>`
  })
  return tag`<pre>${rows}</pre>\n`
}

/** A message quotes values in backticks. */
function sentence(message: string): readonly Html[] {
  return shown(message)
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 0 ? tag`${part}` : tag`<code>${part}</code>`))
}

/** Characters that reorder the words around them are shown as what they are. */
function shown(text: string): string {
  return terminalText(text)
}
