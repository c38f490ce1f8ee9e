/** What a release tells the forge. Every verb is idempotent: it makes it so, and does nothing where it is so. `github/` implements it. */

export interface ReleaseForge {
  /** The default branch and the commit it stands on. */
  main(): Promise<{ readonly branch: string; readonly commit: string }>
  /** The release of a tag; `null` where there is none. */
  release(tag: string): Promise<PublishedRelease | null>
  /** A release for an existing tag. Answers its page. */
  ensureRelease(release: ForgeRelease): Promise<PublishedRelease>
  ensureAsset(
    releaseId: number,
    asset: { readonly name: string; readonly contentType: string; readonly content: Uint8Array },
  ): Promise<void>
  /** The deployment of this commit of a `deploy/*` branch, created where there is none. */
  ensureDeployment(
    deployment: ForgeDeployment,
  ): Promise<{ readonly id: number; readonly state: DeploymentState | null }>
  /** Adds a status where the newest one says something else. */
  reportDeployment(id: number, state: DeploymentState, description: string): Promise<void>
  /** Newest first, a page of them. */
  deployments(environment: string): Promise<
    readonly (ForgeDeployment & {
      readonly id: number
      readonly state: DeploymentState | null
      readonly createdAt: string
    })[]
  >
  /**
   * Opens a proposal that sets files on a branch of its own, or brings the open one of that branch up to date. One of the same
   * title that was closed or merged is the answer somebody gave: it is not opened again. Answers its number.
   */
  ensureProposal(proposal: OwnProposal): Promise<number>
}

export interface ForgeRelease {
  readonly tag: string
  readonly commit: string
  readonly title: string
  /** Markdown. */
  readonly body: string
}

export interface PublishedRelease {
  readonly id: number
  readonly url: string
  /** Names of the assets that are there whole. */
  readonly assets: readonly string[]
}

export interface ForgeDeployment {
  readonly environment: string
  /** The commit on `deploy/<env>`. */
  readonly commit: string
  readonly digest: string
  readonly description: string
}

export type DeploymentState = 'in_progress' | 'success' | 'failure'

export interface OwnProposal {
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly body: string
  /** Path to whole new content. */
  readonly files: readonly { readonly path: string; readonly content: string }[]
}
