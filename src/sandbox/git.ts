/**
 * Git by its own command line. The sandbox shares no code with `src/git`, so that the two cannot share a mistake. Everything
 * takes the folder of a bare repository; names of refs and paths are data, never options (`--end-of-options`, `--`).
 */
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'

export const zeroSha = '0'.repeat(40)

/** The settings of no user of this machine may change what git does here. */
const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

/** What every child process of the sandbox sees of the environment. */
export function gitEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...environment, ...more }
}

export interface GitResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface GitOptions {
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
}

/** Runs git in a repository and answers however it ended. */
export async function tryGit(dir: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const child = spawn('git', args, { cwd: dir, env: gitEnvironment(options.env), stdio: ['pipe', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  // A git that ends before it has read its input is judged by its exit code, not by the broken pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input)
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit) => resolve(exit ?? 128))
  })
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }
}

/** Runs git and answers its output; throws where it fails. */
export async function git(dir: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const result = await tryGit(dir, args, options)
  if (result.code !== 0) throw new Error(`git ${args[0]} failed: ${result.stderr.trim()}`)
  return result.stdout
}

/** Like `git`, as text without the last line break. */
export async function gitText(dir: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await git(dir, args, options)).toString().trimEnd()
}

/** The object id of an expression such as `refs/heads/main^{commit}`; `undefined` where there is none. */
export async function revParse(dir: string, expression: string): Promise<string | undefined> {
  const result = await tryGit(dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', expression])
  return result.code === 0 ? result.stdout.toString().trim() : undefined
}

/** The commit that a full id, branch, tag, short id or full ref names, in GitHub's order; `undefined` where there is none. */
export async function resolveCommit(dir: string, ref: string): Promise<string | undefined> {
  if (!isRefLike(ref)) return undefined
  const expressions = /^[0-9a-f]{40}$/.test(ref)
    ? [ref]
    : [`refs/heads/${ref}`, `refs/tags/${ref}`, ...(/^(refs|heads|tags|pull)\//.test(ref) ? [ref, `refs/${ref}`] : [])]
  if (/^[0-9a-f]{7,39}$/.test(ref)) expressions.push(ref)
  if (ref === 'HEAD') expressions.push('HEAD')
  for (const expression of expressions) {
    const sha = await revParse(dir, `${expression}^{commit}`)
    if (sha !== undefined) return sha
  }
  return undefined
}

/** False for what `git check-ref-format` refuses, and so for `a..b`, `a^{tree}` and options. */
export function isRefLike(ref: string): boolean {
  return (
    ref.length > 0 &&
    ref.length < 1000 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what git refuses
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[/.-]|\/\.|[/.]$|\.lock(\/|$)/.test(ref)
  )
}

/** Refs under a prefix and what they point to, by full name. */
export async function listRefs(dir: string, ...prefixes: readonly string[]): Promise<Map<string, string>> {
  const text = await gitText(dir, ['for-each-ref', '--format=%(refname) %(objectname)', ...prefixes])
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  )
}

export async function objectType(dir: string, sha: string): Promise<string | undefined> {
  const result = await tryGit(dir, ['cat-file', '-t', sha])
  return result.code === 0 ? result.stdout.toString().trim() : undefined
}

export async function isAncestor(dir: string, ancestor: string, descendant: string): Promise<boolean> {
  return (await tryGit(dir, ['merge-base', '--is-ancestor', ancestor, descendant])).code === 0
}

export async function mergeBase(dir: string, a: string, b: string): Promise<string | undefined> {
  const result = await tryGit(dir, ['merge-base', a, b])
  return result.code === 0 ? result.stdout.toString().trim() : undefined
}

export interface Person {
  readonly name: string
  readonly email: string
  /** ISO 8601 as git prints it, or in UTC. */
  readonly date: string
}

export interface GitCommit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}

/** Ten fields, none of which can hold the zero byte that ends each. */
const commitFormat = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B'
const fieldsPerCommit = 10

/** Commits of a `git log` (arguments are revisions and options this program wrote). */
export async function log(dir: string, args: readonly string[]): Promise<GitCommit[]> {
  const fields = (await git(dir, ['log', '-z', `--format=${commitFormat}`, ...args])).toString().split('\0')
  const commits: GitCommit[] = []
  for (let at = 0; at + fieldsPerCommit <= fields.length; at += fieldsPerCommit) {
    const [sha = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] =
      fields.slice(at, at + fieldsPerCommit)
    commits.push({
      sha,
      tree,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: { name: an, email: ae, date: utc(ad) },
      committer: { name: cn, email: ce, date: utc(cd) },
      message: message.trimEnd(),
    })
  }
  return commits
}

export async function readCommit(dir: string, sha: string): Promise<GitCommit> {
  const [commit] = await log(dir, ['-1', sha])
  if (commit === undefined) throw new Error(`no commit ${sha}`)
  return commit
}

export interface NewCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Person
  readonly committer: Person
}

/** Writes a commit object; moves no ref. */
export async function writeCommit(dir: string, commit: NewCommit): Promise<string> {
  return gitText(dir, ['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_AUTHOR_DATE: commit.author.date,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
      GIT_COMMITTER_DATE: commit.committer.date,
    },
  })
}

export async function writeBlob(dir: string, content: Buffer | string): Promise<string> {
  return gitText(dir, ['hash-object', '-w', '--stdin'], { input: content })
}

export interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly type: string
  readonly sha: string
  readonly size: number | null
}

/** The entries of a tree, `recursive`: of its folders too, folders listed as well. */
export async function listTree(dir: string, tree: string, recursive: boolean, path = ''): Promise<TreeEntry[]> {
  const out = await git(dir, [
    'ls-tree',
    '-z',
    '-l',
    ...(recursive ? ['-r', '-t'] : []),
    tree,
    '--',
    ...(path ? [path] : []),
  ])
  return out
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t')
      const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/)
      return { path: line.slice(tab + 1), mode, type, sha, size: size === '-' ? null : Number(size) }
    })
}

/** The tree of `base` (or of nothing) with entries set, or removed where `sha` is null. Paths may have folders. */
export async function editTree(
  dir: string,
  base: string | null,
  edits: readonly { readonly path: string; readonly mode: string; readonly sha: string | null }[],
): Promise<string> {
  const index = `${dir}/sandbox-index-${crypto.randomUUID()}`
  const env = { GIT_INDEX_FILE: index }
  try {
    await git(dir, base === null ? ['read-tree', '--empty'] : ['read-tree', base], { env })
    for (const edit of edits.filter(({ mode }) => mode === '040000')) {
      await git(dir, ['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', edit.path], { env }).catch(
        () => undefined,
      )
      if (edit.sha !== null) await git(dir, ['read-tree', `--prefix=${edit.path}/`, edit.sha], { env })
    }
    const lines = edits
      .filter(({ mode }) => mode !== '040000')
      .map(({ path, mode, sha }) => `${sha === null ? '0' : mode} ${sha ?? zeroSha}\t${path}\0`)
    await git(dir, ['update-index', '--add', '--replace', '-z', '--index-info'], { env, input: lines.join('') })
    return await gitText(dir, ['write-tree'], { env })
  } finally {
    await rm(index, { force: true })
  }
}

/** The tree of merging two commits, or `null` where they conflict. */
export async function mergeTree(dir: string, ours: string, theirs: string): Promise<string | null> {
  const result = await tryGit(dir, ['merge-tree', '--write-tree', '--allow-unrelated-histories', ours, theirs])
  if (result.code === 0) return result.stdout.toString().split('\n')[0] ?? null
  if (result.code === 1) return null
  throw new Error(`git merge-tree failed: ${result.stderr.trim()}`)
}

/** `2026-11-20T10:00:00+01:00` → `2026-11-20T09:00:00Z`. */
function utc(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z')
}
