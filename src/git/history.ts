import type { CommitInfo, Lines } from '../base/repository.ts'
import { isObjectId } from './blob-reader.ts'
import { revisionRefused } from './errors.ts'
import type { Git } from './git.ts'

/** The commit id a revision names; `null` where it names none. Throws where the text is no revision but an option or a second line. */
export async function resolveRevision(git: Git, revision: string): Promise<string | null> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line feed would be a second question
  if (revision === '' || revision.startsWith('-') || /[\u0000-\u001f\u007f]/.test(revision))
    throw revisionRefused(revision)
  // Over stdin, not as an argument: there no text is an option.
  const { stdout } = await git.run('resolve a revision', ['cat-file', '--batch-check'], {
    stdin: `${revision}^{commit}\n`,
  })
  const [id = '', type] = stdout.toString().trim().split(' ')
  return type === 'commit' ? id : null
}

export async function mergeBase(git: Git, a: string, b: string): Promise<string | null> {
  const { stdout, code } = await git.run('find the common ancestor', ['merge-base', checkedId(a), checkedId(b)], {
    answers: [0, 1],
  })
  return code === 0 ? stdout.toString().trim() : null
}

/** The id of the tree that merging gives; `null` where there are conflicts. Writes objects, touches no ref and no work tree. */
export async function mergedTree(git: Git, base: string, head: string): Promise<string | null> {
  const { stdout, code } = await git.run(
    'merge in memory',
    ['merge-tree', '--write-tree', '--allow-unrelated-histories', checkedId(base), checkedId(head)],
    { answers: [0, 1] },
  )
  return code === 0 ? stdout.toString().trim() : null
}

/** As `Repository.hunks`. A file that was renamed is compared with what it was called before, as the forges do. */
export async function hunks(git: Git, base: string, head: string, path: string): Promise<Lines[]> {
  const from = await mergeBase(git, base, head)
  if (from === null) return []
  // A path is a path, whatever signs are in it.
  const compare = ['--literal-pathspecs', 'diff', '--find-renames', '--no-color', '--no-ext-diff', '--no-textconv']
  const listed = await git.run('compare commits', [...compare, '--name-status', '-z', from, checkedId(head)])
  const fields = listed.stdout.toString().split('\0')
  const at = fields.indexOf(path)
  if (at < 0) return []
  const was = /^[RC]/.test(fields[at - 2] ?? '') ? [fields[at - 1] ?? path] : []
  const { stdout } = await git.run('compare commits', [...compare, '--unified=3', from, head, '--', ...was, path])
  return [...stdout.toString().matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, first, count = '1']) =>
    count === '0' ? [] : [{ from: Number(first), to: Number(first) + Number(count) - 1 }],
  )
}

/** Fields end in NUL, which no field can hold. */
const commitFormat = '--format=%H%x00%P%x00%ct%x00%an%x00%B%x00'

export async function firstParents(git: Git, from: string | null, to: string): Promise<CommitInfo[]> {
  const range = from === null ? [checkedId(to)] : [checkedId(to), `^${checkedId(from)}`]
  const { stdout } = await git.run('list commits', ['log', '--first-parent', '--reverse', commitFormat, ...range, '--'])
  return commitsOf(stdout.toString())
}

export async function commitInfo(git: Git, id: string): Promise<CommitInfo> {
  const { stdout } = await git.run('read a commit', ['log', '--max-count=1', commitFormat, checkedId(id), '--'])
  const [commit] = commitsOf(stdout.toString())
  if (!commit) throw revisionRefused(id)
  return commit
}

/** Tag names and the commits they lead to; tags of anything but commits are left out. */
export async function tags(git: Git): Promise<ReadonlyMap<string, string>> {
  const format = '--format=%(refname:strip=2)%00%(objecttype) %(objectname)%00%(*objecttype) %(*objectname)'
  const { stdout } = await git.run('list the tags', ['for-each-ref', format, 'refs/tags'])
  const found = new Map<string, string>()
  for (const line of stdout.toString().split('\n').filter(Boolean)) {
    const [name = '', direct = '', peeled = ''] = line.split('\0')
    const [type, id = ''] = (peeled.trim() === '' ? direct : peeled).split(' ')
    // A tag of a tag is peeled once only by the listing.
    const commit = type === 'commit' ? id : type === 'tag' ? await resolveRevision(git, `refs/tags/${name}`) : null
    if (commit !== null) found.set(name, commit)
  }
  return found
}

export async function listTree(git: Git, commit: string): Promise<Buffer> {
  const { stdout } = await git.run('list the files', ['ls-tree', '-r', '-l', '-z', '--full-tree', checkedId(commit)])
  return stdout
}

/** Ids are the only text of others that becomes an argument. */
export function checkedId(id: string): string {
  if (!isObjectId(id)) throw revisionRefused(id)
  return id
}

function commitsOf(text: string): CommitInfo[] {
  const fields = text.split('\0')
  const commits: CommitInfo[] = []
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [id = '', parents = '', seconds = '', author = '', message = ''] = fields.slice(at, at + 5)
    commits.push({
      id: id.trim(), // a line feed stands between commits
      parents: parents.split(' ').filter(Boolean),
      message: message.trimEnd(),
      committedAt: new Date(Number(seconds) * 1000).toISOString(),
      author,
    })
  }
  return commits
}
