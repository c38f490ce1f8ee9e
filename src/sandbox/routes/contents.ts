import { z } from 'zod'
import { created, notFound, ok, Refusal } from '../answer.ts'
import { diffEntries, startOf } from '../diff.ts'
import {
  editTree,
  git,
  gitText,
  listTree,
  log,
  readCommit,
  resolveCommit,
  revParse,
  type TreeEntry,
  writeBlob,
  writeCommit,
} from '../git.ts'
import { moveRef } from '../pushes.ts'
import type { Repository } from '../records.ts'
import { type Call, defineRoute, linkHeader, pageOf } from '../route.ts'
import { commitShape, gitCommitShape } from '../shapes/commit.ts'
import { diffEntryShape } from '../shapes/diff.ts'
import { accountByLogin, apiOf, fullName, type World } from '../world.ts'
import { base64Lines, isTreePath, personOf, rawAnswer, wantsRaw } from './git-database.ts'

const signature = z.object({ name: z.string(), email: z.string(), date: z.string().optional() })
/** A file above this comes without content ("Get repository content"); above the second not at all. */
const maxInline = 1024 * 1024
const maxFile = 100 * 1024 * 1024
const maxFolder = 1000
const maxCompareFiles = 300

export const contentRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/contents/{path}',
    docs: 'repos/contents#get-repository-content',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [
      'A folder answers a list of at most 1,000 entries; a symlink answers itself, its target is not read.',
      'Files above 1 MB come with `encoding: none` and no content, above 100 MB as 403.',
      'The raw bytes under `Accept: application/vnd.github.raw`.',
    ],
    async handle(call) {
      const { world, repo, git: dir, query, headers } = call
      const path = (call.params['path'] ?? '').replace(/\/$/, '')
      const ref = query['ref'] ?? repo.defaultBranch
      const commit = await resolveCommit(dir, ref)
      if (commit === undefined) throw Object.assign(notFound(), { message: `No commit found for the ref ${ref}` })
      const entry = path === '' ? undefined : await entryAt(dir, commit, path)
      if (path !== '' && entry === undefined) throw notFound()
      if (entry === undefined || entry.type === 'tree') {
        const entries = await listTree(dir, entry?.sha ?? `${commit}^{tree}`, false)
        const inside = entries.slice(0, maxFolder)
        return ok(
          inside.map((one) =>
            contentShape(world, repo, ref, { ...one, path: path === '' ? one.path : `${path}/${one.path}` }),
          ),
        )
      }
      if ((entry.size ?? 0) > maxFile) throw new Refusal(403, 'This API returns blobs up to 100 MB in size.')
      const content = await git(dir, ['cat-file', 'blob', entry.sha])
      if (wantsRaw(headers['accept'])) return rawAnswer(content)
      const shape = contentShape(world, repo, ref, entry)
      if (entry.mode === '120000') return ok({ ...shape, target: content.toString() })
      const inline = content.length <= maxInline
      return ok({ ...shape, content: inline ? base64Lines(content) : '', encoding: inline ? 'base64' : 'none' })
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/repos/{owner}/{repo}/contents/{path}',
    docs: 'repos/contents#create-or-update-file-contents',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      'Replacing a file needs its `sha`: 422 without it, 409 where the file is another by now.',
      'The branch moves, and everything follows that follows a push.',
    ],
    body: z.object({
      message: z.string(),
      content: z.string(),
      sha: z.string().optional(),
      branch: z.string().optional(),
      author: signature.optional(),
      committer: signature.optional(),
    }),
    async handle(call) {
      const { world, repo, git: dir, body } = call
      const path = pathOf(call.params['path'])
      const branch = body.branch ?? repo.defaultBranch
      const tip = await branchTip(dir, branch)
      const old = await entryAt(dir, tip, path)
      if (old !== undefined && body.sha === undefined)
        throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
      if (body.sha !== undefined && old?.sha !== body.sha) throw new Refusal(409, `${path} does not match ${body.sha}`)
      const sha = await writeBlob(dir, Buffer.from(body.content, 'base64'))
      const commit = await commitEdit(call, branch, tip, { path, mode: old?.mode ?? '100644', sha }, body)
      const entry = await entryAt(dir, commit.sha, path)
      if (entry === undefined) throw notFound()
      const answer = { content: contentShape(world, repo, branch, entry), commit: gitCommitShape(world, repo, commit) }
      return old === undefined ? created(answer) : ok(answer)
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/contents/{path}',
    docs: 'repos/contents#delete-a-file',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [],
    body: z.object({
      message: z.string(),
      sha: z.string(),
      branch: z.string().optional(),
      author: signature.partial().optional(),
      committer: signature.partial().optional(),
    }),
    async handle(call) {
      const { world, repo, git: dir, body } = call
      const path = pathOf(call.params['path'])
      const branch = body.branch ?? repo.defaultBranch
      const tip = await branchTip(dir, branch)
      const old = await entryAt(dir, tip, path)
      if (old === undefined) throw notFound()
      if (old.sha !== body.sha) throw new Refusal(409, `${path} does not match ${body.sha}`)
      const commit = await commitEdit(call, branch, tip, { path, mode: old.mode, sha: null }, body)
      return ok({ content: null, commit: gitCommitShape(world, repo, commit) })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}',
    docs: 'commits/commits#get-a-commit',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['422 where the ref names no commit, not 404.', 'At most 300 files a page, 3,000 in all.'],
    async handle(call) {
      const { world, repo, git: dir, params } = call
      const sha = await resolveCommit(dir, params['ref'] ?? '')
      if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${params['ref']}`)
      const commit = await readCommit(dir, sha)
      const parent = commit.parents[0] ?? (await gitText(dir, ['hash-object', '-t', 'tree', '/dev/null']))
      const entries = await diffEntries(dir, parent, sha, 3000)
      const { number } = pageOf(call.query)
      const sum = (key: 'additions' | 'deletions') => entries.reduce((total, entry) => total + entry[key], 0)
      const stats = { additions: sum('additions'), deletions: sum('deletions') }
      return {
        status: 200,
        headers: linkHeader(call, number, Math.ceil(entries.length / 300)),
        body: {
          ...commitShape(world, repo, commit),
          stats: { ...stats, total: stats.additions + stats.deletions },
          files: entries
            .slice((number - 1) * 300, number * 300)
            .map((entry) => diffEntryShape(world, repo, sha, entry)),
        },
      }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/compare/{basehead}',
    docs: 'commits/commits#compare-two-commits',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [
      '`base...head`, three dots: from where the two parted. `owner:branch` reaches into the fork network.',
      'At most 300 files, on the first page only; commits are paged.',
    ],
    async handle(call) {
      const { world, repo, git: dir, params } = call
      const [left = '', right = ''] = (params['basehead'] ?? '').split('...')
      const [base, head] = [await networkCommit(call, left), await networkCommit(call, right)]
      if (base === undefined || head === undefined) throw notFound()
      const start = await startOf(dir, base, head)
      const ahead = await log(dir, ['--reverse', `${base}..${head}`])
      const behind = Number(await gitText(dir, ['rev-list', '--count', `${head}..${base}`]))
      const { size, number } = pageOf({ per_page: '250', ...call.query })
      const files = number === 1 ? await diffEntries(dir, start, head, maxCompareFiles) : []
      const page = `${world.url}/${fullName(world, repo)}/compare/${left}...${right}`
      const status = ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical'
      return {
        status: 200,
        headers: linkHeader(call, number, Math.ceil(ahead.length / size)),
        body: {
          url: `${apiOf(world, repo)}/compare/${left}...${right}`,
          html_url: page,
          permalink_url: `${world.url}/${fullName(world, repo)}/compare/${base.slice(0, 7)}...${head.slice(0, 7)}`,
          diff_url: `${page}.diff`,
          patch_url: `${page}.patch`,
          base_commit: commitShape(world, repo, await readCommit(dir, base)),
          merge_base_commit: commitShape(world, repo, await readCommit(dir, start)),
          status,
          ahead_by: ahead.length,
          behind_by: behind,
          total_commits: ahead.length,
          commits: ahead.slice((number - 1) * size, number * size).map((commit) => commitShape(world, repo, commit)),
          files: files.map((entry) => diffEntryShape(world, repo, head, entry)),
        },
      }
    },
  }),
]

function pathOf(path: string | undefined): string {
  if (path === undefined || !isTreePath(path)) throw new Refusal(422, 'path contains a malformed path component')
  return path
}

async function branchTip(dir: string, branch: string): Promise<string> {
  const tip = await revParse(dir, `refs/heads/${branch}`)
  if (tip === undefined) throw Object.assign(notFound(), { message: `Branch ${branch} not found` })
  return tip
}

async function entryAt(dir: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  if (!isTreePath(path)) return undefined
  return (await listTree(dir, `${commit}^{tree}`, false, path)).find((entry) => entry.path === path)
}

interface Edit {
  readonly path: string
  readonly mode: string
  readonly sha: string | null
}

interface Signatures {
  readonly message: string
  readonly author?: { name?: string | undefined; email?: string | undefined; date?: string | undefined } | undefined
  readonly committer?: { name?: string | undefined; email?: string | undefined; date?: string | undefined } | undefined
}

async function commitEdit(call: Call<unknown>, branch: string, tip: string, edit: Edit, body: Signatures) {
  const { world, repo, git: dir, actor } = call
  const tree = await editTree(dir, `${tip}^{tree}`, [edit])
  const committer = personOf(world, actor, body.committer)
  const author = body.author === undefined ? committer : personOf(world, actor, body.author)
  const sha = await writeCommit(dir, { tree, parents: [tip], message: body.message, author, committer })
  await moveRef(world, repo, { ref: `refs/heads/${branch}`, before: tip, after: sha }, actor)
  return readCommit(dir, sha)
}

/** `branch` of this repository, or `owner:branch` of a fork, whose commits are then fetched. */
async function networkCommit(call: Call<unknown>, name: string): Promise<string | undefined> {
  const { world, repo, git: dir } = call
  const colon = name.indexOf(':')
  if (colon < 0) return resolveCommit(dir, name)
  const owner = accountByLogin(world, name.slice(0, colon))
  const root = repo.parentId ?? repo.id
  const other = world.store.repositories.find(
    (one) => one.ownerId === owner?.id && (one.id === root || one.parentId === root || one.id === repo.id),
  )
  if (other === undefined) return undefined
  const folder = `${world.dir}/git/${fullName(world, other)}.git`
  const sha = await resolveCommit(folder, name.slice(colon + 1))
  if (sha !== undefined && other.id !== repo.id) await git(dir, ['fetch', '--quiet', '--no-tags', folder, sha])
  return sha
}

function contentShape(world: World, repo: Repository, ref: string, entry: TreeEntry) {
  const path = entry.path.split('/').map(encodeURIComponent).join('/')
  const api = apiOf(world, repo)
  const page = `${world.url}/${fullName(world, repo)}`
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const folder = entry.type === 'tree'
  const submodule = entry.type === 'commit'
  const gitUrl = submodule ? null : `${api}/git/${folder ? 'trees' : 'blobs'}/${entry.sha}`
  const html = submodule ? null : `${page}/${folder ? 'tree' : 'blob'}/${ref}/${path}`
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: folder || submodule ? null : `${page}/raw/${ref}/${path}`,
    type: folder ? 'dir' : submodule ? 'submodule' : entry.mode === '120000' ? 'symlink' : 'file',
    _links: { self: url, git: gitUrl, html },
  }
}
