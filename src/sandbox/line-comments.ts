/** Comments on lines of a diff: which lines may have one, and what a push makes of those that are there. */
import { diffEntries, startOf } from './diff.ts'
import { gitText } from './git.ts'
import type { Pull, ReviewComment } from './records.ts'
import { gitDir, repositoryOf, type World } from './world.ts'

/** Where a comment is wanted, as requests say it. */
export interface WantedLine {
  readonly line?: number | undefined
  readonly position?: number | undefined
  readonly side?: 'LEFT' | 'RIGHT' | undefined
  readonly start_line?: number | undefined
  readonly start_side?: 'LEFT' | 'RIGHT' | undefined
}

/** The hunk a comment lies in, up to its line; `undefined` where the diff does not show all of its lines in one hunk. */
export function hunkAt(patch: string | null | undefined, comment: WantedLine): string | undefined {
  if (patch === null || patch === undefined) return undefined
  if (comment.line === undefined)
    return patch
      .split('\n')
      .slice(0, (comment.position ?? 1) + 1)
      .join('\n')
  const wanted = { line: comment.line, side: comment.side ?? 'RIGHT' }
  const start = { line: comment.start_line ?? comment.line, side: comment.start_side ?? wanted.side }
  let [left, right] = [0, 0]
  let hunk: string[] = []
  let isStarted = false
  for (const line of patch.split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)
    if (head !== null) {
      left = Number(head[1])
      right = Number(head[2])
      hunk = [line]
      isStarted = false
      continue
    }
    hunk.push(line)
    const isAt = (one: typeof wanted) =>
      one.side === 'LEFT' ? !line.startsWith('+') && left === one.line : !line.startsWith('-') && right === one.line
    isStarted ||= isAt(start)
    if (isStarted && isAt(wanted)) return hunk.join('\n')
    if (!line.startsWith('+')) left++
    if (!line.startsWith('-')) right++
  }
  return undefined
}

/**
 * What a push to a pull's head makes of its comments: they go along with their lines, and are outdated once one of these has
 * changed or is shown no more.
 */
export async function commentsFollow(world: World, pull: Pull, before: string): Promise<void> {
  const comments = world.store.reviewComments.filter(
    ({ pullId, line, side }) => pullId === pull.id && line !== null && side === 'RIGHT',
  )
  if (comments.length === 0) return
  const dir = gitDir(world, repositoryOf(world, pull.repositoryId))
  const patches = await diffEntries(dir, await startOf(dir, pull.baseSha, pull.headSha), pull.headSha, 3000)
  for (const comment of comments) {
    const move = await moveOf(dir, before, pull.headSha, comment)
    const patch = patches.find(({ filename }) => filename === comment.path)?.patch
    const [line, startLine] = move === null ? [null, null] : [add(comment.line, move), add(comment.startLine, move)]
    const isShown =
      line !== null && hunkAt(patch, { line, ...(startLine !== null && { start_line: startLine }) }) !== undefined
    world.store.reviewComments.update(comment.id, {
      ...(isShown ? { line, startLine } : { line: null, startLine: null }),
      commitSha: pull.headSha,
    })
  }
}

function add(line: number | null, move: number): number | null {
  return line === null ? null : line + move
}

/** By how much the lines of a comment moved between two commits; `null` where one of them changed. */
async function moveOf(dir: string, from: string, to: string, comment: ReviewComment): Promise<number | null> {
  const diff = await gitText(dir, ['--literal-pathspecs', 'diff', '--no-color', '-U0', from, to, '--', comment.path])
  const last = comment.line ?? 0
  const first = comment.startLine ?? last
  let move = 0
  for (const [, at, was = '1', is = '1'] of diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gm)) {
    // Git names the line before what is only added.
    const begin = Number(at) + (was === '0' ? 1 : 0)
    const end = begin + Number(was)
    if (begin > last) break
    const isBefore = end <= first
    if (!isBefore) return null
    move += Number(is) - Number(was)
  }
  return move
}
