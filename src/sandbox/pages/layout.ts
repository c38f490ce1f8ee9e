import { type Html, html } from '../../base/html.ts'
import type { Account, CheckRun, Repository } from '../records.ts'
import { accountOf, fullName, type World } from '../world.ts'

export interface Page {
  readonly title: string
  /** Crumbs after the brand. */
  readonly where?: readonly { readonly text: string; readonly href: string }[]
  readonly body: Html
}

export function document(page: Page): string {
  const { title, where = [], body } = page
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · sandbox</title><link rel="stylesheet" href="/_sandbox/style.css"><link rel="icon" href="/_sandbox/icon.svg">
</head>
<body>
<header class="top"><div><a class="brand" href="/">apigov sandbox</a>
<nav class="where" aria-label="Where">${where.map(({ text, href }, index) => html`${index > 0 ? ' / ' : ''}<a href="${href}">${text}</a>`)}</nav>
<span class="note">a local forge, for trying things out</span></div></header>
<main>${body}</main>
</body>
</html>`.html
}

export function crumbs(world: World, repo: Repository) {
  const name = fullName(world, repo)
  return [{ text: name, href: `/${name}` }]
}

export function by(world: World, userId: number): Html {
  const account: Account = accountOf(world, userId)
  const bot = account.type === 'Bot'
  return html`<span class="by"><img src="/avatars/${account.id}" alt=""> <strong>${account.login.replace(/\[bot\]$/, '')}</strong>${bot ? html` <span class="badge">bot</span>` : null}</span>`
}

export function when(time: string): Html {
  return html`<time datetime="${time}" class="soft">${time.slice(0, 16).replace('T', ' ')} UTC</time>`
}

export function state(of: string, text = of.replaceAll('_', ' ')): Html {
  return html`<span class="state ${of}">${text}</span>`
}

/** A sign and a word: colour alone tells not everyone. */
export function verdict(run: Pick<CheckRun, 'status' | 'conclusion'>): {
  readonly kind: string
  readonly sign: Html
  readonly text: string
} {
  const text = run.conclusion ?? run.status
  const kind =
    text === 'success'
      ? 'success'
      : ['failure', 'timed_out', 'action_required', 'cancelled'].includes(text)
        ? 'failure'
        : ['neutral', 'skipped'].includes(text)
          ? 'neutral'
          : 'pending'
  const signs: Record<string, string> = { success: '✓', failure: '✕', neutral: '–', pending: '•' }
  return {
    kind,
    text: text.replaceAll('_', ' '),
    sign: html`<span class="dot ${kind}" aria-hidden="true">${signs[kind]}</span>`,
  }
}

export function tabs(
  current: string,
  entries: readonly { readonly text: string; readonly href: string; readonly count?: number }[],
): Html {
  return html`<nav class="tabs" aria-label="Sections">${entries.map(({ text, href, count }) => {
    const name = html`${text}${count === undefined ? null : html`<span class="count">${count}</span>`}`
    return text === current
      ? html`<a href="${href}" aria-current="page">${name}</a>`
      : html`<a href="${href}">${name}</a>`
  })}</nav>`
}

export function empty(text: string): Html {
  return html`<p class="empty">${text}</p>`
}

export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5cad"/><path d="M8 22h16M8 16h16M8 10h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'

/** Letters on a colour that follows from the name. */
export function avatar(account: Account): string {
  const hue = [...account.login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="hsl(${hue} 42% 45%)"/><text x="20" y="26" fill="#fff" font-family="sans-serif" font-size="17" font-weight="600" text-anchor="middle">${account.login.slice(0, 1).toUpperCase()}</text></svg>`
    .html
}
