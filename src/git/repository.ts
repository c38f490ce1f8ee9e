import type { Repository } from '../base/repository.ts'
import { BlobReader } from './blob-reader.ts'
import type { Git } from './git.ts'
import { gitTree } from './git-tree.ts'
import {
  checkedId,
  commitInfo,
  firstParents,
  hunks,
  listTree,
  mergeBase,
  mergedTree,
  resolveRevision,
  tags,
} from './history.ts'
import { type Identity, type MoveRef, publish, tag } from './publish.ts'

/** A repository that holds a process and must be closed. */
export interface OpenRepository extends Repository {
  /** Ends every Git that still runs for it; what waits is refused. */
  close(): Promise<void>
}

/** What a mirror and a checkout do differently. */
export interface Remote {
  fetch(): Promise<void>
  readonly move: MoveRef
}

export const apigovIdentity: Identity = { name: 'apigov', email: 'apigov@users.noreply.github.com' }

export function repositoryOver(git: Git, remote: Remote, identity: Identity, ended: () => void): OpenRepository {
  const blobs = new BlobReader(git.dir, git.env)
  const tree = async (id: string) => gitTree(id, await listTree(git, checkedId(id)), (blob) => blobs.read(blob))
  return {
    fetch: () => remote.fetch(),
    resolve: (revision) => resolveRevision(git, revision),
    tree,
    mergeBase: (a, b) => mergeBase(git, a, b),
    hunks: (base, head, path) => hunks(git, base, head, path),
    async merged(base, head) {
      const id = await mergedTree(git, base, head)
      return id === null ? null : { ...(await tree(id)), name: head }
    },
    firstParents: (from, to) => firstParents(git, from, to),
    commit: (id) => commitInfo(git, id),
    tags: () => tags(git),
    publish: (branch, files, message) => publish(git, identity, remote.move, branch, files, message),
    tag: (name, commit, message) => tag(git, identity, remote.move, name, commit, message),
    async close() {
      blobs.close()
      ended()
    },
  }
}
