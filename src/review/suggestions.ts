/**
 * Fixes as suggestions: lines beside the diff that the author takes with one click. What they say is text of contracts, so that no
 * more trust is put in it than in the comment, and a fence holds it whatever it says.
 */
import { markdownCode, markdownMessage } from '../base/escaping.ts'
import { compareFindings, type Finding } from '../base/finding.ts'
import type { Fix } from '../base/fix.ts'
import type { LineEdit } from '../base/line-edits.ts'
import type { Lines } from '../base/repository.ts'
import type { Suggestion, SuggestionReview } from './forge.ts'
import type { Review } from './review.ts'
import { plural } from './title.ts'

/** So many stand beside a proposal at once; people read no more. */
const maxSuggestions = 20
/** Of a suggestion, in lines and in characters: beyond that nobody can see what it does. */
const maxLines = 50
const maxCharacters = 10_000
const maxMessage = 600

const reviewMarker = '<!-- apigov:suggestions -->'

export type Fixable = Finding & { readonly fix: Fix }

/**
 * Findings of the proposal that could be done away with, in the order of the files: not what the base has already, nor what waits
 * for somebody's word.
 */
export function fixable({ checks }: Pick<Review, 'checks'>): readonly Fixable[] {
  const findings = checks.flatMap(({ findings }) => findings)
  return findings.filter((finding): finding is Fixable => isOffered(finding)).sort(compareFindings)
}

function isOffered({ fix, known, awaits }: Finding): boolean {
  return fix !== undefined && known !== true && awaits === undefined
}

/** A fix that could be written as lines, and the pieces of its file that the forge shows. */
export interface Offer {
  readonly finding: Fixable
  readonly path: string
  readonly edit: LineEdit
  readonly hunks: readonly Lines[]
}

/**
 * The offers that a forge can show: within one piece of the difference, none over the lines of another. `all`: how many fixes there
 * are. `null` where there is nothing to show.
 */
export function suggestionReview(offers: readonly Offer[], all: number): SuggestionReview | null {
  const taken: Offer[] = []
  for (const offer of offers) {
    if (taken.length === maxSuggestions) break
    if (isShown(offer) && isReadable(offer) && !taken.some((other) => overlap(offer, other))) taken.push(offer)
  }
  if (taken.length === 0) return null
  const more = all - taken.length
  const sentence =
    more === 0
      ? ''
      : ` \`apigov lint --fix\` makes ${more} more: they are on lines that this proposal does not show, too long to read here, or too many.`
  return {
    marker: reviewMarker,
    body: `${reviewMarker}\n${plural(taken.length, 'fix', 'es')} to take with one click.${sentence}`,
    suggestions: taken.map(suggestion),
  }
}

function isShown({ edit, hunks }: Offer): boolean {
  return hunks.some(({ from, to }) => from <= edit.from && edit.to <= to)
}

function isReadable({ edit: { from, to, lines } }: Offer): boolean {
  return to - from < maxLines && lines.length <= maxLines && lines.join('\n').length <= maxCharacters
}

function overlap(a: Offer, b: Offer): boolean {
  return a.path === b.path && a.edit.from <= b.edit.to && b.edit.from <= a.edit.to
}

function suggestion({ finding, path, edit: { from, to, lines } }: Offer): Suggestion {
  const marker = `<!-- apigov:suggestion ${finding.fingerprint} -->`
  const message = finding.message.length > maxMessage ? `${finding.message.slice(0, maxMessage)}…` : finding.message
  const text = `${markdownMessage(message)} (${markdownCode(finding.rule)}). ${markdownMessage(finding.fix.title)}`
  return { path, from, to, marker, body: [marker, text, fenced(lines)].join('\n\n') }
}

/** CommonMark 4.5: nothing but as long a run of backticks ends a fence, so it is longer than any inside. */
function fenced(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(2, ...runs) + 1)
  return [`${fence}suggestion`, ...lines, fence].join('\n')
}
