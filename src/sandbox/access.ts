/**
 * Who calls, and whether they may. Follows "Authenticating as a GitHub App", "Authenticating as a GitHub App installation" and
 * "Permissions required for GitHub Apps": what a token may not do is refused as GitHub refuses it, and what it may not see is
 * not there (404).
 */
import { createPublicKey, verify } from 'node:crypto'
import { badCredentials, notAccessible, notFound, Refusal } from './answer.ts'
import type { Account, App, Installation, Level, Permissions, Repository, Token } from './records.ts'
import type { Permission, Route } from './route.ts'
import { accountOf, must, sees, type World } from './world.ts'

export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly account: Account }
  | { readonly kind: 'app'; readonly app: App }
  | {
      readonly kind: 'installation'
      /** The bot its acts are signed with. */
      readonly account: Account
      readonly app: App
      readonly installation: Installation
      readonly token: Token
    }

const ranks: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 }

/** Reads `Authorization`: `bearer`/`token` with a token or an App's JSON Web Token, or `basic` with a token as password or user. */
export function identify(world: World, authorization: string | undefined): Actor {
  if (authorization === undefined || authorization === '') return { kind: 'anonymous' }
  const [, scheme = '', credential = ''] = /^(\S+)\s+(.+)$/.exec(authorization.trim()) ?? []
  if (scheme.toLowerCase() === 'basic') {
    const [user = '', password = ''] = Buffer.from(credential, 'base64').toString().split(/:(.*)/s)
    return byToken(world, password === '' || password === 'x-oauth-basic' ? user : password)
  }
  if (!/^(bearer|token)$/i.test(scheme)) throw badCredentials()
  return credential.split('.').length === 3 ? byJwt(world, credential) : byToken(world, credential)
}

function byToken(world: World, text: string): Actor {
  const token = world.store.tokens.find((candidate) => candidate.token === text)
  if (token === undefined) throw badCredentials()
  if (token.expiresAt !== null && Date.parse(token.expiresAt) <= world.clock.now()) throw badCredentials()
  if (token.installationId === null) return { kind: 'user', account: accountOf(world, token.userId ?? 0) }
  const installation = world.store.installations.get(token.installationId)
  if (installation === undefined) throw badCredentials()
  const app = must(world.store.apps.get(installation.appId))
  return { kind: 'installation', account: accountOf(world, app.botId), app, installation, token }
}

/** "Generating a JSON Web Token (JWT) for a GitHub App": RS256, `iss` the client id or app id, `exp` at most 10 minutes ahead. */
function byJwt(world: World, jwt: string): Actor {
  const undecodable = () => new Refusal(401, 'A JSON web token could not be decoded')
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  let alg: unknown
  let payload: Record<string, unknown>
  try {
    alg = JSON.parse(Buffer.from(head, 'base64url').toString()).alg
    payload = Object(JSON.parse(Buffer.from(claims, 'base64url').toString()))
  } catch {
    throw undecodable()
  }
  if (alg !== 'RS256') throw undecodable()
  const issuer = String(payload['iss'])
  const app = world.store.apps.find((candidate) => String(candidate.id) === issuer || candidate.clientId === issuer)
  if (app === undefined) throw new Refusal(404, 'Integration not found')
  const key = createPublicKey(app.publicKeyPem)
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))) throw undecodable()
  checkTimes(payload['iat'], payload['exp'], Math.floor(world.clock.now() / 1000))
  return { kind: 'app', app }
}

function checkTimes(iat: unknown, exp: unknown, time: number): void {
  if (!Number.isInteger(exp) || Number(exp) <= time)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  // The ten minutes count from `iat` on GitHub's clock; a minute of drift is what its documentation tells clients to allow for.
  if (Number(exp) > time + 600 || (Number.isInteger(iat) && Number(exp) - Number(iat) > 660))
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
  if (!Number.isInteger(iat) || Number(iat) > time + 5)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
}

/** Throws unless the actor may use the route, on the repository where there is one. */
export function authorize(world: World, actor: Actor, route: Route, repo: Repository | undefined): void {
  if (route.door === 'public') return
  if (route.door === 'app') {
    if (actor.kind === 'app') return
    throw new Refusal(401, 'A JSON web token could not be decoded')
  }
  if (actor.kind === 'app') throw notAccessible()
  if (route.door === 'installation' && actor.kind !== 'installation')
    throw actor.kind === 'anonymous'
      ? new Refusal(401, 'Requires authentication')
      : new Refusal(403, 'You must authenticate via a GitHub App.')
  if (repo === undefined) {
    if (actor.kind === 'anonymous') throw new Refusal(401, 'Requires authentication')
    if (actor.kind === 'installation' && !holds(actor.token, route.permissions)) throw notAccessible()
    return
  }
  const writes = route.method !== 'GET'
  const wanted =
    route.role ?? (route.permissions.some((permission) => permission.endsWith(':write')) ? 'write' : 'read')
  if (actor.kind === 'installation') {
    authorizeInstallation(actor, route.permissions, repo, writes)
    return
  }
  const level = levelOf(world, actor, repo)
  if (level === undefined)
    throw actor.kind === 'anonymous' && writes ? new Refusal(401, 'Requires authentication') : notFound()
  if (actor.kind === 'anonymous' && (writes || route.door === 'token'))
    throw new Refusal(401, 'Requires authentication')
  if (ranks[level] < ranks[wanted])
    throw wanted === 'admin'
      ? new Refusal(403, 'Must have admin rights to Repository.')
      : new Refusal(403, 'Resource not accessible by personal access token')
}

function authorizeInstallation(
  actor: Extract<Actor, { kind: 'installation' }>,
  permissions: readonly Permission[],
  repo: Repository,
  writes: boolean,
): void {
  const reaches =
    sees(actor.installation, repo) &&
    (actor.token.repositoryIds === null || actor.token.repositoryIds.includes(repo.id))
  if (!reaches) {
    if (repo.private) throw notFound()
    // What is public may be read by anyone, with any token.
    if (writes) throw notAccessible()
    return
  }
  if (!holds(actor.token, permissions) && (writes || repo.private || permissions.some((p) => p.endsWith(':write'))))
    throw notAccessible()
}

/** True where the token has one of the permissions, or a higher level of it. Reading metadata is part of every installation. */
function holds(token: Token, permissions: readonly Permission[]): boolean {
  if (permissions.length === 0) return true
  return permissions.some((permission) => {
    const [name = '', level] = permission.split(':')
    return permission === 'metadata:read' || holdsLevel(token.permissions, name, level as Level)
  })
}

/** True where the permissions grant this level of `name`, or a higher one. */
export function holdsLevel(permissions: Permissions, name: string, level: Level): boolean {
  const granted = Object.hasOwn(permissions, name) ? permissions[name] : undefined
  return granted !== undefined && ranks[granted] >= ranks[level]
}

/** What a person is in a repository: `undefined` where it does not exist for them. */
export function levelOf(world: World, actor: Actor, repo: Repository): Level | undefined {
  const everyone: Level | undefined = repo.private ? undefined : 'read'
  if (actor.kind !== 'user') return everyone
  const userId = actor.account.id
  if (repo.ownerId === userId) return 'admin'
  const levels: (Level | undefined)[] = [everyone]
  const membership = world.store.memberships.find(
    (candidate) => candidate.organizationId === repo.ownerId && candidate.userId === userId,
  )
  if (membership !== undefined)
    levels.push(membership.role === 'admin' ? 'admin' : accountOf(world, repo.ownerId).basePermission)
  for (const collaborator of world.store.collaborators.all())
    if (collaborator.repositoryId === repo.id && collaborator.userId === userId) levels.push(collaborator.level)
  return levels.reduce((best, level) => (level !== undefined && (!best || ranks[level] > ranks[best]) ? level : best))
}

/** May the actor push to the repository? Installations: `contents: write`. */
export function mayPush(world: World, actor: Actor, repo: Repository): boolean {
  if (actor.kind === 'installation') {
    const reaches = actor.token.repositoryIds === null || actor.token.repositoryIds.includes(repo.id)
    return sees(actor.installation, repo) && reaches && holds(actor.token, ['contents:write'])
  }
  const level = levelOf(world, actor, repo)
  return level === 'write' || level === 'admin'
}

/** May the actor fetch from the repository? Installations of a private one: `contents: read`. */
export function mayFetch(world: World, actor: Actor, repo: Repository): boolean {
  if (!repo.private) return true
  if (actor.kind === 'installation') {
    const reaches = actor.token.repositoryIds === null || actor.token.repositoryIds.includes(repo.id)
    return sees(actor.installation, repo) && reaches && holds(actor.token, ['contents:read'])
  }
  return levelOf(world, actor, repo) !== undefined
}

/** The account that acts. Only called behind a door that lets no one else in. */
export function accountOfActor(actor: Actor): Account {
  if (actor.kind === 'user' || actor.kind === 'installation') return actor.account
  throw new Refusal(401, 'Requires authentication')
}

/** The App that acts, where it is one: what GitHub shows as `performed_via_github_app`. */
export function appIdOfActor(actor: Actor): number | null {
  return actor.kind === 'installation' ? actor.app.id : null
}
