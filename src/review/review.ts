/**
 * The verdict on a proposal: a pure function of base, head and circumstances (given a judge, whose answers are pure as well).
 * The App, the Action and `apigov review` all call `review` and show what comes back; that is why they agree.
 */
import type { Finding } from '../base/finding.ts'
import type { ContractKind } from '../contract/contract.ts'
import type { Bump, Diff } from '../diff/change.ts'
import type { Approval } from '../policy/check.ts'

/** The checks of a proposal, in the order they are shown. All are always concluded. */
export const checkNames = ['catalog', 'lint', 'compatibility', 'policy', 'gateway'] as const
export type CheckName = (typeof checkNames)[number]

/** `waiting`: nothing is wrong, but an approval is still wanted; it holds the merge like a failure. */
export type Conclusion = 'success' | 'failure' | 'waiting'

export interface Review {
  readonly format: 1
  /** Commit ids, or names of folders. */
  readonly base: string
  readonly head: string
  /** The circumstances' time. */
  readonly at: string
  readonly conclusion: Conclusion
  readonly checks: readonly CheckResult[]
  /** Of every contract that changed, in the order of `<api>/<version>`. */
  readonly contracts: readonly ContractReview[]
  /** Approvals wanted, given or not. */
  readonly approvals: readonly Approval[]
  /** What the gateway would do, by environment in order of promotion. */
  readonly gateway: readonly GatewayPlan[]
}

export interface CheckResult {
  readonly name: CheckName
  readonly conclusion: Conclusion
  /** One line for the list of checks: `2 errors, 1 warning`. */
  readonly title: string
  readonly findings: readonly Finding[]
}

export interface ContractReview {
  /** Name of the catalog, which says something only where a repository holds several. */
  readonly catalog: string
  readonly api: string
  readonly version: string
  /** `null` where neither side can be read. */
  readonly kind: ContractKind | null
  /** `null` where the contract is new or gone, or a side cannot be read. */
  readonly diff: Diff | null
  readonly semver: { readonly base: string | null; readonly head: string | null }
  /** What the changes ask for, and the lowest semver that honours it; `null` where they ask for nothing or cannot be known. */
  readonly wanted: { readonly bump: Bump; readonly semver: string } | null
  /** True where callers rely on the base's contract, so that a breaking change needs an exception. */
  readonly promised: boolean
  /** Changes that an exception of the head permits, by fingerprint. */
  readonly excepted: readonly string[]
  /** Changes that one will permit once it is approved, by fingerprint. */
  readonly awaited: readonly string[]
  /** Findings of lint that the base has, and those of them that the head has still. */
  readonly known: { readonly base: number; readonly head: number }
}

export interface GatewayPlan {
  /** Name of the catalog. */
  readonly catalog: string
  readonly environment: string
  /** True where the digest stays: nothing would be reloaded. */
  readonly unchanged: boolean
  /** Route ids. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly altered: readonly string[]
  /**
   * Whatever else comes, goes or changes: `release payments/v2 2.3.0 → 2.4.0`, `consumer web-shop`, `plan gold`, `upstream
   * payments/main`, `issuer …`.
   */
  readonly others: readonly string[]
}
