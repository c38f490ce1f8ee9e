/**
 * The plan of a merge, as a value before it is an act: what would be tagged, released and deployed for one first-parent commit
 * of the main branch. `apigov release --dry-run` prints it; `workflow/release-merge.ts` carries it out step by step, each step
 * idempotent, so that running it twice or after a crash ends the same.
 */
import type { Finding } from '../base/finding.ts'
import type { OutputFile } from '../base/tree.ts'
import type { Bump, Change } from '../diff/change.ts'

export interface ReleasePlan {
  readonly format: 1
  /** The commit that is released. */
  readonly commit: string
  readonly releases: readonly PlannedRelease[]
  /** In order of promotion. */
  readonly deployments: readonly PlannedDeployment[]
  /** One-line promotion proposals the App opens where an environment says `promote: review`. */
  readonly promotions: readonly PlannedPromotion[]
  /** Why something is not in the plan: an error here stops the deployment it names, nothing else. */
  readonly findings: readonly Finding[]
}

export interface PlannedRelease {
  readonly api: string
  readonly version: string
  readonly semver: string
  /** `payments@2.3.1`; qualified by the catalog's name where a repository holds several. */
  readonly tag: string
  readonly previous: { readonly tag: string; readonly semver: string } | null
  readonly bump: Bump
  readonly changes: readonly Change[]
  /** Markdown. */
  readonly changelog: string
  readonly contract: string
}

export interface PlannedDeployment {
  readonly environment: string
  /** `deploy/dev` */
  readonly branch: string
  readonly digest: string
  readonly sequence: number
  /** `gateway.json` and `provenance.json`. */
  readonly files: readonly OutputFile[]
  readonly message: string
}

export interface PlannedPromotion {
  readonly environment: string
  readonly api: string
  readonly version: string
  readonly from: string | null
  readonly to: string
  readonly file: string
}

/** The trailer on a deployment's commit that says which commit of the main branch it was rendered from. */
export const sourceTrailer = 'Apigov-Source'
