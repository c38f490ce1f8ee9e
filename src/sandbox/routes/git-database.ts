import { z } from 'zod'
import { type Actor, accountOfActor } from '../access.ts'
import { created, invalid, notFound, ok, Refusal } from '../answer.ts'
import {
  editTree,
  git,
  gitText,
  listTree,
  objectType,
  type Person,
  readCommit,
  resolveCommit,
  revParse,
  writeBlob,
  writeCommit,
  zeroSha,
} from '../git.ts'
import type { Repository } from '../records.ts'
import { defineRoute } from '../route.ts'
import { gitCommitShape, noreply } from '../shapes/commit.ts'
import { apiOf, nodeId, now, type World } from '../world.ts'

const signature = z.object({ name: z.string(), email: z.string(), date: z.string().optional() })
const sha = z.string()

export const gitDatabaseRoutes = [
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/tags',
    docs: 'git/tags#create-a-tag-object',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: ['Makes the tag object only; a ref `refs/tags/<tag>` is a second call.'],
    body: z.object({
      tag: z.string(),
      message: z.string(),
      object: sha,
      type: z.enum(['commit', 'tree', 'blob']),
      tagger: signature.optional(),
    }),
    async handle({ world, repo, git: dir, body, actor }) {
      if ((await typeOf(dir, body.object)) !== body.type) throw new Refusal(422, 'Object does not exist')
      const tagger = personOf(world, actor, body.tagger)
      const seconds = Math.floor(Date.parse(tagger.date) / 1000)
      const text = `object ${body.object}\ntype ${body.type}\ntag ${body.tag}\ntagger ${tagger.name} <${tagger.email}> ${seconds} +0000\n\n${body.message}\n`
      const tag = await gitText(dir, ['mktag'], { input: text }).catch((thrown) => {
        throw new Refusal(422, `Invalid tag: ${thrown.message}`)
      })
      const shape = await tagShape(world, repo, dir, tag)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/tags/{tag_sha}',
    docs: 'git/tags#get-a-tag',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [],
    async handle({ world, repo, git: dir, params }) {
      const id = params['tag_sha'] ?? ''
      if ((await typeOf(dir, id)) !== 'tag') throw notFound()
      return ok(await tagShape(world, repo, dir, id))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/commits',
    docs: 'git/commits#create-a-commit',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      'Makes the commit object only; moves no branch.',
      "Without `author` the commit is the caller's, at the present time.",
    ],
    body: z.object({
      message: z.string(),
      tree: sha,
      parents: z.array(sha).default([]),
      author: signature.partial().optional(),
      committer: signature.partial().optional(),
    }),
    async handle({ world, repo, git: dir, body, actor }) {
      if ((await typeOf(dir, body.tree)) !== 'tree') throw new Refusal(422, 'Tree SHA does not exist')
      for (const parent of body.parents)
        if ((await typeOf(dir, parent)) !== 'commit')
          throw new Refusal(422, 'Parent SHA does not exist or is not a commit object')
      const author = personOf(world, actor, body.author)
      const committer = body.committer === undefined ? author : personOf(world, actor, body.committer)
      const id = await writeCommit(dir, {
        tree: body.tree,
        parents: body.parents,
        message: body.message,
        author,
        committer,
      })
      const shape = gitCommitShape(world, repo, await readCommit(dir, id))
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/commits/{commit_sha}',
    docs: 'git/commits#get-a-commit-object',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [],
    async handle({ world, repo, git: dir, params }) {
      const id = params['commit_sha'] ?? ''
      if ((await typeOf(dir, id)) !== 'commit') throw notFound()
      return ok(gitCommitShape(world, repo, await readCommit(dir, id)))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/trees',
    docs: 'git/trees#create-a-tree',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      'An entry has a `sha` or a `content`; a `sha` of null removes the path from `base_tree`.',
      '422 where a path is not one git would store, or an object does not exist.',
    ],
    body: z.object({
      base_tree: sha.optional(),
      tree: z.array(
        z.object({
          path: z.string().optional(),
          mode: z.enum(['100644', '100755', '040000', '160000', '120000']).optional(),
          type: z.enum(['blob', 'tree', 'commit']).optional(),
          sha: sha.nullable().optional(),
          content: z.string().optional(),
        }),
      ),
    }),
    async handle({ world, repo, git: dir, body }) {
      const base = body.base_tree === undefined ? null : await revParse(dir, `${hex(body.base_tree)}^{tree}`)
      if (base === undefined) throw new Refusal(422, 'base_tree is not a valid tree')
      const edits = []
      for (const { path, mode = '100644', sha: id, content } of body.tree) {
        if (path === undefined || !isTreePath(path))
          throw new Refusal(422, 'tree.path contains a malformed path component')
        if (content === undefined && id === undefined)
          throw new Refusal(422, 'Must supply either tree.sha or tree.content')
        if (content !== undefined && typeof id === 'string')
          throw new Refusal(422, 'Must supply either tree.sha or tree.content but not both')
        if (typeof id === 'string' && mode !== '160000' && (await typeOf(dir, id)) === undefined)
          throw new Refusal(422, `tree.sha ${id} is not a valid ${mode === '040000' ? 'tree' : 'blob'}`)
        edits.push({ path, mode, sha: content === undefined ? (id ?? null) : await writeBlob(dir, content) })
      }
      const tree = await editTree(dir, base, edits)
      const shape = await treeShape(world, repo, dir, tree, false)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/trees/{tree_sha}',
    docs: 'git/trees#get-a-tree',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [
      "`tree_sha` may be a branch or tag too; any value of `recursive` lists the folders' contents.",
      'At most 100,000 entries; `truncated` says that there were more.',
    ],
    async handle({ world, repo, git: dir, params, query }) {
      const name = params['tree_sha'] ?? ''
      const commit = await resolveCommit(dir, name)
      const tree = await revParse(dir, `${commit ?? hex(name)}^{tree}`)
      if (tree === undefined) throw notFound()
      return ok(await treeShape(world, repo, dir, tree, query['recursive'] !== undefined))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/blobs',
    docs: 'git/blobs#create-a-blob',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [],
    body: z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') }),
    async handle({ world, repo, git: dir, body }) {
      const id = await writeBlob(dir, Buffer.from(body.content, body.encoding === 'base64' ? 'base64' : 'utf8'))
      const url = `${apiOf(world, repo)}/git/blobs/${id}`
      return created({ sha: id, url }, { location: url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/blobs/{file_sha}',
    docs: 'git/blobs#get-a-blob',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [
      'Always base64, broken into lines of 60 characters.',
      'The raw bytes under `Accept: application/vnd.github.raw`.',
    ],
    async handle({ world, repo, git: dir, params, headers }) {
      const id = params['file_sha'] ?? ''
      if ((await typeOf(dir, id)) !== 'blob') throw notFound()
      const content = await git(dir, ['cat-file', 'blob', id])
      if (wantsRaw(headers['accept'])) return rawAnswer(content)
      return ok({
        sha: id,
        node_id: nodeId('Blob', id),
        size: content.length,
        url: `${apiOf(world, repo)}/git/blobs/${id}`,
        content: base64Lines(content),
        encoding: 'base64',
      })
    },
  }),
]

export const wantsRaw = (accept: string | undefined) =>
  /application\/vnd\.github(\.v3)?\.raw(\+json)?\b/.test(accept ?? '')

export function rawAnswer(content: Buffer) {
  return { status: 200, body: content, headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' } }
}

/** Base64 as GitHub breaks it. */
export function base64Lines(content: Buffer): string {
  return content.toString('base64').replace(/.{1,60}/g, '$&\n')
}

/** What git would refuse in a tree: empty, `.`, `..` and `.git` components, leading or doubled slashes. */
export function isTreePath(path: string): boolean {
  return path !== '' && path.split('/').every((part) => !/^(|\.|\.\.|\.git)$/i.test(part)) && !path.includes('\0')
}

/** The caller, or whom the caller names, at the time named or now. */
export function personOf(
  world: World,
  actor: Actor,
  named:
    | { readonly name?: string | undefined; readonly email?: string | undefined; readonly date?: string | undefined }
    | undefined,
): Person {
  const account = accountOfActor(actor)
  const date = named?.date === undefined ? now(world) : new Date(named.date)
  if (date instanceof Date && Number.isNaN(date.getTime()))
    throw invalid({ resource: 'Commit', field: 'date', code: 'invalid' })
  return {
    name: named?.name ?? account.login,
    email: named?.email ?? noreply(account),
    date: typeof date === 'string' ? date : date.toISOString(),
  }
}

/** Keeps an expression from being anything but an object id. */
function hex(text: string): string {
  return /^[0-9a-f]{40}$/.test(text) ? text : zeroSha
}

/** What an object is; `undefined` where there is none, or where the text is no full id. */
export async function typeOf(dir: string, id: string): Promise<string | undefined> {
  return /^[0-9a-f]{40}$/.test(id) ? objectType(dir, id) : undefined
}

async function tagShape(world: World, repo: Repository, dir: string, id: string) {
  const text = await gitText(dir, ['cat-file', 'tag', id])
  const [head = '', ...message] = text.split('\n\n')
  const field = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(head)?.[1] ?? ''
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+)/.exec(field('tagger')) ?? []
  const api = apiOf(world, repo)
  return {
    node_id: nodeId('Tag', id),
    sha: id,
    url: `${api}/git/tags/${id}`,
    tagger: { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') },
    object: { sha: field('object'), type: field('type'), url: `${api}/git/${field('type')}s/${field('object')}` },
    tag: field('tag'),
    message: message.join('\n\n'),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  }
}

/** GitHub's limit with `recursive` (7 MB is its other one). */
const maxEntries = 100_000

async function treeShape(world: World, repo: Repository, dir: string, tree: string, recursive: boolean) {
  const api = apiOf(world, repo)
  const entries = await listTree(dir, tree, recursive)
  return {
    sha: tree,
    url: `${api}/git/trees/${tree}`,
    tree: entries.slice(0, maxEntries).map(({ path, mode, type, sha: id, size }) => ({
      path,
      mode,
      type,
      sha: id,
      ...(size !== null && { size }),
      ...(type !== 'commit' && { url: `${api}/git/${type}s/${id}` }),
    })),
    truncated: entries.length > maxEntries,
  }
}
