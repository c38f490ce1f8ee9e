/**
 * Which App hears of what, and in which words. Follows "Webhook events and payloads": an App hears of the repositories it is
 * installed on, of the events it subscribed to and may read; of requests to itself (re-run a check) it hears unasked.
 */
import { type Actor, accountOfActor, holdsLevel } from './access.ts'
import { type GitCommit, gitText, listRefs, log, zeroSha } from './git.ts'
import type { Account, App, CheckRun, CheckSuite, Installation, Issue, Pull, Repository } from './records.ts'
import { installationShape, organizationShape, userShape } from './shapes/account.ts'
import { checkRunShape, checkSuiteShape } from './shapes/check.ts'
import { accountByEmail, noreply, simpleCommitShape } from './shapes/commit.ts'
import { issueShape } from './shapes/issue.ts'
import { pullShape } from './shapes/pull.ts'
import { repositoryShape } from './shapes/repository.ts'
import { fullName, gitDir, installationsOn, must, nodeId, type World } from './world.ts'

/** The permission an App needs to hear of an event. What is not listed needs none. */
const permissionOf: Readonly<Record<string, string>> = {
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  pull_request_review_comment: 'pull_requests',
  issues: 'issues',
  issue_comment: 'issues',
  label: 'issues',
  push: 'contents',
  create: 'contents',
  delete: 'contents',
  release: 'contents',
  check_run: 'checks',
  check_suite: 'checks',
  status: 'statuses',
  deployment: 'deployments',
  deployment_status: 'deployments',
}

/** Sends an event about a repository to every App that should hear of it. */
export function announce(
  world: World,
  event: string,
  repo: Repository,
  sender: Account,
  payload: Readonly<Record<string, unknown>>,
): void {
  for (const installation of installationsOn(world, repo)) {
    const app = must(world.store.apps.get(installation.appId))
    if (app.events.includes(event) && mayHear(app, event, payload))
      tell(world, app, installation, event, repo, sender, payload)
  }
}

function mayHear(app: App, event: string, payload: Readonly<Record<string, unknown>>): boolean {
  const permission = permissionOf[event]
  if (permission === undefined || holdsLevel(app.permissions, permission, 'read')) return true
  // A comment on a pull request is also heard with `pull_requests`.
  const issue = payload['issue']
  return (
    event === 'issue_comment' &&
    Object(issue).pull_request !== undefined &&
    holdsLevel(app.permissions, 'pull_requests', 'read')
  )
}

/** Sends an event about a repository to one App. */
function tell(
  world: World,
  app: App,
  installation: Installation,
  event: string,
  repo: Repository,
  sender: Account,
  payload: Readonly<Record<string, unknown>>,
): void {
  world.webhooks.send({
    app,
    installation,
    repository: repo,
    event,
    payload: {
      ...payload,
      repository: payload['repository'] ?? repositoryShape(world, repo),
      ...withOrganization(world, repo),
      sender: userShape(world, sender),
      installation: { id: installation.id, node_id: nodeId('IntegrationInstallation', installation.id) },
    },
  })
}

function withOrganization(world: World, repo: Repository) {
  const organization = organizationShape(world, repo)
  return organization === undefined ? {} : { organization }
}

export async function announcePull(
  world: World,
  action: string,
  pull: Pull,
  sender: Account,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const repo = must(world.store.repositories.get(pull.repositoryId))
  announce(world, 'pull_request', repo, sender, {
    action,
    number: pull.number,
    pull_request: await pullShape(world, pull, { mergeable: null, state: 'unknown' }),
    ...more,
  })
}

export function announceIssue(world: World, action: string, issue: Issue, sender: Account, more: object = {}): void {
  const repo = must(world.store.repositories.get(issue.repositoryId))
  announce(world, 'issues', repo, sender, { action, issue: issueShape(world, issue), ...more })
}

/** `created` and `completed` go to subscribers; a request to run again goes to the App whose check it is, subscribed or not. */
export async function announceCheckRun(world: World, action: string, run: CheckRun, sender: Account): Promise<void> {
  const repo = must(world.store.repositories.get(run.repositoryId))
  const suite = must(world.store.checkSuites.get(run.suiteId))
  const payload = {
    action,
    check_run: {
      ...checkRunShape(world, run),
      check_suite: embeddedSuite(await checkSuiteShape(world, suite)),
    },
  }
  if (action === 'rerequested') return tellOwner(world, run.appId, 'check_run', repo, sender, payload)
  announce(world, 'check_run', repo, sender, payload)
}

export async function announceCheckSuite(
  world: World,
  action: 'requested' | 'rerequested' | 'completed',
  suite: CheckSuite,
  sender: Account,
): Promise<void> {
  const repo = must(world.store.repositories.get(suite.repositoryId))
  const { repository: _, ...shape } = await checkSuiteShape(world, suite)
  const payload = { action, check_suite: shape }
  if (action !== 'completed') return tellOwner(world, suite.appId, 'check_suite', repo, sender, payload)
  announce(world, 'check_suite', repo, sender, payload)
}

function embeddedSuite(shape: Awaited<ReturnType<typeof checkSuiteShape>>) {
  const { repository: _, head_commit: __, latest_check_runs_count: ___, check_runs_url: ____, ...embedded } = shape
  return embedded
}

function tellOwner(
  world: World,
  appId: number,
  event: string,
  repo: Repository,
  sender: Account,
  payload: Readonly<Record<string, unknown>>,
): void {
  const installation = installationsOn(world, repo).find((candidate) => candidate.appId === appId)
  if (installation === undefined) return
  const app = must(world.store.apps.get(appId))
  if (holdsLevel(app.permissions, 'checks', 'write')) tell(world, app, installation, event, repo, sender, payload)
}

/** The most commits a push event lists. */
const maxCommits = 2048

export async function announcePush(
  world: World,
  repo: Repository,
  move: { readonly ref: string; readonly before: string; readonly after: string; readonly forced: boolean },
  actor: Actor,
): Promise<void> {
  const sender = accountOfActor(actor)
  const dir = gitDir(world, repo)
  const deleted = move.after === zeroSha
  const page = `${world.url}/${fullName(world, repo)}`
  const range =
    move.before === zeroSha
      ? [move.after, '--not', ...(await otherBranches(dir, move))]
      : [`${move.before}..${move.after}`]
  const commits =
    deleted || move.ref.startsWith('refs/tags/') ? [] : (await log(dir, [`-${maxCommits}`, ...range])).reverse()
  const head = deleted ? undefined : (await log(dir, ['-1', move.after]))[0]
  const shape = async (commit: GitCommit) => ({
    ...simpleCommitShape(commit),
    distinct: true,
    url: `${page}/commit/${commit.sha}`,
    author: pusherShape(world, commit.author),
    committer: pusherShape(world, commit.committer),
    ...(await changedPaths(dir, commit)),
  })
  const short = (sha: string) => sha.slice(0, 12)
  const time = (text: string) => Math.floor(Date.parse(text) / 1000)
  announce(world, 'push', repo, sender, {
    ref: move.ref,
    before: move.before,
    after: move.after,
    repository: {
      ...repositoryShape(world, repo),
      created_at: time(repo.createdAt),
      pushed_at: time(repo.pushedAt),
      stargazers: 0,
      master_branch: repo.defaultBranch,
      url: page,
    },
    pusher: { name: sender.login, email: noreply(sender) },
    created: move.before === zeroSha,
    deleted,
    forced: move.forced,
    base_ref: null,
    compare:
      move.before === zeroSha || deleted
        ? `${page}/compare/${move.ref.replace(/^refs\/(heads|tags)\//, '')}`
        : `${page}/compare/${short(move.before)}...${short(move.after)}`,
    commits: await Promise.all(commits.map(shape)),
    head_commit: head === undefined ? null : await shape(head),
  })
}

async function otherBranches(dir: string, move: { readonly ref: string }): Promise<string[]> {
  return [...(await listRefs(dir, 'refs/heads')).entries()].filter(([ref]) => ref !== move.ref).map(([, sha]) => sha)
}

function pusherShape(world: World, person: { readonly name: string; readonly email: string; readonly date: string }) {
  const account = accountByEmail(world, person.email)
  return {
    name: person.name,
    email: person.email,
    date: person.date,
    ...(account !== undefined && { username: account.login }),
  }
}

async function changedPaths(dir: string, commit: GitCommit) {
  const text = await gitText(dir, [
    'diff-tree',
    '--root',
    '--no-commit-id',
    '--name-status',
    '--no-renames',
    '-r',
    '-z',
    commit.sha,
  ])
  const fields = text.split('\0')
  const changed = { added: [] as string[], removed: [] as string[], modified: [] as string[] }
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const list = fields[i] === 'A' ? changed.added : fields[i] === 'D' ? changed.removed : changed.modified
    list.push(fields[i + 1] ?? '')
  }
  return changed
}

/** `create` and `delete`: of a branch or a tag. */
export function announceRef(
  world: World,
  event: 'create' | 'delete',
  repo: Repository,
  ref: string,
  sender: Account,
): void {
  announce(world, event, repo, sender, {
    ref: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ...(event === 'create' && { master_branch: repo.defaultBranch, description: null }),
    pusher_type: 'user',
  })
}

/** The first event of a new App's webhook. */
export function announcePing(world: World, app: App): void {
  world.webhooks.send({
    app,
    installation: null,
    repository: null,
    event: 'ping',
    payload: {
      zen: 'Practicality beats purity.',
      hook_id: app.id,
      hook: {
        type: 'App',
        id: app.id,
        name: 'web',
        active: true,
        events: app.events,
        config: { content_type: 'json', insecure_ssl: '0', secret: '********', url: app.webhookUrl },
        updated_at: app.createdAt,
        created_at: app.createdAt,
        app_id: app.id,
        deliveries_url: `${world.url}/api/v3/app/hook/deliveries`,
      },
    },
  })
}

/** Apps always hear of their installations. */
export function announceInstallation(
  world: World,
  event: 'installation' | 'installation_repositories',
  installation: Installation,
  payload: Readonly<Record<string, unknown>>,
  sender: Account,
): void {
  const app = must(world.store.apps.get(installation.appId))
  world.webhooks.send({
    app,
    installation,
    repository: null,
    event,
    payload: { ...payload, installation: installationShape(world, installation), sender: userShape(world, sender) },
  })
}
