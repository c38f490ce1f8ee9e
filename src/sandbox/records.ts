/** What the sandbox remembers beside git: one interface per kind of thing, as plain JSON. Times are ISO 8601 in UTC, to the second. */

export type Level = 'read' | 'write' | 'admin'
export type Permissions = Readonly<Record<string, Level>>

export interface Account {
  readonly id: number
  readonly type: 'User' | 'Organization' | 'Bot'
  readonly login: string
  readonly createdAt: string
  /** Organizations only: what every member may do in its repositories ("Base permissions" in its settings). */
  readonly basePermission?: Level
}

/** A credential: of a user (full access as that user), or of an installation (limited, and only for an hour). */
export interface Token {
  readonly id: number
  readonly token: string
  readonly userId: number | null
  readonly installationId: number | null
  readonly permissions: Permissions
  /** `null`: every repository of the user or of the installation. */
  readonly repositoryIds: readonly number[] | null
  readonly expiresAt: string | null
}

interface Membership {
  readonly id: number
  readonly organizationId: number
  readonly userId: number
  readonly role: 'admin' | 'member'
}

export interface Team {
  readonly id: number
  readonly organizationId: number
  readonly slug: string
  readonly memberIds: readonly number[]
}

export interface Repository {
  readonly id: number
  readonly ownerId: number
  readonly name: string
  readonly private: boolean
  readonly defaultBranch: string
  /** The repository this one is a fork of. */
  readonly parentId: number | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly pushedAt: string
}

interface Collaborator {
  readonly id: number
  readonly repositoryId: number
  readonly userId: number
  readonly level: Level
}

interface Protection {
  readonly id: number
  readonly repositoryId: number
  readonly branch: string
  readonly requiredChecks: readonly string[]
  readonly requiredApprovals: number
}

export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly ownerId: number
  readonly clientId: string
  /** The account `slug[bot]` that its acts are signed with. */
  readonly botId: number
  readonly publicKeyPem: string
  readonly webhookUrl: string | null
  readonly webhookSecret: string
  readonly permissions: Permissions
  readonly events: readonly string[]
  readonly createdAt: string
}

/** An App registered from a manifest whose key nobody has fetched yet. */
export interface Manifest {
  readonly id: number
  readonly code: string
  readonly appId: number
  readonly privateKeyPem: string
  readonly expiresAt: string
}

export interface Installation {
  readonly id: number
  readonly appId: number
  readonly accountId: number
  /** `null`: all repositories of the account, also later ones. */
  readonly repositoryIds: readonly number[] | null
  readonly createdAt: string
}

export interface Delivery {
  readonly id: number
  readonly appId: number
  readonly guid: string
  readonly event: string
  readonly action: string | null
  readonly installationId: number | null
  readonly repositoryId: number | null
  readonly redelivery: boolean
  readonly deliveredAt: string
  /** Seconds. */
  readonly duration: number
  readonly status: string
  readonly statusCode: number
  readonly requestHeaders: Readonly<Record<string, string>>
  /** The text as it was signed. */
  readonly requestBody: string
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

/** An issue; or the half of a pull request that it has in common with one: number, title, body, state, labels. */
export interface Issue {
  readonly id: number
  readonly repositoryId: number
  readonly number: number
  readonly title: string
  readonly body: string | null
  readonly userId: number
  readonly state: 'open' | 'closed'
  readonly stateReason: 'completed' | 'not_planned' | 'reopened' | null
  readonly closedById: number | null
  readonly labels: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
}

export interface Pull {
  readonly id: number
  readonly issueId: number
  readonly repositoryId: number
  readonly number: number
  readonly baseRef: string
  readonly baseSha: string
  readonly headRepositoryId: number
  readonly headRef: string
  readonly headSha: string
  readonly draft: boolean
  readonly maintainerCanModify: boolean
  readonly requestedReviewerIds: readonly number[]
  readonly mergedAt: string | null
  readonly mergedById: number | null
  readonly mergeCommitSha: string | null
  /** The answer of the last test merge; stands while `base` and `head` are still the tips. */
  readonly testMerge: { readonly base: string; readonly head: string; readonly commit: string | null } | null
}

export interface Comment {
  readonly id: number
  readonly issueId: number
  readonly repositoryId: number
  readonly userId: number
  readonly appId: number | null
  readonly body: string
  readonly createdAt: string
  readonly updatedAt: string
}

export interface Review {
  readonly id: number
  readonly pullId: number
  readonly userId: number
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  readonly body: string
  readonly commitSha: string
  readonly submittedAt: string | null
}

/** A comment on a line, always part of a review. */
export interface ReviewComment {
  readonly id: number
  readonly reviewId: number
  readonly pullId: number
  readonly userId: number
  readonly path: string
  /** The line it is on now, the last of several; `null` once that line has changed, or is shown no more: the comment is outdated. */
  readonly line: number | null
  /** The first of several lines, where there are several. */
  readonly startLine: number | null
  /** Where it was made. */
  readonly originalLine: number
  readonly originalStartLine: number | null
  readonly side: 'LEFT' | 'RIGHT'
  readonly body: string
  readonly commitSha: string
  /** The commit it was made on. */
  readonly originalCommitSha: string
  readonly diffHunk: string
  readonly createdAt: string
}

export interface Label {
  readonly id: number
  readonly repositoryId: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const

export interface Reaction {
  readonly id: number
  readonly subject: 'issue' | 'comment'
  readonly subjectId: number
  readonly userId: number
  readonly content: (typeof reactionContents)[number]
  readonly createdAt: string
}

export interface CheckSuite {
  readonly id: number
  readonly repositoryId: number
  readonly appId: number
  readonly headSha: string
  readonly headBranch: string | null
  readonly before: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface CheckAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column: number | null
  readonly end_column: number | null
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly title: string | null
  readonly message: string
  readonly raw_details: string | null
}

export interface CheckRun {
  readonly id: number
  readonly suiteId: number
  readonly repositoryId: number
  readonly appId: number
  readonly headSha: string
  readonly name: string
  readonly externalId: string
  readonly detailsUrl: string | null
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly title: string | null
  readonly summary: string | null
  readonly text: string | null
  readonly annotations: readonly CheckAnnotation[]
  readonly actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[]
}

export interface CommitStatus {
  readonly id: number
  readonly repositoryId: number
  readonly sha: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  readonly context: string
  readonly description: string | null
  readonly targetUrl: string | null
  readonly creatorId: number
  readonly createdAt: string
}

export interface Release {
  readonly id: number
  readonly repositoryId: number
  readonly tagName: string
  readonly targetCommitish: string
  readonly name: string | null
  readonly body: string | null
  readonly draft: boolean
  readonly prerelease: boolean
  readonly authorId: number
  readonly createdAt: string
  readonly publishedAt: string | null
}

/** The bytes are a file `assets/<id>` in the data folder. */
export interface Asset {
  readonly id: number
  readonly releaseId: number
  readonly name: string
  readonly label: string | null
  readonly contentType: string
  readonly size: number
  readonly digest: string
  readonly uploaderId: number
  readonly downloads: number
  readonly createdAt: string
}

export interface Deployment {
  readonly id: number
  readonly repositoryId: number
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly description: string | null
  readonly payload: unknown
  readonly creatorId: number
  readonly appId: number | null
  readonly transient: boolean
  readonly production: boolean
  readonly createdAt: string
}

type DeploymentState = 'error' | 'failure' | 'inactive' | 'pending' | 'success' | 'queued' | 'in_progress'

export interface DeploymentStatus {
  readonly id: number
  readonly deploymentId: number
  readonly state: DeploymentState
  readonly description: string
  readonly environmentUrl: string
  readonly logUrl: string
  readonly creatorId: number
  readonly appId: number | null
  readonly createdAt: string
}

/** Every kind by the name of its collection. */
export interface Records {
  readonly accounts: Account
  readonly tokens: Token
  readonly memberships: Membership
  readonly teams: Team
  readonly repositories: Repository
  readonly collaborators: Collaborator
  readonly protections: Protection
  readonly apps: App
  readonly manifests: Manifest
  readonly installations: Installation
  readonly deliveries: Delivery
  readonly issues: Issue
  readonly pulls: Pull
  readonly comments: Comment
  readonly reviews: Review
  readonly reviewComments: ReviewComment
  readonly labels: Label
  readonly reactions: Reaction
  readonly checkSuites: CheckSuite
  readonly checkRuns: CheckRun
  readonly statuses: CommitStatus
  readonly releases: Release
  readonly assets: Asset
  readonly deployments: Deployment
  readonly deploymentStatuses: DeploymentStatus
}
