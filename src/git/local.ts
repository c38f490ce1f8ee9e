import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Environment } from './environment.ts'
import { branchMoved, gitFailed } from './errors.ts'
import { gitIn } from './git.ts'
import { apigovIdentity, type OpenRepository, repositoryOver } from './repository.ts'

/**
 * The repository a folder belongs to, for the command line: `fetch` does nothing, `publish` and `tag` stay in the repository.
 * The work tree and its index are never touched. Throws an `ApigovError` where the folder is in no repository.
 */
export async function localRepository(dir: string, env: Environment): Promise<OpenRepository> {
  const ended = new AbortController()
  if (!(await stat(dir).catch(() => null))?.isDirectory()) throw gitFailed('find a repository', `no folder \`${dir}\``)
  const found = await gitIn(dir, env, ended.signal).run('find a repository', ['rev-parse', '--git-common-dir'])
  const git = gitIn(resolve(dir, found.stdout.toString().replace(/\n$/, '')), env, ended.signal)
  return repositoryOver(
    git,
    {
      async fetch() {},
      async move(ref, commit, expected) {
        const none = '0'.repeat(commit.length)
        await git
          .run('move a ref', ['update-ref', ref, commit, expected ?? none])
          .catch((error: unknown) => Promise.reject(branchMoved(ref.replace(/^refs\/(heads|tags)\//, ''), error)))
      },
    },
    apigovIdentity,
    () => ended.abort(),
  )
}
