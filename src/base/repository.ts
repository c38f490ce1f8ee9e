/**
 * A Git repository as apigov sees it: history to read, refs to move. Never a work tree. `git/` implements it over a bare mirror;
 * the tests' shared suite holds every implementation to these words.
 */
import type { OutputFile, Tree } from './tree.ts'

export interface Repository {
  /** Brings the mirror up to date with its remote; pull requests' heads (`refs/pull/*`) too. */
  fetch(): Promise<void>
  /** The commit id a revision names; `null` where it names none. A text that could be read as an option is refused. */
  resolve(revision: string): Promise<string | null>
  tree(commit: string): Promise<Tree>
  /** The best common ancestor; `null` where there is none. */
  mergeBase(a: string, b: string): Promise<string | null>
  /**
   * What merging `head` into `base` would give: what a proposal is judged by, so that neither its authority nor what it compares
   * with is older than the base. `null` where the two conflict.
   */
  merged(base: string, head: string): Promise<Tree | null>
  /** First-parent commits after `from` up to `to`, oldest first. `from: null`: from the beginning. */
  firstParents(from: string | null, to: string): Promise<readonly CommitInfo[]>
  commit(id: string): Promise<CommitInfo>
  /** Tag names and the commits they lead to. */
  tags(): Promise<ReadonlyMap<string, string>>
  /**
   * Commits `files` as the whole content of `branch` on top of its tip and pushes. Answers the new commit, or the tip where the
   * content is already there (same files, same message): doing it twice changes nothing. Throws where the branch moved meanwhile.
   */
  publish(branch: string, files: readonly OutputFile[], message: string): Promise<string>
  /** Creates an annotated tag and pushes it; silent where it is there already and leads to the same commit, else throws. */
  tag(name: string, commit: string, message: string): Promise<void>
}

export interface CommitInfo {
  readonly id: string
  readonly parents: readonly string[]
  readonly message: string
  /** ISO 8601 in UTC. */
  readonly committedAt: string
  readonly author: string
}
