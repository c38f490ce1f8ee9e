/** What every part of the sandbox works with, and the questions about it that more than one part asks. */
import { join } from 'node:path'
import type { Clock } from '../base/ports.ts'
import type { Account, App, CheckSuite, Delivery, Installation, Issue, Pull, Repository } from './records.ts'
import type { Store } from './store.ts'
import type { Turns } from './turns.ts'

export interface World {
  readonly store: Store
  /** The data folder. */
  readonly dir: string
  /** `http://127.0.0.1:4000`, without a slash at the end. */
  readonly url: string
  readonly clock: Clock
  readonly webhooks: {
    send(delivery: OutgoingDelivery): void
    /** Sends a delivery again: same GUID, same bytes, a new record. */
    redeliver(delivery: Delivery): void
  }
  /** Work that goes on after an answer was sent: test merges. `settle` waits for it. */
  readonly background: Background
  /** Writes to one repository happen one after the other. */
  readonly turns: Turns
}

interface OutgoingDelivery {
  readonly app: App
  readonly installation: Installation | null
  readonly repository: Repository | null
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface Background {
  run(work: () => Promise<void>): void
  settle(): Promise<void>
}

/** The time as GitHub writes it: UTC, to the second. */
export function now(world: World): string {
  return timestamp(world.clock.now())
}

export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A record that another record points to: its absence is our mistake, not the caller's. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a record points to one that is gone')
  return value
}

export function accountOf(world: World, id: number): Account {
  return must(world.store.accounts.get(id))
}

/** Logins are the same in any case, as on GitHub. */
export function accountByLogin(world: World, login: string): Account | undefined {
  const wanted = login.toLowerCase()
  return world.store.accounts.find((account) => account.login.toLowerCase() === wanted)
}

export function repositoryByName(world: World, owner: string, name: string): Repository | undefined {
  const account = accountByLogin(world, owner)
  const wanted = name.toLowerCase()
  return world.store.repositories.find((repo) => repo.ownerId === account?.id && repo.name.toLowerCase() === wanted)
}

/** `owner/name`. */
export function fullName(world: World, repo: Repository): string {
  return `${accountOf(world, repo.ownerId).login}/${repo.name}`
}

/** The folder all repositories are in, as `git http-backend` wants it. */
export function gitRoot(world: Pick<World, 'dir'>): string {
  return join(world.dir, 'git')
}

/** The bare repository itself. */
export function gitDir(world: World, repo: Repository): string {
  return join(gitRoot(world), `${fullName(world, repo)}.git`)
}

export function apiOf(world: World, repo: Repository): string {
  return `${world.url}/api/v3/repos/${fullName(world, repo)}`
}

/** GitHub's opaque global id. Ours says what it is, which GitHub's old ones did too. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`0${kind.length}:${kind}${id}`).toString('base64')
}

export function issueOf(world: World, pull: Pull): Issue {
  return must(world.store.issues.get(pull.issueId))
}

export function repositoryOf(world: World, id: number): Repository {
  return must(world.store.repositories.get(id))
}

/** The installations that can see a repository. */
export function installationsOn(world: World, repo: Repository): readonly Installation[] {
  return world.store.installations.filter((installation) => sees(installation, repo))
}

export function sees(installation: Installation, repo: Repository): boolean {
  return (
    installation.accountId === repo.ownerId &&
    (installation.repositoryIds === null || installation.repositoryIds.includes(repo.id))
  )
}

/** The suite of an app on a commit, made where there is none. */
export function ensureSuite(
  world: World,
  suite: Pick<CheckSuite, 'repositoryId' | 'appId' | 'headSha' | 'headBranch' | 'before'>,
): { readonly suite: CheckSuite; readonly isNew: boolean } {
  const old = world.store.checkSuites.find(
    (other) =>
      other.repositoryId === suite.repositoryId && other.appId === suite.appId && other.headSha === suite.headSha,
  )
  if (old !== undefined) return { suite: old, isNew: false }
  const time = now(world)
  return { suite: world.store.checkSuites.insert({ ...suite, createdAt: time, updatedAt: time }), isNew: true }
}

/** Open pulls whose head is this commit and lies in the same repository: what checks list as theirs. */
export function pullsAt(world: World, repo: Repository, sha: string): readonly Pull[] {
  return world.store.pulls.filter(
    (pull) =>
      pull.repositoryId === repo.id &&
      pull.headRepositoryId === repo.id &&
      pull.headSha === sha &&
      issueOf(world, pull).state === 'open',
  )
}
