import { lstat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Tree } from '../base/tree.ts'
import { commitOf, findBase } from './checkout.ts'
import type { Call, Io } from './command.ts'

/** The files of a folder as they are where the work on them began: on the base branch, at the last commit the two have in common. */
export interface BaseBranch {
  /** Paths begin at the folder. */
  readonly tree: Tree
  close(): Promise<void>
}

/**
 * The base branch of the repository around `folder`: `--base`, else what `origin` calls its main branch, else `main`. `null` with
 * `--all`, where there is no repository, and where it has no such branch, which is told. Throws an `ApigovError` where `--base`
 * names no commit, or Git fails.
 */
export async function openBase(folder: string, options: Call['options'], io: Io): Promise<BaseBranch | null> {
  if (options['all'] === true) return null
  const named = options['base']
  const root = await repositoryRoot(folder)
  if (root === null && named === undefined) return null
  const { localRepository } = await import('../git/local.ts')
  const repository = await localRepository(folder, io.env)
  try {
    const head = await repository.resolve('HEAD')
    const base = typeof named === 'string' ? await commitOf(repository, named) : await findBase(repository)
    if (root !== null && base !== null) {
      const fork = head === null ? null : await repository.mergeBase(base, head)
      const prefix = relative(root, folder).split(sep).join('/')
      const tree = below(await repository.tree(fork ?? base), prefix === '' ? '' : `${prefix}/`)
      return { tree, close: () => repository.close() }
    }
    io.stderr.write('There is no base branch here, so every finding is new. Name one with `--base <revision>`.\n')
  } catch (error) {
    await repository.close()
    throw error
  }
  await repository.close()
  return null
}

/** The folder with `.git`, at `folder` or above it. */
async function repositoryRoot(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat(join(at, '.git')).catch(() => null)) return at
    if (dirname(at) === at) return null
  }
}

function below(tree: Tree, prefix: string): Tree {
  if (prefix === '') return tree
  const own = [...tree.entries].filter(([path]) => path.startsWith(prefix))
  return {
    name: tree.name,
    entries: new Map(own.map(([path, entry]) => [path.slice(prefix.length), entry])),
    read: (path) => tree.read(prefix + path),
  }
}
