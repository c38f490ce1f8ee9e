/**
 * The part of Markdown that people and Apps write in comments and releases, as safe HTML: nothing of the text becomes markup
 * but through the tags below, links lead to http(s) or within the page's host, images are only named.
 */
import { type Html, html, rawHtml } from '../../base/html.ts'

const maxDepth = 8

export function markdown(text: string, depth = 0): Html {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n')
  const blocks: Html[] = []
  let at = 0
  while (at < lines.length) {
    const { block, next } = blockAt(lines, at, depth)
    if (block !== null) blocks.push(block)
    at = Math.max(next, at + 1)
  }
  return html`${blocks}`
}

interface Block {
  readonly block: Html | null
  readonly next: number
}

function blockAt(lines: readonly string[], at: number, depth: number): Block {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { block: null, next: at + 1 }
  const fence = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1]
  if (fence !== undefined) return fenced(lines, at, fence)
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
  if (heading !== null) return { block: headingOf(heading[1]?.length ?? 1, heading[2] ?? ''), next: at + 1 }
  if (/^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) return { block: html`<hr>`, next: at + 1 }
  const tag = tagLine(line)
  if (tag !== null) return { block: tag, next: at + 1 }
  if (line.startsWith('>')) {
    const quoted = run(lines, at, (one) => one.startsWith('>'))
    const inner = quoted.map((one) => one.replace(/^>\s?/, '')).join('\n')
    return { block: html`<blockquote>${nested(inner, depth)}</blockquote>`, next: at + quoted.length }
  }
  if (line.includes('|') && /^\s*\|?(\s*:?-+:?\s*\|)+\s*:?-*:?\s*$/.test(lines[at + 1] ?? '')) return table(lines, at)
  if (marker.test(line)) return list(lines, at, depth)
  const paragraph = run(lines, at, (one, index) => one.trim() !== '' && (index === 0 || !startsBlock(one)))
  return { block: html`<p>${inline(paragraph.join('\n'))}</p>`, next: at + paragraph.length }
}

const marker = /^(\s*)([-*+]|\d{1,9}[.)])\s+/

function startsBlock(line: string): boolean {
  return /^(\s{0,3}(`{3,}|~{3,})|#{1,6}\s|>)/.test(line) || marker.test(line) || tagLine(line) !== null
}

function run(lines: readonly string[], at: number, belongs: (line: string, index: number) => boolean): string[] {
  const taken: string[] = []
  for (let index = at; index < lines.length && belongs(lines[index] ?? '', index - at); index++)
    taken.push(lines[index] ?? '')
  return taken
}

function fenced(lines: readonly string[], at: number, fence: string): Block {
  const inner = run(lines, at + 1, (line) => !line.trim().startsWith(fence))
  const language = (lines[at] ?? '').trim().slice(fence.length).trim()
  const body = language === 'diff' ? inner.map(diffLine) : html`${inner.join('\n')}`
  return { block: html`<pre><code>${body}</code></pre>`, next: at + inner.length + 2 }
}

function diffLine(line: string): Html {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : ''
  return html`<span class="${kind}">${line}\n</span>`
}

function headingOf(level: number, text: string): Html {
  const name = rawHtml(`h${Math.min(level + 1, 6)}`)
  return html`<${name}>${inline(text)}</${name}>`
}

/** Folding sections, which Apps use for long lists. Only these tags, only alone on a line, without attributes but `open`. */
function tagLine(line: string): Html | null {
  const text = line.trim()
  if (/^<details( open)?>$/.test(text)) return rawHtml(text)
  if (text === '</details>') return rawHtml(text)
  const summary = /^(<details>)?<summary>(.*)<\/summary>$/.exec(text)
  if (summary === null) return null
  const inner = (summary[2] ?? '').replace(/<\/?(b|strong|code)>/g, '')
  return html`${rawHtml(summary[1] ?? '')}<summary>${inline(inner)}</summary>`
}

function table(lines: readonly string[], at: number): Block {
  const rows = run(lines, at, (line) => line.includes('|') && line.trim() !== '')
  const cells = (row: string) =>
    row
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.trim().replaceAll('\\|', '|')))
  const [head = '', , ...body] = rows
  return {
    block: html`<div class="scroll"><table><thead><tr>${cells(head).map((cell) => html`<th>${cell}</th>`)}</tr></thead>
      <tbody>${body.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`,
    next: at + rows.length,
  }
}

function list(lines: readonly string[], at: number, depth: number): Block {
  const own = marker.exec(lines[at] ?? '')
  const indent = own?.[1]?.length ?? 0
  const ordered = /\d/.test(own?.[2] ?? '')
  const items: string[][] = []
  let index = at
  for (; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const item = marker.exec(line)
    const spaces = line.length - line.trimStart().length
    if (item !== null && (item[1]?.length ?? 0) <= indent) {
      if ((item[1]?.length ?? 0) < indent || /\d/.test(item[2] ?? '') !== ordered) break
      items.push([line.slice(item[0].length)])
    } else if (line.trim() === '') {
      const after = lines[index + 1] ?? ''
      if (!marker.test(after) && after.length - after.trimStart().length <= indent) break
      items.at(-1)?.push('')
    } else if (spaces <= indent) break
    else items.at(-1)?.push(line.slice(Math.min(spaces, indent + 2)))
  }
  const body = items.map((item) => html`<li>${itemBody(item, depth)}</li>`)
  return { block: ordered ? html`<ol>${body}</ol>` : html`<ul>${body}</ul>`, next: index }
}

function itemBody(lines: readonly string[], depth: number): Html {
  const text = lines.join('\n').trimEnd()
  const single = !text.includes('\n')
  const task = /^\[([ xX])\]\s+(.*)$/s.exec(text)
  if (task !== null) return html`${task[1] === ' ' ? '☐' : '☑'} ${inline(task[2] ?? '')}`
  return single ? inline(text) : nested(text, depth)
}

/** Deeper than anyone reads it stays text: nesting is in the writer's hand, our stack is not. */
function nested(text: string, depth: number): Html {
  return depth >= maxDepth ? html`${text}` : markdown(text, depth + 1)
}

const inlines = new RegExp(
  [
    String.raw`(?<escape>\\[!-/:-@[-\`{-~])`,
    '(?<fence>`+)(?<code>[^`]|[^`][\\s\\S]{0,2000}?[^`])\\k<fence>(?!`)',
    '(?<entity>&(?:lt|gt|amp|quot|nbsp|#39);)',
    String.raw`(?<image>!?)\[(?<label>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]\((?<target>[^\s()]*)\)`,
    String.raw`\*\*(?<bold>[^\s*](?:[^*]*[^\s*])?)\*\*`,
    String.raw`(?<![\w*])[*_](?<italic>[^\s*_](?:[^*_]*[^\s*_])?)[*_](?![\w*])`,
    '~~(?<struck>[^~]+)~~',
    String.raw`(?<url>https?://[^\s<>()"']*[^\s<>()"'.,;:!?])`,
    '(?<tag><br ?/?>|</?(?:b|strong|em|i|code|sub|sup|kbd)>)',
  ].join('|'),
  'g',
)

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
  '&#39;': "'",
}

function inline(text: string): Html {
  const parts: (Html | string)[] = []
  let end = 0
  for (const match of text.matchAll(inlines)) {
    parts.push(text.slice(end, match.index), inlineOf(match))
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  return html`${parts}`
}

function inlineOf(match: RegExpExecArray): Html | string {
  const part = match.groups ?? {}
  if (part['escape'] !== undefined) return part['escape'].slice(1)
  if (part['code'] !== undefined) return html`<code>${part['code'].replace(/^ (.*) $/s, '$1')}</code>`
  if (part['entity'] !== undefined) return entities[part['entity']] ?? part['entity']
  if (part['label'] !== undefined) return link(part['label'], part['target'] ?? '', part['image'] === '!')
  if (part['bold'] !== undefined) return html`<strong>${inline(part['bold'])}</strong>`
  if (part['italic'] !== undefined) return html`<em>${inline(part['italic'])}</em>`
  if (part['struck'] !== undefined) return html`<del>${inline(part['struck'])}</del>`
  if (part['url'] !== undefined) return html`<a href="${part['url']}" rel="nofollow noopener">${part['url']}</a>`
  // What opens must close: `<br>` is kept, the others lose their marks and keep their text.
  return part['tag']?.startsWith('<br') ? html`<br>` : ''
}

function link(label: string, target: string, image: boolean): Html {
  if (image) return html`<em>${label}</em>`
  const safe = /^(https?:\/\/|\/(?!\/)|#)/.test(target)
  return safe ? html`<a href="${target}" rel="nofollow noopener">${inline(label)}</a>` : html`${inline(label)}`
}
