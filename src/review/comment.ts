/**
 * The one comment a proposal has: the verdict first, then who must do what. It is edited in place as the proposal moves, so it
 * always speaks of the last commit. All text of contracts, files and people is escaped here; nothing of it can become markup.
 */
import { markdownCode, markdownMessage, markdownText } from '../base/escaping.ts'
import { type Finding, isFailing } from '../base/finding.ts'
import type { Place } from '../base/place.ts'
import { type Change, nameOf } from '../diff/change.ts'
import type { Approval } from '../policy/check.ts'
import { fitting } from '../report/fitting.ts'
import type { CheckName, Conclusion, ContractReview, GatewayPlan, Review } from './review.ts'
import { planTitle, plural, short } from './title.ts'

/** By this the comment is found again. */
export const commentMarker = '<!-- apigov:review -->'

/** A forge's comment holds 65,536 characters; beyond this the least important is left out and a sentence says so. */
const maxCharacters = 60_000
/** A message quotes a contract, and a contract can hold a megabyte where a word was expected. */
const maxMessage = 600

export interface CommentOptions {
  /** Where a file of the head is shown, without a slash at the end: `https://github.com/acme/catalog/blob/<commit>`. */
  readonly filesUrl?: string | null
}

/** The comment's Markdown. */
export function reviewComment(review: Review, { filesUrl }: CommentOptions = {}): string {
  const at = (place: Place | null) => linkTo(place, filesUrl)
  const blocks = [
    commentMarker,
    ...verdict(review),
    checksTable(review),
    ...approvals(review),
    ...review.contracts.flatMap((contract) => contractBlocks(contract, severalCatalogs(review), at)),
    ...otherFindings(review, at),
    ...gateway(review),
  ]
  const footer = `<sub>Commit ${markdownCode(short(review.head))} against ${markdownCode(short(review.base))}. The same verdict on your machine: ${markdownCode(`apigov review --base ${short(review.base)} --head ${short(review.head)}`)}</sub>`
  return `${bounded(blocks, footer)}\n`
}

const icon: Readonly<Record<Conclusion, string>> = { success: '✅', failure: '❌', waiting: '⏳' }

function verdict({ conclusion, checks, approvals }: Review): readonly string[] {
  const failed = checks.filter((check) => check.conclusion === 'failure').map(({ name }) => name)
  const teams = [...new Set(approvals.filter(({ givenBy }) => givenBy === null).map(({ team }) => team))]
  const headline = {
    success: 'Ready to merge',
    waiting: `Waiting for ${listed(teams.map(markdownText))}`,
    failure: `${listed(failed)} ${failed.length === 1 ? 'needs' : 'need'} repair`,
  }[conclusion]
  return [`## ${icon[conclusion]} ${headline}`]
}

function checksTable({ checks }: Review): string {
  const rows = checks.map(
    ({ name, conclusion, title }) => `| ${icon[conclusion]} | **${name}** | ${markdownText(title)} |`,
  )
  return ['| | Check | |', '|---|---|---|', ...rows].join('\n')
}

function approvals({ approvals }: Review): readonly string[] {
  if (approvals.length === 0) return []
  const rows = approvals.map(
    ({ team, forge, because, files, givenBy }: Approval) =>
      `| ${givenBy === null ? '⏳' : '✅'} | ${markdownText(team)}${forge && ` (${markdownCode(forge)})`} | ${markdownMessage(because)} | ${filesText(files)} | ${givenBy === null ? 'wanted' : `given by ${markdownText(givenBy)}`} |`,
  )
  return ['### Approvals', ['| | Team | Because it | For | |', '|---|---|---|---|---|', ...rows].join('\n')]
}

function filesText(files: readonly string[]): string {
  const shown = files.slice(0, 3).map(markdownCode).join(', ')
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown
}

function contractBlocks(
  contract: ContractReview,
  qualified: boolean,
  at: (place: Place | null) => string,
): readonly string[] {
  const { catalog, api, version, diff, semver, promised } = contract
  const name = `${qualified ? `${catalog}/` : ''}${api}/${version}`
  const changes = diff?.changes ?? []
  if (changes.length === 0 && semver.base === semver.head) return []
  const moved = semver.base === semver.head ? semver.head : `${semver.base ?? 'new'} → ${semver.head ?? 'gone'}`
  const title = `### ${markdownText(name)} · ${markdownText(moved ?? 'unreadable')}`
  const state = promised || semver.base === null ? [] : ['_Nobody relies on it yet: it may break._']
  const weighed = changes.filter(({ impact }) => impact !== 'safe')
  const safe = changes.filter(({ impact }) => impact === 'safe')
  return [
    title,
    ...state,
    ...bumpText(contract),
    ...weighed.map((change) => changeText(change, contract, at)),
    ...exceptionHint(contract),
    ...folded(
      plural(safe.length, 'safe change'),
      safe.map(
        (change) =>
          `- ${whereOf(change)}${markdownMessage(cut(change.message))} ${change.revision ? at(change.revision) : placeCode(change.base)}`,
      ),
    ),
  ]
}

function bumpText({ semver, wanted, promised }: ContractReview): readonly string[] {
  if (!wanted) return []
  const done = semver.head === wanted.semver
  const wants = `These changes ask for a **${wanted.bump}** version: ${markdownCode(wanted.semver)}`
  if (done) return [`${wants}, as ${markdownCode('info.version')} says.`]
  const has = semver.head === null ? '' : ` (${markdownCode('info.version')} says ${markdownCode(semver.head)})`
  return [promised && wanted.bump === 'major' ? `${wants}, a new major line${has}.` : `${wants}${has}.`]
}

/** The file to add where a break is meant, ready to be copied. */
function exceptionHint({ diff, excepted, awaited, promised, api }: ContractReview): readonly string[] {
  const covered = [...excepted, ...awaited]
  const open = diff?.changes.find(({ impact, fingerprint }) => impact === 'breaking' && !covered.includes(fingerprint))
  if (!open || !promised) return []
  const file = ['for: change', `fingerprint: "${open.fingerprint}"`, 'reason: …', 'expires: …']
  const name = markdownCode(`exceptions/${api}-${open.rule}.yaml`)
  return folded('It is meant to break?', [
    `One file for each change, such as ${name}, permits it once its approval is given:`,
    ['```yaml', ...file, '```'].join('\n'),
  ])
}

function changeText(
  change: Change,
  { excepted, awaited }: ContractReview,
  at: (place: Place | null) => string,
): string {
  const { impact, message, help, rule, fingerprint, affects, base, revision } = change
  const isExcepted = excepted.includes(fingerprint)
  const isAwaited = awaited.includes(fingerprint)
  const mark = isExcepted ? '☑️' : isAwaited ? '⏳' : impact === 'breaking' ? '❌' : '⚠️'
  const label = isExcepted ? 'Permitted' : isAwaited ? `${impact}, permitted once it is approved` : impact
  const others = affects.length > 1 ? `, ${plural(affects.length, 'operation')} affected` : ''
  return [
    `- ${mark} **${label}** ${whereOf(change)}${markdownMessage(cut(message))} ${revision ? at(revision) : placeCode(base)}`,
    ...(isExcepted || isAwaited || help === '' ? [] : [`  **Do:** ${markdownMessage(cut(help))}`]),
    `  <sub>${markdownCode(rule)}${others} · ${markdownCode(fingerprint)}</sub>`,
  ].join('\n')
}

/** The operation, message, type or method a change is about, where its message does not name it. */
function whereOf({ subject, message }: Change): string {
  const known = subject.kind === 'operation' ? subject.path : nameOf(subject)
  return message.includes(known) ? '' : `${markdownCode(nameOf(subject))}: `
}

/** What the checks found besides changes of contracts, failing first; notes are folded away, and what was there before is counted. */
function otherFindings({ checks, contracts }: Review, at: (place: Place | null) => string): readonly string[] {
  const changes = new Set(contracts.flatMap(({ diff }) => diff?.changes ?? []).map(({ fingerprint }) => fingerprint))
  const all = checks.flatMap(({ name, findings }) =>
    findings
      .filter(({ fingerprint, known }) => !changes.has(fingerprint) && !known)
      .map((finding) => ({ check: name, finding })),
  )
  const loud = all.filter(({ finding }) => isFailing(finding, 'warning'))
  const quiet = all.filter(({ finding }) => !isFailing(finding, 'warning'))
  const text = ({ check, finding }: { check: CheckName; finding: Finding }) => findingText(check, finding, at)
  return [
    ...(loud.length > 0 ? ['### To repair'] : []),
    ...loud.filter(({ finding }) => finding.severity === 'error').map(text),
    ...loud.filter(({ finding }) => finding.severity === 'warning').map(text),
    ...folded(plural(quiet.length, 'note'), quiet.map(text)),
    ...contracts.flatMap(knownText),
  ]
}

/** The ratchet: how much of what the base has is still there. */
function knownText({ api, version, known: { base, head } }: ContractReview): readonly string[] {
  if (base === 0) return []
  const name = markdownCode(`${api}/${version}`)
  const left = head === 0 ? 'none is left' : head === base ? 'all are there still' : `${head} are left`
  return [
    `_${name}: of ${plural(base, 'known finding')} ${left}; they fail nothing, and the check \`lint\` lists them._`,
  ]
}

function findingText(check: CheckName, finding: Finding, at: (place: Place | null) => string): string {
  const mark = finding.awaits ? '⏳' : { error: '❌', warning: '⚠️', info: 'ℹ️' }[finding.severity]
  const first = `- ${mark} ${markdownMessage(cut(finding.message))} ${at(finding.place)}`
  const help = finding.help ? [`  **Do:** ${markdownMessage(cut(finding.help))}`] : []
  return [
    first,
    ...help,
    `  <sub>${check} · ${markdownCode(finding.rule)} · ${markdownCode(finding.fingerprint)}</sub>`,
  ].join('\n')
}

function gateway({ gateway }: Review): readonly string[] {
  const moved = gateway.filter(({ unchanged }) => !unchanged)
  if (moved.length === 0) return []
  return ['### After the merge, the gateways', ...moved.flatMap(planBlocks)]
}

function planBlocks(plan: GatewayPlan): readonly string[] {
  const lines = [
    ...plan.added.map((id) => `- ➕ ${markdownCode(id)}`),
    ...plan.removed.map((id) => `- ➖ ${markdownCode(id)}`),
    ...plan.altered.map((id) => `- ✏️ ${markdownCode(id)}`),
    ...plan.others.map((id) => `- ⚙️ ${markdownText(id)}`),
  ]
  return folded(markdownText(planTitle(plan)), lines)
}

/** Lines behind a summary. One block per handful, so that a long list is cut in its middle and not dropped whole. */
function folded(summary: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return []
  const size = 50
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, index) => {
    const more = index === 0 ? '' : ', continued'
    const part = lines.slice(index * size, (index + 1) * size)
    return `<details><summary>${summary}${more}</summary>\n\n${part.join('\n')}\n\n</details>`
  })
}

function bounded(blocks: readonly string[], footer: string): string {
  const { kept, left } = fitting(blocks, maxCharacters - footer.length - 200, 2)
  const note = `_${left === 1 ? 'One entry' : `${left} entries`} left out for want of room: the checks list everything._`
  return [...kept, ...(left > 0 ? [note] : []), '---', footer].join('\n\n')
}

/** What is gone stood in the base, where no link of ours leads. */
function placeCode(place: Place | null): string {
  return place ? markdownCode(`${place.file}:${place.line}`) : ''
}

function linkTo(place: Place | null, filesUrl: string | null | undefined): string {
  if (!place || !filesUrl) return placeCode(place)
  const path = place.file.split('/').map(encodeURIComponent).join('/').replace(/[()]/g, encodeParenthesis)
  return `[${placeCode(place)}](${filesUrl}/${path}#L${place.line})`
}

function encodeParenthesis(character: string): string {
  return character === '(' ? '%28' : '%29'
}

function cut(text: string): string {
  return text.length <= maxMessage ? text : `${text.slice(0, maxMessage)}…`
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en', { style: 'long' }).format(names)
}

function severalCatalogs({ contracts }: Review): boolean {
  return new Set(contracts.map(({ catalog }) => catalog)).size > 1
}
