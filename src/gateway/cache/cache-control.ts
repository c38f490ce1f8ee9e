/** What `Cache-Control` and its elders say (RFC 9111 section 5). */
import type { AnswerHead } from '../answer.ts'

/** Directives in lower case; those with a number have it. */
export type Directives = ReadonlyMap<string, string>

const none: Directives = new Map()

/** @param field its value, repeated ones joined with a comma. */
export function directivesOf(field: string | undefined): Directives {
  const text = field ?? ''
  if (text === '') return none
  // A list that is longer than anybody means is one that nobody reads alike: nothing is kept.
  if (text.length > 1000) return new Map([['no-store', '']])
  const directives = new Map<string, string>()
  for (const each of text.split(',')) {
    const [name = '', value = ''] = each.split('=')
    const key = name.trim().toLowerCase()
    // Said twice, the first counts (RFC 9111 section 4.2.1 lets us choose).
    if (key !== '' && !directives.has(key)) directives.set(key, value.trim().replace(/^"(.*)"$/, '$1'))
  }
  return directives
}

/** Whole seconds; `undefined` where the directive is not there, 0 where its number is none. */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const value = directives.get(name)
  if (value === undefined) return undefined
  return /^\d{1,10}$/.test(value) ? Number(value) : 0
}

/** How long an answer is fresh by its own word, in milliseconds from when it was made (RFC 9111 section 4.2.1). Nothing is guessed. */
export function lifetimeOf(head: AnswerHead, directives: Directives, now: number): number {
  const seconds = secondsOf(directives, 's-maxage') ?? secondsOf(directives, 'max-age')
  if (seconds !== undefined) return seconds * 1000
  const expires = Date.parse(head.get('expires') ?? '')
  const date = Date.parse(head.get('date') ?? '')
  return Number.isNaN(expires) ? 0 : expires - (Number.isNaN(date) ? now : date)
}

/** Statuses whose answers may be kept where they say for how long; parts and answers to conditions are not among them. */
const kept = new Set([200, 203, 300, 301, 308, 404, 410])

/**
 * Whether a cache that is shared may keep an answer (RFC 9111 sections 3 and 3.5).
 * @param isPersonal the request proved who it is, and the answer would be given to others.
 */
export function mayKeep(head: AnswerHead, directives: Directives, isPersonal: boolean): boolean {
  if (!kept.has(head.status)) return false
  if (directives.has('no-store') || directives.has('private') || directives.has('no-cache')) return false
  if (head.get('set-cookie') !== undefined || /(?:^|,)\s*\*/.test(head.get('vary') ?? '')) return false
  return !isPersonal || directives.has('public') || directives.has('s-maxage')
}
