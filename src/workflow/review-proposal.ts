/**
 * The story of a proposal: fetch, judge, tell. Any of it may be killed at any point and run again: what should be is compared
 * with what is on the forge, and only the difference is written. So a check is concluded once, whatever happened before.
 */
import { createHash } from 'node:crypto'
import { ApigovError, messageOf } from '../base/errors.ts'
import type { Clock } from '../base/ports.ts'
import type { Repository } from '../base/repository.ts'
import type { Tree } from '../base/tree.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import { type Addresses, noAddresses } from '../lint/addresses.ts'
import type { Circumstances, ForgeReview } from '../policy/circumstances.ts'
import { addressedRulesets } from '../review/addressed-rulesets.ts'
import { commentMarker, reviewComment } from '../review/comment.ts'
import type { Proposal, ProposalForge, PublishedCheck, SuggestionReview } from '../review/forge.ts'
import type { Judge } from '../review/judge.ts'
import { type AskOpinions, type ContractOpinion, opinionsText } from '../review/opinions.ts'
import { reviewQuestion } from '../review/question.ts'
import { circumstancesOf, replayText } from '../review/replay.ts'
import { checkReports } from '../review/reports.ts'
import { checkNames, type Review } from '../review/review.ts'
import { releasedIn } from '../review/tags.ts'
import { review } from '../review/verdict.ts'
import { askingOnce } from './asking-once.ts'
import { headMissing, proposalConflicts } from './errors.ts'
import { secondOpinionsOn } from './second-opinions.ts'
import { isClosing, stopped } from './stop.ts'
import { suggestionsFor } from './suggest-fixes.ts'
import { inProgressReport, supersededReport, unansweredComment, unansweredReports } from './tell-review.ts'

export interface ReviewDesk {
  readonly forge: ProposalForge
  readonly repository: Repository
  readonly judge: Judge
  readonly clock: Clock
  /** Where it is missing nobody else is asked. */
  readonly askOpinions?: AskOpinions
  /** Where rulesets of the base are found that it names by address; where it is missing none is fetched. */
  readonly addresses?: Addresses
}

export interface ReviewWish {
  /** Judge although these checks are there already: somebody asked for it. */
  readonly again?: boolean
  /** Aborted with a `StopReason`. */
  readonly signal: AbortSignal
}

/** Answers the verdict; `null` where there is none to tell: the proposal is closed, its checks stand, or it has moved on meanwhile. */
export async function reviewProposal(number: number, desk: ReviewDesk, wish: ReviewWish): Promise<Review | null> {
  const { forge, repository, clock } = desk
  const proposed = await forge.proposal(number)
  if (!proposed.open) return null
  const reviews = await forge.reviews(number)
  const current = await attempt(() => currentBase(proposed, repository))
  if ('error' in current)
    return isClosing(wish.signal) ? null : await tell(proposed, keyOf(proposed, reviews, clock), current, forge)
  const proposal = { ...proposed, base: current.answer }
  const key = keyOf(proposal, reviews, clock)
  const before = await forge.checks(proposal.head.commit)
  if (!wish.again && areConcluded(before, key)) return null

  // What an earlier run concluded before it was killed stands; what it could not ask must not flicker with every attempt.
  const spared = before.filter(
    (check) => check.conclusion !== null && !wish.again && [key, notAsked(key)].includes(check.key),
  )
  await markInProgress(proposal, key, spared, forge)
  const verdict = await Promise.race([attempt(() => ask(proposal, reviews, desk)), stopped(wish.signal)])
  if (isClosing(wish.signal)) return null
  if ((await forge.proposal(number)).head.commit !== proposal.head.commit) {
    await abandon(proposal, key, forge)
    return null
  }
  if (verdict === null) return null // what people said has changed: the next run asks again
  return await tell(proposal, key, verdict, forge)
}

/** True where every check is concluded for just this question. What could not be asked has another key, so that it is asked again. */
export function areConcluded(checks: readonly PublishedCheck[], key: string): boolean {
  return checkNames.every((name) =>
    checks.some((check) => check.name === name && check.conclusion !== null && check.key === key),
  )
}

/** Fixes what is judged: base, head, what people said, and the day, because exceptions end and versions retire. */
export function keyOf(proposal: Proposal, reviews: readonly ForgeReview[], clock: Clock): string {
  const question = [1, proposal.base.commit, proposal.head.commit, proposal.author, reviews, today(clock)]
  return createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 32)
}

/** The base as it is now: a forge tells where the base stood when the proposal was last pushed to. */
export async function currentBase({ base }: Proposal, repository: Repository): Promise<Proposal['base']> {
  await repository.fetch()
  return { ...base, commit: (await repository.resolve(`refs/heads/${base.branch}`)) ?? base.commit }
}

interface Verdict {
  readonly review: Review
  /** What it was reached from, beside the two trees. */
  readonly circumstances: Circumstances
  /** What is told beside it and no part of it. */
  readonly opinions: readonly ContractOpinion[]
  readonly suggestions: SuggestionReview | null
}

type Attempt<T> = { readonly answer: T } | { readonly error: unknown }

/** What was answered, or why not: it is told either way. */
async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { answer: await ask() }
  } catch (error) {
    return { error }
  }
}

async function ask(proposal: Proposal, reviews: readonly ForgeReview[], desk: ReviewDesk): Promise<Verdict> {
  const { forge, repository, clock } = desk
  const { base, head, author } = proposal
  const judge = askingOnce(desk.judge)
  if ((await repository.resolve(head.commit)) === null) throw headMissing(head.commit)
  const question = await reviewQuestion(repository, base.commit, head.commit)
  if (!question) throw proposalConflicts(base.branch)
  const circumstances: Circumstances = {
    format: 1,
    now: new Date(clock.now()).toISOString(),
    author,
    reviews,
    members: {},
    released: releasedIn((await repository.tags()).keys(), await catalogsOf(question.head)),
    ...(await addressedRulesets(question.base, desk.addresses ?? noAddresses)),
  }
  // Which teams to ask the forge for is itself part of the verdict. Asking twice costs little: answers are kept by content.
  const first = await review({ ...question, circumstances }, judge)
  const opinions = desk.askOpinions ? secondOpinionsOn(first, question, judge, desk.askOpinions) : []
  const teams = [...new Set(first.approvals.map((approval) => approval.forge))]
  const members = Object.fromEntries(
    await Promise.all(teams.map(async (team) => [team, await forge.members(team)] as const)),
  )
  const kept = circumstancesOf(first, { ...circumstances, members })
  const verdict = await review({ ...question, circumstances: kept }, judge)
  const suggestions = await attempt(() => suggestionsFor(verdict, proposal, question.head, desk))
  return {
    review: verdict,
    circumstances: kept,
    opinions: await opinions,
    // Whoever could not be asked for them has said all that matters.
    suggestions: 'answer' in suggestions ? suggestions.answer : null,
  }
}

async function catalogsOf(tree: Tree): Promise<readonly Catalog[]> {
  const readings = await Promise.all(catalogRoots(tree).map((root) => readCatalog(tree, root)))
  return readings.flatMap(({ catalog }) => catalog ?? [])
}

async function markInProgress(
  proposal: Proposal,
  key: string,
  spared: readonly PublishedCheck[],
  forge: ProposalForge,
): Promise<void> {
  const open = checkNames.filter((name) => !spared.some((check) => check.name === name))
  await forge.publishChecks(
    proposal.head.commit,
    open.map((name) => inProgressReport(name, key, proposal.url)),
  )
}

async function tell(
  proposal: Proposal,
  key: string,
  verdict: Attempt<Verdict>,
  forge: ProposalForge,
): Promise<Review | null> {
  const { number, url, filesUrl, head } = proposal
  if ('answer' in verdict) {
    // The comment first: once the checks are concluded nothing looks at this proposal again.
    const { review, circumstances, opinions, suggestions } = verdict.answer
    // The policy check keeps the way to the verdict, because it most depends on what people said.
    const texts = { policy: replayText(review, circumstances), compatibility: opinionsText(opinions) }
    await forge.publishComment(number, commentMarker, reviewComment(review, { filesUrl }))
    if (suggestions) await forge.publishSuggestions(number, head.commit, suggestions)
    await forge.publishChecks(head.commit, checkReports(review, key, url, texts))
    return review
  }
  const error = verdict.error instanceof ApigovError ? verdict.error : ourFault(verdict.error)
  await forge.publishComment(number, commentMarker, unansweredComment(error))
  await forge.publishChecks(head.commit, unansweredReports(error, notAsked(key), url))
  if (verdict.error instanceof ApigovError) return null
  throw verdict.error
}

async function abandon(proposal: Proposal, key: string, forge: ProposalForge): Promise<void> {
  const { head, url } = proposal
  const open = (await forge.checks(head.commit)).filter(({ conclusion }) => conclusion === null)
  await forge.publishChecks(
    head.commit,
    open.map(({ name }) => supersededReport(name, notAsked(key), url)),
  )
}

function notAsked(key: string): string {
  return `${key} not asked`
}

function ourFault(error: unknown): ApigovError {
  return new ApigovError('APIGOV_FAULT', `apigov is at fault here, not your files: ${messageOf(error)}`, {
    hint: 'It is tried again every few minutes. Please report it with the log of the App.',
    cause: error,
  })
}

function today(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 10)
}
