/** What on GitHub a person does in settings pages: accounts, teams, repositories, Apps, installations, protection. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Refusal } from './answer.ts'
import { announceInstallation, announcePing } from './events.ts'
import { editTree, git, gitText, writeBlob, writeCommit } from './git.ts'
import type { Account, Installation, Level, Permissions, Repository } from './records.ts'
import { listedRepository } from './shapes/repository.ts'
import { accountByLogin, accountOf, gitDir, now, repositoryByName, type World } from './world.ts'

export interface NewApp {
  readonly name: string
  /** Default: the name in lower case with dashes. */
  readonly slug?: string
  /** The account that owns the App. Default: a user made for the purpose. */
  readonly owner?: string
  readonly webhookUrl?: string
  readonly webhookSecret?: string
  readonly permissions: Permissions
  readonly events: readonly string[]
}

export interface NewRepository {
  readonly defaultBranch?: string
  /** The content of the first commit; default: a README. */
  readonly files?: Readonly<Record<string, string>>
  readonly private?: boolean
}

export interface Protected {
  /** Names of checks that must be there and green before a merge. */
  readonly requiredChecks?: readonly string[]
  readonly requiredApprovals?: number
}

/** Seeding says no with a sentence: 422 for what is there already or has no valid name, 404 for what is missing. */
const refuse = (status: 404 | 422, message: string) => new Refusal(status, message)

export function addUser(world: World, login: string): { readonly login: string; readonly token: string } {
  const account = newAccount(world, login, 'User')
  return { login, token: newToken(world, account) }
}

export function addOrganization(
  world: World,
  login: string,
  members: readonly { readonly login: string; readonly role: 'admin' | 'member' }[],
  basePermission: Level = 'write',
): void {
  const users = members.map((member) => ({ ...member, userId: needAccount(world, member.login).id }))
  const organization = newAccount(world, login, 'Organization', basePermission)
  for (const { userId, role } of users)
    world.store.memberships.insert({ organizationId: organization.id, userId, role })
}

export function addTeam(world: World, org: string, slug: string, members: readonly string[]): void {
  const organization = needAccount(world, org)
  const memberIds = members.map((login) => needAccount(world, login).id)
  if (!isName(slug)) throw refuse(422, `\`${slug}\` is no team name`)
  const old = world.store.teams.find((team) => team.organizationId === organization.id && team.slug === slug)
  if (old !== undefined) world.store.teams.update(old.id, { memberIds })
  else world.store.teams.insert({ organizationId: organization.id, slug, memberIds })
}

/** The bare repository with a first commit by its owner. */
export async function addRepository(
  world: World,
  owner: string,
  name: string,
  wanted: NewRepository = {},
): Promise<Repository> {
  const account = needAccount(world, owner)
  const defaultBranch = wanted.defaultBranch ?? 'main'
  const repo = await newRepository(world, account, name, wanted.private ?? false, defaultBranch, null)
  const dir = gitDir(world, repo)
  await git(dirname(dir), ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, dir])
  await configure(dir)
  const files = Object.entries(wanted.files ?? { 'README.md': `# ${name}\n` })
  const edits = []
  for (const [path, content] of files) edits.push({ path, mode: '100644', sha: await writeBlob(dir, content) })
  const tree = await editTree(dir, null, edits)
  const author = { name: account.login, email: `${account.login}@users.noreply.github.com`, date: now(world) }
  const commit = await writeCommit(dir, { tree, parents: [], message: 'Initial commit', author, committer: author })
  await git(dir, ['update-ref', `refs/heads/${defaultBranch}`, commit])
  return repo
}

/** The fork there is, or a new one with the branches and tags of its parent. */
export async function forkRepository(
  world: World,
  parent: Repository,
  owner: Account,
  name: string,
): Promise<Repository> {
  const root = parent.parentId ?? parent.id
  const old = world.store.repositories.find((one) => one.ownerId === owner.id && one.parentId === root)
  if (old !== undefined) return old
  if (parent.ownerId === owner.id) throw refuse(422, 'A repository cannot be forked by its owner')
  const repo = await newRepository(world, owner, name, parent.private, parent.defaultBranch, root)
  const dir = gitDir(world, repo)
  await git(dirname(dir), ['clone', '--quiet', '--bare', '--no-hardlinks', gitDir(world, parent), dir])
  await configure(dir)
  // Pull requests belong to the repository they were opened in.
  const pulls = (await gitText(dir, ['for-each-ref', '--format=delete %(refname)', 'refs/pull'])).trim()
  if (pulls !== '') await git(dir, ['update-ref', '--stdin'], { input: `${pulls}\n` })
  return repo
}

export function registerApp(world: World, wanted: NewApp) {
  const slug = wanted.slug ?? wanted.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  if (world.store.apps.find((app) => app.slug === slug) !== undefined)
    throw refuse(422, `There is an App \`${slug}\` already`)
  const owner =
    wanted.owner === undefined
      ? (accountByLogin(world, `${slug}-owner`) ?? newAccount(world, `${slug}-owner`, 'User'))
      : needAccount(world, wanted.owner)
  const bot = newAccount(world, `${slug}[bot]`, 'Bot')
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const app = world.store.apps.insert({
    slug,
    name: wanted.name,
    ownerId: owner.id,
    clientId: `Iv23${randomBytes(8).toString('hex')}`,
    botId: bot.id,
    publicKeyPem: publicKey,
    webhookUrl: wanted.webhookUrl ?? null,
    webhookSecret: wanted.webhookSecret ?? '',
    permissions: wanted.permissions,
    events: wanted.events,
    createdAt: now(world),
  })
  announcePing(world, app)
  return { appId: app.id, privateKeyPem: privateKey, slug, clientId: app.clientId }
}

/** Points an App's webhook elsewhere: its server may get its port only after the App is registered. */
export function setWebhook(world: World, appId: number, webhookUrl: string): void {
  if (world.store.apps.get(appId) === undefined) throw refuse(404, `There is no App ${appId}`)
  announcePing(world, world.store.apps.update(appId, { webhookUrl }))
}

export function installApp(world: World, appId: number, owner: string, repositories: readonly string[] | 'all') {
  if (world.store.apps.get(appId) === undefined) throw refuse(404, `There is no App ${appId}`)
  const account = needAccount(world, owner)
  const chosen =
    repositories === 'all'
      ? world.store.repositories.filter(({ ownerId }) => ownerId === account.id)
      : repositories.map((name) => needRepository(world, owner, name))
  const repositoryIds = repositories === 'all' ? null : chosen.map(({ id }) => id)
  const old = world.store.installations.find((one) => one.appId === appId && one.accountId === account.id)
  const sender = senderFor(world, account)
  if (old === undefined) {
    const installation = world.store.installations.insert({
      appId,
      accountId: account.id,
      repositoryIds,
      createdAt: now(world),
    })
    const listed = chosen.map((repo) => listedRepository(world, repo))
    announceInstallation(world, 'installation', installation, { action: 'created', repositories: listed }, sender)
    return { installationId: installation.id }
  }
  const had = old.repositoryIds
  const installation = world.store.installations.update(old.id, { repositoryIds })
  const added = chosen.filter(({ id }) => had !== null && !had.includes(id))
  announceAdded(world, installation, added, sender)
  return { installationId: installation.id }
}

export function addCollaborator(world: World, owner: string, name: string, login: string, level: Level): void {
  const repositoryId = needRepository(world, owner, name).id
  const userId = needAccount(world, login).id
  const old = world.store.collaborators.find((one) => one.repositoryId === repositoryId && one.userId === userId)
  if (old !== undefined) world.store.collaborators.update(old.id, { level })
  else world.store.collaborators.insert({ repositoryId, userId, level })
}

/**
 * Protects a branch, or changes its protection. Pushes to it by who is no administrator are refused, as are merges before it is
 * satisfied.
 */
export async function protectBranch(
  world: World,
  owner: string,
  name: string,
  branch: string,
  rules: Protected,
): Promise<void> {
  const repo = needRepository(world, owner, name)
  const wanted = { requiredChecks: rules.requiredChecks ?? [], requiredApprovals: rules.requiredApprovals ?? 0 }
  const old = world.store.protections.find((one) => one.repositoryId === repo.id && one.branch === branch)
  if (old !== undefined) world.store.protections.update(old.id, wanted)
  else world.store.protections.insert({ repositoryId: repo.id, branch, ...wanted })
  const branches = world.store.protections
    .filter(({ repositoryId }) => repositoryId === repo.id)
    .map((one) => `refs/heads/${one.branch}\n`)
  await writeFile(`${gitDir(world, repo)}/protected`, branches.join(''))
}

function announceAdded(world: World, installation: Installation, added: readonly Repository[], sender: Account): void {
  if (added.length === 0) return
  announceInstallation(
    world,
    'installation_repositories',
    installation,
    {
      action: 'added',
      repository_selection: installation.repositoryIds === null ? 'all' : 'selected',
      repositories_added: added.map((repo) => listedRepository(world, repo)),
      repositories_removed: [],
      requester: null,
    },
    sender,
  )
}

/** Who pressed the button: an administrator of the organization, or the user. */
function senderFor(world: World, account: Account): Account {
  const admin = world.store.memberships.find((one) => one.organizationId === account.id && one.role === 'admin')
  return admin === undefined ? account : accountOf(world, admin.userId)
}

function newAccount(world: World, login: string, type: Account['type'], basePermission?: Level): Account {
  if (!isName(login.replace(/\[bot\]$/, ''))) throw refuse(422, `\`${login}\` is no login`)
  if (accountByLogin(world, login) !== undefined) throw refuse(422, `There is an account \`${login}\` already`)
  return world.store.accounts.insert({
    login,
    type,
    createdAt: now(world),
    ...(basePermission !== undefined && { basePermission }),
  })
}

function newToken(world: World, account: Account): string {
  const token = `ghp_${randomBytes(27).toString('base64url').replace(/[-_]/g, '0')}`
  world.store.tokens.insert({
    token,
    userId: account.id,
    installationId: null,
    permissions: {},
    repositoryIds: null,
    expiresAt: null,
  })
  return token
}

async function newRepository(
  world: World,
  owner: Account,
  name: string,
  isPrivate: boolean,
  defaultBranch: string,
  parentId: number | null,
): Promise<Repository> {
  if (!isName(name) || name.endsWith('.git')) throw refuse(422, `\`${name}\` is no repository name`)
  if (repositoryByName(world, owner.login, name) !== undefined)
    throw refuse(422, `There is a repository \`${owner.login}/${name}\` already`)
  const time = now(world)
  const repo = world.store.repositories.insert({
    ownerId: owner.id,
    name,
    private: isPrivate,
    defaultBranch,
    parentId,
    createdAt: time,
    updatedAt: time,
    pushedAt: time,
  })
  await mkdir(dirname(gitDir(world, repo)), { recursive: true })
  for (const installation of world.store.installations.filter(
    (one) => one.accountId === owner.id && one.repositoryIds === null,
  ))
    announceAdded(world, installation, [repo], senderFor(world, owner))
  return repo
}

/** Runs where a push would move a protected branch (githooks(5), update). */
const updateHook = `#!/bin/sh
[ -z "$SANDBOX_ADMIN" ] || exit 0
[ -f "$GIT_DIR/protected" ] || exit 0
if grep -qxF "$1" "$GIT_DIR/protected"; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  echo "error: Changes must be made through a pull request." >&2
  exit 1
fi
`

async function configure(dir: string): Promise<void> {
  const settings = {
    'http.receivepack': 'true',
    // A client may fetch any commit by its id, and leave blobs out, as on GitHub.
    'uploadpack.allowAnySHA1InWant': 'true',
    'uploadpack.allowFilter': 'true',
    // Those belong to the server: they are shown, a push to them is refused.
    'receive.hideRefs': 'refs/pull',
    'gc.auto': '0',
  }
  for (const [key, value] of Object.entries(settings)) await git(dir, ['config', key, value])
  await mkdir(`${dir}/hooks`, { recursive: true })
  await writeFile(`${dir}/hooks/update`, updateHook)
  await chmod(`${dir}/hooks/update`, 0o755)
}

/** Letters, digits, dot, dash, underscore; not only dots, so that a name is never a way out of its folder. */
function isName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name) && !/^\.+$/.test(name) && !name.startsWith('-')
}

function needAccount(world: World, login: string): Account {
  const account = accountByLogin(world, login)
  if (account === undefined) throw refuse(404, `There is no account \`${login}\``)
  return account
}

function needRepository(world: World, owner: string, name: string): Repository {
  const repo = repositoryByName(world, owner, name)
  if (repo === undefined) throw refuse(404, `There is no repository \`${owner}/${name}\``)
  return repo
}
