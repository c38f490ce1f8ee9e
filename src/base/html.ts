/**
 * Pages are functions that return `Html`. The tag escapes every value put into it unless it is `Html` already, so that
 * forgetting to escape is not possible, only deciding not to (`rawHtml`).
 */

export interface Html {
  readonly html: string
}

// A class and not a mark in the object: a contract can hold `{ "html": "<script>" }`, but no JSON makes an instance.
class Markup implements Html {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}

type Value = Html | string | number | boolean | null | undefined | readonly Value[]

/**
 * Throws where a value is none of the allowed kinds, as unchecked JSON can be.
 *
 * @example html`<li title="${title}">${items.map((item) => html`<b>${item}</b>`)}</li>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? ''
  values.forEach((value, index) => {
    text += rendered(value) + (strings[index + 1] ?? '')
  })
  return new Markup(text)
}

/** Marks text as markup. Only for text this program wrote itself. */
export function rawHtml(text: string): Html {
  return new Markup(text)
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
  if (value instanceof Markup) return value.html
  throw new TypeError('only text, numbers and markup made by `html` go into a page')
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
