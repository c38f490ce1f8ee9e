/**
 * Git as apigov uses it: a bare mirror or somebody's checkout, read by plumbing, written by plumbing, never checked out. What a
 * proposal brings (revisions, branch names, paths, contents) is hostile: names go in over stdin or as validated ids, hooks are
 * off, symlinks and submodules are listed and never followed. Only `remote.ts` speaks to another machine.
 *
 *     mirror.ts       openMirror: a bare mirror of a remote, for the App and the Action
 *     local.ts        localRepository: the checkout the command line stands in
 *     history.ts      reading commits, tags, trees
 *     publish.ts      writing a branch's whole content, or a tag
 *     blob-reader.ts  contents, from one pooled child
 *     environment.ts  what every Git process is started with
 */
import { type Environment, gitEnvironment } from './environment.ts'
import { type GitRun, type RunOptions, runGit } from './run.ts'

/** One repository on disk and how to run Git in it. */
export interface Git {
  readonly dir: string
  run(
    what: string,
    args: readonly string[],
    options?: Partial<Pick<RunOptions, 'stdin' | 'answers'>> & { env?: Record<string, string> },
  ): Promise<GitRun>
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export function gitIn(dir: string, env: Environment, signal: AbortSignal): Git {
  const own = gitEnvironment(env)
  return {
    dir,
    env: own,
    signal,
    run: (what, args, options = {}) =>
      runGit(what, args, { cwd: dir, signal, ...options, env: { ...own, ...options.env } }),
  }
}
