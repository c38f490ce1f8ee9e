import { levelOf } from '../access.ts'
import type { Comment, Issue, Label, Reaction, Repository } from '../records.ts'
import { reactionContents } from '../records.ts'
import { accountOf, apiOf, fullName, must, nodeId, repositoryOf, type World } from '../world.ts'
import { appShapeOf, userShape, userShapeOf } from './account.ts'

export function labelShape(world: World, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${apiOf(world, repositoryOf(world, label.repositoryId))}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  }
}

export function labelsOf(world: World, issue: Issue) {
  return issue.labels.map((name) =>
    labelShape(
      world,
      must(world.store.labels.find((label) => label.repositoryId === issue.repositoryId && label.name === name)),
    ),
  )
}

/** `author_association`: what a person is to a repository. */
export function associationOf(world: World, repo: Repository, userId: number): string {
  const account = accountOf(world, userId)
  if (repo.ownerId === userId) return 'OWNER'
  if (world.store.memberships.find((m) => m.organizationId === repo.ownerId && m.userId === userId)) return 'MEMBER'
  const level = levelOf(world, { kind: 'user', account }, repo)
  if (level === 'write' || level === 'admin') return 'COLLABORATOR'
  const contributed = world.store.pulls.find(
    (pull) => pull.repositoryId === repo.id && pull.mergedAt !== null && issueAuthor(world, pull.issueId) === userId,
  )
  return contributed === undefined ? 'NONE' : 'CONTRIBUTOR'
}

function issueAuthor(world: World, issueId: number): number | undefined {
  return world.store.issues.get(issueId)?.userId
}

/** `issue`: also the shape a pull request has on the issue routes. */
export function issueShape(world: World, issue: Issue) {
  const repo = repositoryOf(world, issue.repositoryId)
  const api = apiOf(world, repo)
  const page = `${world.url}/${fullName(world, repo)}`
  const pull = world.store.pulls.find((candidate) => candidate.issueId === issue.id)
  const url = `${api}/issues/${issue.number}`
  const html = `${page}/${pull === undefined ? 'issues' : 'pull'}/${issue.number}`
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    number: issue.number,
    title: issue.title,
    user: userShapeOf(world, issue.userId),
    labels: labelsOf(world, issue),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: world.store.comments.filter((comment) => comment.issueId === issue.id).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: associationOf(world, repo, issue.userId),
    active_lock_reason: null,
    ...(pull !== undefined && {
      draft: pull.draft,
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        merged_at: pull.mergedAt,
      },
    }),
    body: issue.body,
    closed_by: userShapeOf(world, issue.closedById),
    reactions: reactionSummary(world, 'issue', issue.id, `${url}/reactions`),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
  }
}

export function commentShape(world: World, comment: Comment) {
  const repo = repositoryOf(world, comment.repositoryId)
  const issue = must(world.store.issues.get(comment.issueId))
  const url = `${apiOf(world, repo)}/issues/comments/${comment.id}`
  return {
    url,
    html_url: `${issueShape(world, issue).html_url}#issuecomment-${comment.id}`,
    issue_url: `${apiOf(world, repo)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: userShape(world, accountOf(world, comment.userId)),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(world, repo, comment.userId),
    body: comment.body,
    reactions: reactionSummary(world, 'comment', comment.id, `${url}/reactions`),
    performed_via_github_app: appShapeOf(world, comment.appId),
  }
}

export function reactionShape(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: userShapeOf(world, reaction.userId),
    content: reaction.content,
    created_at: reaction.createdAt,
  }
}

function reactionSummary(world: World, subject: Reaction['subject'], subjectId: number, url: string) {
  const reactions = world.store.reactions.filter((one) => one.subject === subject && one.subjectId === subjectId)
  const count = (content: string) => reactions.filter((reaction) => reaction.content === content).length
  return {
    url,
    total_count: reactions.length,
    ...(Object.fromEntries(reactionContents.map((content) => [content, count(content)])) as Record<
      (typeof reactionContents)[number],
      number
    >),
  }
}
