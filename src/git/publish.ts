import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OutputFile } from '../base/tree.ts'
import { nameRefused, tagTaken } from './errors.ts'
import type { Git } from './git.ts'
import { checkedId, commitInfo, resolveRevision, tags } from './history.ts'

/** Moves a ref where others see it: a push for a mirror, the ref itself in a checkout. `expected: null`: it must not be there yet. */
export type MoveRef = (ref: string, commit: string, expected: string | null) => Promise<void>

/** Who writes commits and tags. */
export interface Identity {
  readonly name: string
  readonly email: string
}

/** See `Repository.publish`. The tip as the mirror knows it is the expectation: what the caller planned against must still stand. */
export async function publish(
  git: Git,
  identity: Identity,
  move: MoveRef,
  branch: string,
  files: readonly OutputFile[],
  message: string,
): Promise<string> {
  const ref = await checkedRef(git, 'branch', branch)
  const tip = await resolveRevision(git, ref)
  const tree = await writeTree(git, files)
  if (tip !== null && (await isSame(git, tip, tree, message))) return tip
  const { stdout } = await git.run(
    'write a commit',
    ['commit-tree', tree, ...(tip === null ? [] : ['-p', tip]), '-F', '-'],
    { stdin: message, env: identityEnvironment(identity) },
  )
  const commit = stdout.toString().trim()
  await move(ref, commit, tip)
  return commit
}

/**
 * See `Repository.tag`. The tag's object is made first and its ref last, so that a failed push leaves no tag behind that looks like
 * a success.
 */
export async function tag(
  git: Git,
  identity: Identity,
  move: MoveRef,
  name: string,
  commit: string,
  message: string,
): Promise<void> {
  const ref = await checkedRef(git, 'tag', name)
  const there = (await tags(git)).get(name)
  if (there === commit) return
  if (there !== undefined) throw tagTaken(name, commit)
  const seconds = Math.floor(Date.now() / 1000)
  const { stdout } = await git.run('write a tag', ['mktag'], {
    stdin: `object ${checkedId(commit)}\ntype commit\ntag ${name}\ntagger ${identity.name} <${identity.email}> ${seconds} +0000\n\n${message}\n`,
  })
  await move(ref, stdout.toString().trim(), null)
}

/** Writes blobs and trees through an index of its own, so that a checkout's index is not touched. Answers the tree's id. */
async function writeTree(git: Git, files: readonly OutputFile[]): Promise<string> {
  const index = { GIT_INDEX_FILE: join(git.dir, `apigov-index-${randomUUID()}`) }
  const rows: string[] = []
  for (const { path, content } of files) {
    if (!isPlainPath(path)) throw nameRefused('path', path)
    const { stdout } = await git.run('write a blob', ['hash-object', '-w', '--stdin'], { stdin: content })
    rows.push(`100644 ${stdout.toString().trim()}\t${path}\0`)
  }
  try {
    // `--index-info` alone would not create the file of an empty index.
    await git.run('start an index', ['read-tree', '--empty'], { env: index })
    await git.run('write an index', ['update-index', '-z', '--index-info'], { stdin: rows.join(''), env: index })
    return (await git.run('write a tree', ['write-tree'], { env: index })).stdout.toString().trim()
  } finally {
    await rm(index.GIT_INDEX_FILE, { force: true })
  }
}

async function isSame(git: Git, tip: string, tree: string, message: string): Promise<boolean> {
  const { stdout } = await git.run('read a commit', ['rev-parse', '--verify', `${tip}^{tree}`])
  return stdout.toString().trim() === tree && (await commitInfo(git, tip)).message === message.trimEnd()
}

/** `refs/heads/…` or `refs/tags/…`, when Git allows such a name (git-check-ref-format). */
async function checkedRef(git: Git, kind: 'branch' | 'tag', name: string): Promise<string> {
  const ref = `refs/${kind === 'branch' ? 'heads' : 'tags'}/${name}`
  if (name.startsWith('-') || name.includes('\0')) throw nameRefused(kind, name)
  const { code } = await git.run('check a name', ['check-ref-format', ref], { answers: [0, 1] })
  if (code !== 0) throw nameRefused(kind, name)
  return ref
}

function isPlainPath(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((segment) => !/^(|\.|\.\.|\.git)$/i.test(segment))
}

function identityEnvironment({ name, email }: Identity): Record<string, string> {
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email }
}
