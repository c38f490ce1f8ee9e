/**
 * What a release changes, for the people who use the API: what breaks first, each with what to do about it. A changelog is a
 * Handlebars template filled with values that are Markdown already; `template.ts` holds what a template may do.
 */
import { markdownCode, markdownMessage, markdownText } from '../base/escaping.ts'
import { type Change, type Diff, isAddition, nameOf } from '../diff/change.ts'
import { defaultTemplate } from './default-template.ts'
import { compileTemplate, type Template } from './template.ts'

export interface Release {
  /** The API's title. */
  readonly title: string
  readonly semver: string
  /** What came before; `null`: this is the first release. */
  readonly previous: string | null
  /** `YYYY-MM-DD`; `null`: not released yet. */
  readonly date: string | null
  readonly diff: Diff
}

/** What a template can say of a change. Every value is Markdown. */
interface Entry {
  readonly operation: string
  readonly message: string
  readonly help: string
  readonly rule: string
  /** Which other operations it reaches; empty where none. */
  readonly others: string
}

/**
 * The Markdown of one release, by our own template or by a catalog's. Throws an `ApigovError` where a catalog's template runs
 * beyond its bounds.
 */
export function changelog(release: Release, template: Template = ownTemplate()): string {
  const { title, semver, previous, date, diff } = release
  const sections = Object.groupBy(diff.changes, sectionOf)
  const text = template.render({
    title: markdownText(title),
    version: /^[\w.+-]+$/.test(semver) ? semver : markdownText(semver),
    previous: markdownCode(previous ?? ''),
    date: date ?? '',
    first: previous === null,
    any: diff.changes.length > 0,
    bump: diff.bump,
    breaking: (sections.breaking ?? []).map(entryOf),
    dangerous: (sections.dangerous ?? []).map(entryOf),
    added: (sections.added ?? []).map(entryOf),
    changed: (sections.changed ?? []).map(entryOf),
    deprecated: (sections.deprecated ?? []).map(entryOf),
  })
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`
}

function sectionOf(change: Change): 'breaking' | 'dangerous' | 'added' | 'changed' | 'deprecated' {
  if (change.impact !== 'safe') return change.impact
  if (change.rule.includes('deprecated')) return 'deprecated'
  return isAddition(change) ? 'added' : 'changed'
}

function entryOf({ subject, message, help, rule, affects }: Change): Entry {
  const own = nameOf(subject)
  const others = affects.map(nameOf).filter((name) => name !== own)
  return {
    operation: own === '' ? '' : markdownCode(own),
    message: markdownMessage(message),
    help: markdownMessage(help),
    rule: markdownCode(rule),
    others: othersText(others),
  }
}

const mostNamed = 5

function othersText(others: readonly string[]): string {
  if (others.length === 0) return ''
  const named = others.slice(0, mostNamed).map(markdownCode).join(', ')
  const more = others.length - mostNamed
  return more > 0 ? `Also ${named} and ${more} more.` : `Also ${named}.`
}

function ownTemplate(): Template {
  const { template } = compileTemplate({ path: 'default-template.ts', text: defaultTemplate })
  if (template === null) throw new Error('our own changelog template does not compile')
  return template
}
