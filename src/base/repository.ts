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
  /**
   * The lines of a file of `head` that a forge shows of a proposal to `base`: what changed since the best common ancestor, with three
   * lines around it. None where the two have no ancestor, and of a file that did not change.
   */
  hunks(base: string, head: string, path: string): Promise<readonly Lines[]>
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

/** Lines `from` to `to` of a file, counted from 1, both included. */
export interface Lines {
  readonly from: number
  readonly to: number
}

export interface CommitInfo {
  readonly id: string
  readonly parents: readonly string[]
  readonly message: string
  /** ISO 8601 in UTC. */
  readonly committedAt: string
  readonly author: string
}
