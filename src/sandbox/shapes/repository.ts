import type { Actor } from '../access.ts'
import { levelOf } from '../access.ts'
import type { Repository } from '../records.ts'
import { accountOf, apiOf, fullName, nodeId, repositoryOf, type World } from '../world.ts'
import { organizationShape, userShape } from './account.ts'

/** What every shape of a repository has: identity and the addresses of what it holds (`minimal-repository`). */
export function minimalRepositoryShape(world: World, repo: Repository) {
  const api = apiOf(world, repo)
  return {
    ...listedRepository(world, repo),
    owner: userShape(world, accountOf(world, repo.ownerId)),
    html_url: `${world.url}/${fullName(world, repo)}`,
    description: null,
    fork: repo.parentId !== null,
    url: api,
    forks_url: `${api}/forks`,
    keys_url: `${api}/keys{/key_id}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    teams_url: `${api}/teams`,
    hooks_url: `${api}/hooks`,
    issue_events_url: `${api}/issues/events{/number}`,
    events_url: `${api}/events`,
    assignees_url: `${api}/assignees{/user}`,
    branches_url: `${api}/branches{/branch}`,
    tags_url: `${api}/tags`,
    blobs_url: `${api}/git/blobs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    trees_url: `${api}/git/trees{/sha}`,
    statuses_url: `${api}/statuses/{sha}`,
    languages_url: `${api}/languages`,
    stargazers_url: `${api}/stargazers`,
    contributors_url: `${api}/contributors`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    commits_url: `${api}/commits{/sha}`,
    git_commits_url: `${api}/git/commits{/sha}`,
    comments_url: `${api}/comments{/number}`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    contents_url: `${api}/contents/{+path}`,
    compare_url: `${api}/compare/{base}...{head}`,
    merges_url: `${api}/merges`,
    archive_url: `${api}/{archive_format}{/ref}`,
    downloads_url: `${api}/downloads`,
    issues_url: `${api}/issues{/number}`,
    pulls_url: `${api}/pulls{/number}`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    labels_url: `${api}/labels{/name}`,
    releases_url: `${api}/releases{/id}`,
    deployments_url: `${api}/deployments`,
  }
}

/** `repository`: as it is embedded in pull requests and webhooks. */
export function repositoryShape(world: World, repo: Repository) {
  const page = `${world.url}/${fullName(world, repo)}`
  const openIssues = world.store.issues.filter(
    (issue) => issue.repositoryId === repo.id && issue.state === 'open',
  ).length
  const forks = world.store.repositories.filter((other) => other.parentId === repo.id).length
  return {
    ...minimalRepositoryShape(world, repo),
    created_at: repo.createdAt,
    updated_at: repo.updatedAt,
    pushed_at: repo.pushedAt,
    git_url: page.replace(/^https?:/, 'git:').concat('.git'),
    ssh_url: `git@${new URL(world.url).hostname}:${fullName(world, repo)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repo.private ? 'private' : 'public',
    forks,
    open_issues: openIssues,
    watchers: 0,
    default_branch: repo.defaultBranch,
  }
}

/** `full-repository`: what asking for one answers. */
export function fullRepositoryShape(world: World, repo: Repository, actor: Actor): object {
  const level = levelOf(world, actor, repo)
  const parent = repo.parentId === null ? undefined : repositoryShape(world, repositoryOf(world, repo.parentId))
  return {
    ...repositoryShape(world, repo),
    ...(actor.kind === 'user' && {
      permissions: {
        admin: level === 'admin',
        maintain: level === 'admin',
        push: level === 'admin' || level === 'write',
        triage: level === 'admin' || level === 'write',
        pull: true,
      },
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_rebase_merge: true,
      allow_auto_merge: false,
      delete_branch_on_merge: false,
    }),
    ...(organizationShape(world, repo) !== undefined && {
      organization: userShape(world, accountOf(world, repo.ownerId)),
    }),
    ...(parent !== undefined && { parent, source: parent }),
    subscribers_count: 0,
    network_count: world.store.repositories.filter((other) => other.parentId === repo.id).length,
  }
}

/** A repository as the `installation` events list it. */
export function listedRepository(world: World, repo: Repository) {
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName(world, repo),
    private: repo.private,
  }
}
