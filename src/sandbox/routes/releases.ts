import { z } from 'zod'
import { type Actor, accountOfActor, mayPush } from '../access.ts'
import { created, invalid, noContent, notFound, ok, refuseLonger } from '../answer.ts'
import { removeAsset } from '../asset-files.ts'
import { announce } from '../events.ts'
import { isRefLike, readCommit, resolveCommit, revParse, zeroSha } from '../git.ts'
import { moveRef } from '../pushes.ts'
import type { Release } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { releaseShape } from '../shapes/release.ts'
import { now } from '../world.ts'

const maxBody = 125_000
const fields = {
  target_commitish: z.string().optional(),
  name: z.string().nullable().optional(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
}

export const releaseRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases',
    docs: 'releases/releases#list-releases',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['Newest first; drafts only to who may push.'],
    handle(call) {
      return page(call, visibleReleases(call).toReversed(), (release) => releaseShape(call.world, release))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/releases',
    docs: 'releases/releases#create-a-release',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      'A tag that is missing is made at `target_commitish`, unless the release is a draft.',
      '422 `already_exists` where a published release has the tag.',
      'Sends `release` with `created`, `published` and `released`, as GitHub does; of a draft nothing.',
    ],
    body: z.object({ tag_name: z.string(), ...fields }),
    async handle(call) {
      const { world, repo, body, actor } = call
      if (!isRefLike(body.tag_name))
        throw invalid({
          resource: 'Release',
          code: 'custom',
          field: 'tag_name',
          message: 'tag_name is not a valid tag',
        })
      checkBody(body.body)
      const taken = (release: Release) => release.repositoryId === repo.id && release.tagName === body.tag_name
      if (world.store.releases.find((release) => taken(release) && !release.draft) !== undefined)
        throw invalid({ resource: 'Release', code: 'already_exists', field: 'tag_name' })
      const draft = body.draft ?? false
      const target = body.target_commitish ?? repo.defaultBranch
      const commit = draft ? await resolveCommit(call.git, target) : await ensureTag(call, body.tag_name, target)
      const release = world.store.releases.insert({
        repositoryId: repo.id,
        tagName: body.tag_name,
        targetCommitish: target,
        name: body.name ?? null,
        body: body.body ?? null,
        draft,
        prerelease: body.prerelease ?? false,
        authorId: accountOfActor(actor).id,
        // GitHub dates a release by the commit it stands on.
        createdAt: commit === undefined ? now(world) : (await readCommit(call.git, commit)).committer.date,
        publishedAt: draft ? null : now(world),
      })
      if (!draft) announcePublished(call, release, ['created', 'published'])
      const shape = releaseShape(world, release)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases/latest',
    docs: 'releases/releases#get-the-latest-release',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['The newest that is neither draft nor prerelease; 404 where there is none.'],
    handle(call) {
      const latest = visibleReleases(call)
        .filter(({ draft, prerelease }) => !draft && !prerelease)
        .at(-1)
      if (latest === undefined) throw notFound()
      return ok(releaseShape(call.world, latest))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases/tags/{tag}',
    docs: 'releases/releases#get-a-release-by-tag-name',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['Only published ones: a draft has no tag yet.'],
    handle(call) {
      const release = visibleReleases(call).find(({ tagName, draft }) => tagName === call.params['tag'] && !draft)
      if (release === undefined) throw notFound()
      return ok(releaseShape(call.world, release))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases/{release_id}',
    docs: 'releases/releases#get-a-release',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [],
    handle: (call) => ok(releaseShape(call.world, releaseOf(call))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/releases/{release_id}',
    docs: 'releases/releases#update-a-release',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: ['Publishing a draft makes its tag. Sends `edited`, or `published` and `released`.'],
    body: z.object({ tag_name: z.string().optional(), ...fields }),
    async handle(call) {
      const { world, repo, body, actor } = call
      const old = releaseOf(call)
      checkBody(body.body)
      const draft = body.draft ?? old.draft
      const tagName = body.tag_name ?? old.tagName
      const target = body.target_commitish ?? old.targetCommitish
      if (!draft) await ensureTag(call, tagName, target)
      const release = world.store.releases.update(old.id, {
        tagName,
        targetCommitish: target,
        draft,
        ...(body.name !== undefined && { name: body.name }),
        ...(body.body !== undefined && { body: body.body }),
        ...(body.prerelease !== undefined && { prerelease: body.prerelease }),
        publishedAt: draft ? null : (old.publishedAt ?? now(world)),
      })
      if (old.draft && !draft) announcePublished(call, release, ['published'])
      else if (!draft) {
        const changes = {
          ...(release.name !== old.name && { name: { from: old.name ?? '' } }),
          ...(release.body !== old.body && { body: { from: old.body ?? '' } }),
        }
        const shape = releaseShape(world, release)
        announce(world, 'release', repo, accountOfActor(actor), { action: 'edited', changes, release: shape })
      }
      return ok(releaseShape(world, release))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/releases/{release_id}',
    docs: 'releases/releases#delete-a-release',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: ['The tag stays; the assets go.'],
    async handle(call) {
      const { world, repo, actor } = call
      const release = releaseOf(call)
      const shape = releaseShape(world, release)
      for (const asset of world.store.assets.filter(({ releaseId }) => releaseId === release.id))
        await removeAsset(world, asset)
      world.store.releases.remove(release.id)
      announce(world, 'release', repo, accountOfActor(actor), { action: 'deleted', release: shape })
      return noContent
    },
  }),
]

type Asked = Pick<Call, 'world' | 'repo' | 'params' | 'actor' | 'git'>

/** The release a path names; a draft only to who may push. */
export function releaseOf(call: Omit<Asked, 'git'>): Release {
  const release = visibleReleases(call).find(({ id }) => id === idParam(call, 'release_id'))
  if (release === undefined) throw notFound()
  return release
}

function visibleReleases({
  world,
  repo,
  actor,
}: {
  world: Call['world']
  repo: Call['repo']
  actor: Actor
}): readonly Release[] {
  const drafts = mayPush(world, actor, repo)
  return world.store.releases.filter((release) => release.repositoryId === repo.id && (drafts || !release.draft))
}

/** The commit of the tag, made where it is missing. */
async function ensureTag(call: Asked, tag: string, target: string): Promise<string> {
  const ref = `refs/tags/${tag}`
  const there = await revParse(call.git, `${ref}^{commit}`)
  if (there !== undefined) return there
  const commit = await resolveCommit(call.git, target)
  if (commit === undefined) throw invalid({ resource: 'Release', code: 'invalid', field: 'target_commitish' })
  await moveRef(call.world, call.repo, { ref, before: zeroSha, after: commit }, call.actor)
  return commit
}

function announcePublished(call: Asked, release: Release, actions: readonly string[]): void {
  const { world, repo, actor } = call
  for (const action of [...actions, release.prerelease ? 'prereleased' : 'released'])
    announce(world, 'release', repo, accountOfActor(actor), { action, release: releaseShape(world, release) })
}

function checkBody(body: string | null | undefined): void {
  refuseLonger(body, maxBody, { resource: 'Release', field: 'body' })
}
