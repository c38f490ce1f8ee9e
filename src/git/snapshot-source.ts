import { mkdir } from 'node:fs/promises'
import { messageOf } from '../base/errors.ts'
import { snapshotUnreadable } from '../snapshot/errors.ts'
import type { SnapshotSource } from '../snapshot/source.ts'
import { type Environment, gitEnvironment } from './environment.ts'
import { pollState } from './file-source.ts'
import { gitIn } from './git.ts'
import { refuseBadAddress } from './mirror.ts'

export interface GitSourceOptions {
  readonly url: string
  /** The deploy branch; `gateway.json` is at its root. */
  readonly branch: string
  /** A folder of the source's own for a bare, shallow mirror; it may be deleted while the gateway does not run. */
  readonly dir: string
  /** The operator's environment: proxies, the company's CA. */
  readonly env: Environment
  /** A token that may read the repository; asked anew each time. */
  readonly token?: () => Promise<string | null>
  /** Milliseconds between two looks at the branch. */
  readonly poll: number
}

/** Milliseconds for one conversation with the remote: a gateway must not wait for a dead one for ever. */
const patience = 60_000
/** Where the mirror keeps what it fetched last. */
const kept = 'refs/apigov/snapshot'

/** A snapshot from a branch of a Git repository, read and never written. Throws at once where the address is not one to use. */
export function gitSource({ url, branch, dir, env, token, poll }: GitSourceOptions): SnapshotSource {
  refuseBadAddress(url)
  const name = `${url}#${branch}`
  const ref = `refs/heads/${branch}`
  // Two Gits that fetch into one shallow mirror are in each other's way.
  let turn: Promise<unknown> = Promise.resolve()
  let failed = false

  async function remote(what: string, args: readonly string[]): Promise<string> {
    const secret = (await token?.()) ?? null
    const access = secret !== null && URL.canParse(url) ? { url, token: secret } : undefined
    const git = gitIn(dir, env, AbortSignal.timeout(patience))
    return (await git.run(what, args, { env: gitEnvironment(env, access) })).stdout.toString()
  }

  async function fetchAndRead(): Promise<Buffer> {
    const git = gitIn(dir, env, AbortSignal.timeout(patience))
    await mkdir(dir, { recursive: true })
    await git.run('create a mirror', ['init', '--quiet', '--bare'])
    const options = ['--quiet', '--depth=1', '--no-tags', '--force', '--no-write-fetch-head']
    await remote('fetch the snapshot', ['fetch', ...options, '--', url, `+${ref}:${kept}`])
    return (await git.run('read the snapshot', ['cat-file', 'blob', `${kept}:gateway.json`])).stdout
  }

  return {
    name,
    async read() {
      try {
        const reading = turn.then(fetchAndRead)
        turn = reading.catch(() => undefined)
        const text = await reading
        failed = false
        return text
      } catch (thrown) {
        failed = true
        throw snapshotUnreadable(name, messageOf(thrown), thrown)
      }
    },
    watch(changed) {
      // After a read that failed the branch may look as before, and must be read again all the same.
      const state = async () => (failed ? null : await remote('look at the branch', ['ls-remote', '--', url, ref]))
      return pollState(state, changed, poll)
    },
  }
}
