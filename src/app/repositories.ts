import { join } from 'node:path'
import { composePaginateRest } from '@octokit/plugin-paginate-rest'
import type { Probot } from 'probot'
import { openMirror } from '../git/mirror.ts'
import type { OpenRepository } from '../git/repository.ts'
import { ask, type GitHubRepository } from '../github/github.ts'
import { gitHubProposals } from '../github/proposals.ts'
import { gitHubReleases } from '../github/releases.ts'
import type { ReleaseForge } from '../release/forge.ts'
import type { ProposalForge } from '../review/forge.ts'
import type { AppConfig } from './config.ts'
import type { RepositoryRef } from './handler.ts'

/** A repository the App works on: its forge, and its mirror. */
export interface Desk {
  /** `owner/name` */
  readonly name: string
  readonly ref: RepositoryRef
  readonly forge: ProposalForge & ReleaseForge
  readonly repository: OpenRepository
}

export interface Repositories {
  /** Opened once and kept: an idle mirror holds no process. */
  open(ref: RepositoryRef): Promise<Desk>
  /** Those opened so far, by name. */
  readonly opened: ReadonlyMap<string, Desk>
  /** Every repository the App is installed on. */
  installed(): Promise<readonly RepositoryRef[]>
  close(): Promise<void>
}

export interface RepositoriesOptions {
  readonly probot: Probot
  readonly config: AppConfig
  /** Where the mirrors are. */
  readonly data: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export function openRepositories(options: RepositoriesOptions): Repositories {
  const opened = new Map<string, Desk>()
  const opening = new Map<string, Promise<Desk>>()
  const self = once(() => selfOf(options))
  return {
    opened,
    open(ref) {
      const name = `${ref.owner}/${ref.name}`
      const there = opening.get(name)
      if (there) return there
      const desk = openDesk(ref, name, options, self)
      opening.set(name, desk)
      void desk.then(
        (open) => opened.set(name, open),
        () => opening.delete(name),
      )
      return desk
    },
    installed: () => installedRepositories(options.probot),
    async close() {
      await Promise.all([...opened.values()].map(({ repository }) => repository.close()))
    },
  }
}

async function openDesk(
  ref: RepositoryRef,
  name: string,
  { probot, config, data, env }: RepositoriesOptions,
  self: () => Promise<GitHubRepository['self']>,
): Promise<Desk> {
  // They become folders: GitHub's own alphabet for names, and nothing that climbs.
  if (!/^[\w-][\w.-]*\/(?!\.{1,2}$)[\w.-]+$/.test(name)) throw new TypeError(`\`${name}\` is no name of a repository`)
  const octokit = await probot.auth(ref.installation)
  const github = { octokit, owner: ref.owner, repo: ref.name, self: await self() }
  const repository = await openMirror({
    url: `${config.gitUrl}/${name}.git`,
    dir: join(data, 'mirrors', `${name.toLowerCase()}.git`),
    env,
    credentials: async () => {
      const access = (await octokit.auth({ type: 'installation', installationId: ref.installation })) as {
        token: string
      }
      return access.token
    },
  })
  return { name, ref, forge: { ...gitHubProposals(github), ...gitHubReleases(github) }, repository }
}

async function selfOf({ probot, config }: RepositoriesOptions): Promise<GitHubRepository['self']> {
  const octokit = await probot.auth()
  const { data } = await ask('show the App', octokit.request('GET /app'))
  return { appId: config.appId, login: `${data?.slug}[bot]` }
}

async function installedRepositories(probot: Probot): Promise<readonly RepositoryRef[]> {
  const app = await probot.auth()
  const installations = await ask(
    'list the installations of the App',
    composePaginateRest(app, 'GET /app/installations', { per_page: 100 }),
  )
  const refs: RepositoryRef[] = []
  for (const { id, suspended_at: suspended } of installations) {
    if (suspended) continue
    const octokit = await probot.auth(id)
    const repositories = await ask(
      'list the repositories of an installation',
      composePaginateRest(octokit, 'GET /installation/repositories', { per_page: 100 }),
    )
    // The answer is an envelope; the plugin unwraps it, its types do not.
    for (const { owner, name } of repositories as unknown as { owner: { login: string }; name: string }[])
      refs.push({ owner: owner.login, name, installation: id })
  }
  return refs
}

/** Asks once, and again only where that failed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null
      throw error
    })
    return answer
  }
}
