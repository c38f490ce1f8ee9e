import { resolve } from 'node:path'
import { defineError } from '../base/errors.ts'
import type { Tree } from '../base/tree.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import { localRepository } from '../git/local.ts'
import type { OpenRepository } from '../git/repository.ts'
import { type OpenJudge, openJudge } from '../process/judge.ts'
import type { Io } from './command.ts'

/** The Git repository a command runs in, and a judge; both are closed when `use` is done. */
export async function withCheckout<T>(
  io: Io,
  use: (checkout: { readonly repository: OpenRepository; readonly judge: OpenJudge }) => Promise<T>,
): Promise<T> {
  const repository = await localRepository(resolve(io.cwd), io.env)
  const judge = openJudge()
  try {
    return await use({ repository, judge })
  } finally {
    await Promise.all([judge.close(), repository.close()])
  }
}

/** The commit a revision names. Throws an `ApigovError` where it names none. */
export async function commitOf(repository: OpenRepository, revision: string): Promise<string> {
  const commit = await repository.resolve(revision)
  if (commit === null) throw revisionUnknown(revision)
  return commit
}

/** The base where none is named: what the remote calls its main branch, or `main`. */
export async function defaultBase(repository: OpenRepository): Promise<string> {
  const base = await findBase(repository)
  if (base === null) throw baseUnknown()
  return base
}

/** The same, `null` where there is none. */
export async function findBase(repository: OpenRepository): Promise<string | null> {
  for (const revision of ['refs/remotes/origin/HEAD', 'refs/remotes/origin/main', 'refs/heads/main']) {
    const commit = await repository.resolve(revision)
    if (commit !== null) return commit
  }
  return null
}

/** The catalogs of a tree, as far as they can be read. */
export async function catalogsOf(tree: Tree): Promise<readonly Catalog[]> {
  const readings = await Promise.all(catalogRoots(tree).map((root) => readCatalog(tree, root)))
  return readings.flatMap(({ catalog }) => catalog ?? [])
}

const revisionUnknown = defineError(
  'APIGOV_REVISION_UNKNOWN',
  (revision: string) => `\`${revision}\` names no commit of this repository`,
  () => 'Check the spelling, or fetch it first; a shallow clone lacks history.',
)

const baseUnknown = defineError(
  'APIGOV_BASE_UNKNOWN',
  () => 'There is nothing to compare with: this repository has neither `origin/HEAD` nor `main`',
  () => 'Name the base with `--base <revision>`.',
)
