/**
 * Pages are functions that return `Html`. The tag escapes every value put into it unless it is `Html` already, so that
 * forgetting to escape is not possible, only deciding not to (`rawHtml`).
 */

export interface Html {
  readonly html: string
}

type Value = Html | string | number | boolean | null | undefined | readonly Value[]

/** @example html`<li title="${title}">${items.map((item) => html`<b>${item}</b>`)}</li>` */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? ''
  values.forEach((value, index) => {
    text += rendered(value) + (strings[index + 1] ?? '')
  })
  return { html: text }
}

/** Marks text as markup. Only for text this program wrote itself. */
export function rawHtml(text: string): Html {
  return { html: text }
}

/** Escapes for element content and for attribute values in either quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function rendered(value: Value): string {
  if (value === null || value === undefined || value === false || value === true) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(rendered).join('')
  return value.html
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
