import { mkdir } from 'node:fs/promises'
import { simpleGit } from 'simple-git'
import { messageOf } from '../base/errors.ts'
import { type Environment, gitEnvironment } from './environment.ts'
import { branchMoved, remoteFailed, remoteRefused, repositoryClosed, tagTaken } from './errors.ts'
import { type Git, gitIn } from './git.ts'
import { tags } from './history.ts'
import type { Identity, MoveRef } from './publish.ts'
import { apigovIdentity, type OpenRepository, repositoryOver } from './repository.ts'

export interface MirrorOptions {
  /** https, http, ssh, `host:path` or a path; never with a password in it. */
  readonly url: string
  /** The bare mirror's folder; created where it is not there. It may be deleted at any time the mirror is not open. */
  readonly dir: string
  /** The operator's environment: proxies, the company's CA. */
  readonly env: Environment
  /** Asked anew for each fetch and push: installation tokens last an hour. */
  readonly credentials?: () => Promise<string | null>
  /** Who writes commits and tags. */
  readonly identity?: Identity
}

/** Silence after which a fetch or push is given up, in milliseconds. */
const silence = 120_000

/** A bare mirror of a remote, pull requests' heads included. Opening touches no network: `fetch` does. */
export async function openMirror(options: MirrorOptions): Promise<OpenRepository> {
  refuseBadAddress(options.url)
  const ended = new AbortController()
  const git = gitIn(options.dir, options.env, ended.signal)
  await mkdir(options.dir, { recursive: true })
  // Not `git clone --mirror`: an interrupted clone leaves nothing to go on from, an interrupted fetch does.
  await git.run('create a mirror', ['init', '--quiet', '--bare'])
  const remote = remoteOf(git, options)
  return repositoryOver(git, remote, options.identity ?? apigovIdentity, () => ended.abort())
}

function remoteOf(git: Git, options: MirrorOptions) {
  const inTurn = serially()
  let next: Promise<void> | null = null
  const fetch = (): Promise<void> => {
    // Whoever asks while a fetch runs gets the one after it: what they look for may have arrived meanwhile. All of them share it.
    next ??= inTurn(async () => {
      next = null
      await overNetwork(git, options, (remote) =>
        remote.fetch(options.url, '+refs/*:refs/*', ['--prune', '--force', '--no-write-fetch-head', '--progress']),
      )
    })
    return next
  }
  const move: MoveRef = async (ref, commit, expected) => {
    try {
      await inTurn(() =>
        overNetwork(git, options, (remote) =>
          remote.push(options.url, `${commit}:${ref}`, [`--force-with-lease=${ref}:${expected ?? ''}`, '--progress']),
        ),
      )
    } catch (error) {
      return await refusedMove(git, fetch, ref, commit, error)
    }
    await git.run('move a ref', ['update-ref', ref, commit])
  }
  return { fetch, move }
}

/** A push that was rejected: somebody else was there first. With a tag that leads to the same commit, all is well. */
async function refusedMove(git: Git, fetch: () => Promise<void>, ref: string, commit: string, error: unknown) {
  if (!/\[(remote )?rejected\]|stale info/.test(messageOf(error))) throw error
  const name = ref.replace(/^refs\/(heads|tags)\//, '')
  if (!ref.startsWith('refs/tags/')) throw branchMoved(name, error)
  await fetch()
  const wanted = (await git.run('read a tag', ['rev-parse', '--verify', `${commit}^{commit}`])).stdout.toString().trim()
  if ((await tags(git)).get(name) !== wanted) throw tagTaken(name, wanted, error)
}

type RemoteGit = ReturnType<typeof simpleGit>

/** One conversation with the remote. simple-git refuses settings that could run a program unless they are named: these are ours. */
async function overNetwork(
  git: Git,
  options: MirrorOptions,
  talk: (remote: RemoteGit) => Promise<unknown>,
): Promise<void> {
  if (git.signal.aborted) throw repositoryClosed()
  const token = (await options.credentials?.()) ?? null
  const env = gitEnvironment(options.env, token === null ? undefined : { url: options.url, token })
  const remote = simpleGit({
    baseDir: git.dir,
    abort: git.signal,
    timeout: { block: silence },
    allowEnvironment: Object.keys(env).filter((name) => name.startsWith('GIT_')),
    unsafe: {
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeHooksPath: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeAskPass: true,
      allowUnsafeSshCommand: true,
    },
  }).env(env)
  await talk(remote).catch((error: unknown) => {
    throw git.signal.aborted ? repositoryClosed() : remoteFailed(options.url, messageOf(error).trim(), error)
  })
}

/** Throws where an address would be an option, run a program, or show a password in process lists. */
export function refuseBadAddress(url: string): void {
  if (url.startsWith('-')) throw remoteRefused('starts with a dash')
  if (/^[a-z]+::/i.test(url)) throw remoteRefused('names a program to run')
  if (URL.parse(url)?.password) throw remoteRefused('holds a password')
}

/** Runs one task after another, whatever became of the one before. */
function serially(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task, task)
    last = result.catch(() => {})
    return result
  }
}
