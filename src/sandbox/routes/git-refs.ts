import { z } from 'zod'
import { created, noContent, notFound, ok, Refusal } from '../answer.ts'
import { isAncestor, isRefLike, listRefs, objectType, zeroSha } from '../git.ts'
import { moveRef } from '../pushes.ts'
import type { Repository } from '../records.ts'
import { defineRoute, page } from '../route.ts'
import { apiOf, nodeId, type World } from '../world.ts'
import { typeOf } from './git-database.ts'

const sha = z.string()

export const refRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/ref/{ref}',
    docs: 'git/refs#get-a-reference',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [
      '`ref` is `heads/<branch>` or `tags/<tag>`, whole; 404 where there is no such ref, even when others begin like it.',
    ],
    async handle({ world, repo, git: dir, params }) {
      const ref = `refs/${params['ref']}`
      const target = await revParseExact(dir, ref)
      if (target === undefined) throw notFound()
      return ok(await refShape(world, repo, dir, ref, target))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/matching-refs/{ref}',
    docs: 'git/refs#list-matching-references',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['Every ref whose name begins with `ref`; an empty list where none does.'],
    async handle(call) {
      const { world, repo, git: dir, params } = call
      const prefix = `refs/${params['ref']}`
      const refs = [...(await listRefs(dir, 'refs/heads', 'refs/tags', 'refs/pull'))].filter(([ref]) =>
        ref.startsWith(prefix),
      )
      return page(call, refs, ([ref, target]) => refShape(world, repo, dir, ref, target))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/refs',
    docs: 'git/refs#create-a-reference',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      '422 `Reference already exists` and 422 `Object does not exist`, as GitHub says it.',
      'A branch makes `create` and `push` events and check suites, as a push does.',
    ],
    body: z.object({ ref: z.string(), sha }),
    async handle({ world, repo, git: dir, body, actor }) {
      if (!/^refs\/(heads|tags)\/./.test(body.ref) || !isRefLike(body.ref.slice(5)))
        throw new Refusal(422, "Reference name must start with 'refs' and contain at least two slashes.")
      const type = await typeOf(dir, body.sha)
      if (type === undefined || (body.ref.startsWith('refs/heads/') && type !== 'commit'))
        throw new Refusal(422, 'Object does not exist')
      if ((await revParseExact(dir, body.ref)) !== undefined) throw new Refusal(422, 'Reference already exists')
      await moveRef(world, repo, { ref: body.ref, before: zeroSha, after: body.sha }, actor)
      const shape = await refShape(world, repo, dir, body.ref, body.sha)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/git/refs/{ref}',
    docs: 'git/refs#update-a-reference',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      '422 `Update is not a fast forward` unless `force`.',
      '422 `Reference does not exist` where there is none.',
    ],
    body: z.object({ sha, force: z.boolean().default(false) }),
    async handle({ world, repo, git: dir, params, body, actor }) {
      const ref = `refs/${params['ref']}`
      const before = await revParseExact(dir, ref)
      if (before === undefined || !/^refs\/(heads|tags)\//.test(ref)) throw new Refusal(422, 'Reference does not exist')
      if ((await typeOf(dir, body.sha)) === undefined) throw new Refusal(422, 'Object does not exist')
      if (!body.force && !(await isAncestor(dir, before, body.sha)))
        throw new Refusal(422, 'Update is not a fast forward')
      if (before !== body.sha) await moveRef(world, repo, { ref, before, after: body.sha }, actor)
      return ok(await refShape(world, repo, dir, ref, body.sha))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/git/refs/{ref}',
    docs: 'git/refs#delete-a-reference',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: ['The default branch cannot be deleted.'],
    async handle({ world, repo, git: dir, params, actor }) {
      const ref = `refs/${params['ref']}`
      const before = await revParseExact(dir, ref)
      if (before === undefined || !/^refs\/(heads|tags)\//.test(ref)) throw new Refusal(422, 'Reference does not exist')
      if (ref === `refs/heads/${repo.defaultBranch}`) throw new Refusal(422, 'Cannot delete the default branch')
      await moveRef(world, repo, { ref, before, after: zeroSha }, actor)
      return noContent
    },
  }),
]

async function revParseExact(dir: string, ref: string): Promise<string | undefined> {
  return isRefLike(ref) ? (await listRefs(dir, ref)).get(ref) : undefined
}

async function refShape(world: World, repo: Repository, dir: string, ref: string, target: string) {
  const type = (await objectType(dir, target)) ?? 'commit'
  return {
    ref,
    node_id: nodeId('Ref', `${repo.id}:${ref}`),
    url: `${apiOf(world, repo)}/git/${ref}`,
    object: { sha: target, type, url: `${apiOf(world, repo)}/git/${type}s/${target}` },
  }
}
