/** What a review asks of the forge a proposal is on, and tells it. `github/` implements it. */
import type { ForgeReview } from '../policy/circumstances.ts'
import type { CheckName, Conclusion } from './review.ts'

export interface Proposal {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly open: boolean
  readonly base: { readonly branch: string; readonly commit: string }
  readonly head: { readonly branch: string; readonly commit: string; readonly fromFork: boolean }
  /** A page for people. */
  readonly url: string
  /** Where a file of the head is shown, without a slash at the end; `null` where the repository it comes from is gone. */
  readonly filesUrl: string | null
}

export interface ProposalForge {
  /** Open proposals against a branch. */
  proposals(baseBranch: string): Promise<readonly Proposal[]>
  proposal(number: number): Promise<Proposal>
  /** In the order they were given. Ours, which offer suggestions, are nobody's opinion. */
  reviews(number: number): Promise<readonly ForgeReview[]>
  /** Logins of a team `organisation/slug`; empty where the forge has no such team. */
  members(team: string): Promise<readonly string[]>
  /** Our checks on a commit, concluded or not. */
  checks(commit: string): Promise<readonly PublishedCheck[]>
  /** Creates the checks of these names on the commit, or brings them to these states: never a second one of the same name. */
  publishChecks(commit: string, checks: readonly CheckReport[]): Promise<void>
  /** The one comment that carries the hidden marker: created, edited where the body differs, left where it does not. */
  publishComment(number: number, marker: string, body: string): Promise<void>
  /**
   * A review of the head that offers those of the suggestions which are not offered already. There is one for a commit at most: where
   * ours is there, or nothing is left to offer, nothing happens. A forge that refuses one of the lines gets no review.
   */
  publishSuggestions(number: number, commit: string, offer: SuggestionReview): Promise<void>
}

/** Lines that the author can have in the place of others with one click. */
export interface Suggestion {
  readonly path: string
  /** Lines of the head, counted from 1, both included, which the forge shows as one piece of the difference. */
  readonly from: number
  readonly to: number
  /** Markdown; holds the marker. */
  readonly body: string
  /** Hidden. One that stands beside a line that is still as it was is not offered again. */
  readonly marker: string
}

export interface SuggestionReview {
  /** Markdown; holds the marker. */
  readonly body: string
  /** Hidden: by this our reviews are found again. */
  readonly marker: string
  readonly suggestions: readonly Suggestion[]
}

export interface PublishedCheck {
  readonly name: CheckName
  readonly conclusion: Conclusion | null
  /** What `CheckReport.key` was. */
  readonly key: string
}

export interface CheckReport {
  readonly name: CheckName
  /** `null`: in progress. */
  readonly conclusion: Conclusion | null
  /** Fixes what was judged (trees and circumstances): the same key need not be judged again. */
  readonly key: string
  readonly title: string
  /** Markdown. */
  readonly summary: string
  /** Markdown, for those who open the check. */
  readonly text?: string
  readonly annotations: readonly Annotation[]
  readonly url: string | null
}

export interface Annotation {
  readonly path: string
  readonly line: number
  readonly level: 'failure' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
}
