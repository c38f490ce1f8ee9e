/** Differences between two commits, by git, in the shape of GitHub's `diff-entry`. */
import { git, gitText, mergeBase } from './git.ts'

export interface DiffEntry {
  readonly filename: string
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed'
  readonly previous: string | null
  /** The blob at the head; of a removed file the one it had. */
  readonly sha: string
  readonly additions: number
  readonly deletions: number
  /** `null` for binary files and those too large to show. */
  readonly patch: string | null
}

/** GitHub leaves the patch of a file out above this many bytes ("Limits for viewing content and diffs in a repository"). */
const maxPatchBytes = 1024 * 1024

export interface DiffStat {
  readonly commits: number
  readonly files: number
  readonly additions: number
  readonly deletions: number
}

/** Three dots: from where the two parted to the head, as pull requests show it. */
export async function diffStat(dir: string, base: string, head: string): Promise<DiffStat> {
  const from = await startOf(dir, base, head)
  const numbers = (await gitText(dir, ['diff', '--numstat', '-M', from, head]))
    .split('\n')
    .filter((line) => line !== '')
  const sum = (column: number) => numbers.reduce((total, line) => total + (Number(line.split('\t')[column]) || 0), 0)
  const commits = Number(await gitText(dir, ['rev-list', '--count', `${base}..${head}`]))
  return { commits, files: numbers.length, additions: sum(0), deletions: sum(1) }
}

/** The merge base, or git's empty tree where the histories have nothing in common. */
export async function startOf(dir: string, base: string, head: string): Promise<string> {
  return (await mergeBase(dir, base, head)) ?? (await gitText(dir, ['hash-object', '-t', 'tree', '/dev/null']))
}

/** Every file that differs between two trees, in the order of their names, at most `limit`, patches included. */
export async function diffEntries(dir: string, from: string, to: string, limit: number): Promise<DiffEntry[]> {
  const raw = (await git(dir, ['diff', '--raw', '--no-abbrev', '-z', '-M', from, to])).toString().split('\0')
  const numbers = numstat((await git(dir, ['diff', '--numstat', '-z', '-M', from, to])).toString())
  const entries: Omit<DiffEntry, 'patch'>[] = []
  for (let i = 0; i < raw.length && (raw[i] ?? '') !== '' && entries.length < limit; ) {
    const [oldMode, newMode, oldSha = '', newSha = '', letter = ''] = (raw[i] ?? '').slice(1).split(' ')
    const moved = letter.startsWith('R') || letter.startsWith('C')
    const first = raw[i + 1] ?? ''
    const filename = moved ? (raw[i + 2] ?? '') : first
    i += moved ? 3 : 2
    const [additions = 0, deletions = 0] = numbers.get(filename) ?? []
    const status = statusOf(letter, oldMode !== newMode && oldSha === newSha)
    entries.push({
      filename,
      status,
      previous: moved ? first : null,
      sha: status === 'removed' ? oldSha : newSha,
      additions,
      deletions,
    })
  }
  const patches = await patchesOf(dir, from, to)
  return entries.map((entry) => ({ ...entry, patch: patches.get(entry.filename) ?? null }))
}

function statusOf(letter: string, onlyMode: boolean): DiffEntry['status'] {
  if (letter === 'A') return 'added'
  if (letter === 'D') return 'removed'
  if (letter.startsWith('R')) return 'renamed'
  return letter === 'T' || onlyMode ? 'changed' : 'modified'
}

function numstat(text: string): Map<string, readonly [number, number]> {
  const fields = text.split('\0')
  const numbers = new Map<string, readonly [number, number]>()
  for (let i = 0; i < fields.length && fields[i] !== ''; ) {
    const [additions, deletions, path = ''] = (fields[i] ?? '').split('\t')
    // A rename has an empty path here and its two paths in the next two fields.
    const name = path === '' ? (fields[i + 2] ?? '') : path
    numbers.set(name, [Number(additions) || 0, Number(deletions) || 0])
    i += path === '' ? 3 : 1
  }
  return numbers
}

/** Hunks by new path (old path where removed), without the `diff --git` head, as GitHub's `patch` has them. */
async function patchesOf(dir: string, from: string, to: string): Promise<Map<string, string>> {
  const text = (
    await git(dir, ['-c', 'core.quotePath=false', 'diff', '-M', '--no-color', '--no-ext-diff', from, to])
  ).toString()
  const patches = new Map<string, string>()
  for (const part of text.split(/^diff --git /m).slice(1)) {
    const start = part.search(/^@@ /m)
    if (start < 0) continue
    const head = part.slice(0, start)
    const path = /^\+\+\+ (?:"?b\/)(.*?)"?\t?$/m.exec(head)?.[1] ?? /^--- (?:"?a\/)(.*?)"?\t?$/m.exec(head)?.[1]
    const hunks = part.slice(start).replace(/\n$/, '')
    if (path !== undefined && hunks.length <= maxPatchBytes) patches.set(path, hunks)
  }
  return patches
}
