import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

/** A folder that is gone after the test. */
export function scratchFolder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'apigov-'))
  t.after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  return dir
}

export type Content = string | { readonly linkTo: string } | null

/** A repository with a work tree that a test writes history into, as a person would. */
export interface Scratch {
  readonly dir: string
  git(...args: string[]): string
  /** Writes (or, with `null`, removes) files and commits them on the current branch. Answers the commit's id. */
  commit(files: Readonly<Record<string, Content>>, message?: string): string
}

export function scratchRepository(t: TestContext): Scratch {
  const dir = join(scratchFolder(t), 'origin')
  mkdirSync(dir)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, env: gitEnv, encoding: 'utf8' }).trim()
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'receive.denyCurrentBranch', 'updateInstead')
  return {
    dir,
    git,
    commit(files, message = 'change') {
      for (const [path, content] of Object.entries(files)) {
        const at = join(dir, path)
        rmSync(at, { recursive: true, force: true })
        if (content === null) continue
        mkdirSync(dirname(at), { recursive: true })
        if (typeof content === 'string') writeFileSync(at, content)
        else symlinkSync(content.linkTo, at)
      }
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message', message)
      return git('rev-parse', 'HEAD')
    },
  }
}

const author = { NAME: 'Ada', EMAIL: 'ada@acme.example', DATE: '2026-11-20T12:00:00Z' }
export const gitEnv: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    Object.entries(author).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  ),
}
