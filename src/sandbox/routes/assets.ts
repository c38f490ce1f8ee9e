import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { accountOfActor, mayPush } from '../access.ts'
import { created, invalid, noContent, notFound, ok, Refusal } from '../answer.ts'
import { assetFile, download, removeAsset } from '../asset-files.ts'
import type { Asset } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { assetShape } from '../shapes/release.ts'
import { must, now } from '../world.ts'
import { releaseOf } from './releases.ts'

export const assetRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases/{release_id}/assets',
    docs: 'releases/assets#list-release-assets',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [],
    handle(call) {
      const release = releaseOf(call)
      const assets = call.world.store.assets.filter(({ releaseId }) => releaseId === release.id)
      return page(call, assets, (asset) => assetShape(call.world, asset))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/releases/{release_id}/assets',
    host: 'uploads',
    docs: 'releases/assets#upload-a-release-asset',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [
      'The bytes are the body as it is, `Content-Type` and the `name` parameter are needed.',
      '422 `already_exists` where the release has an asset of this name; odd characters in the name become dots.',
    ],
    async handle(call) {
      const { world, query, raw, headers, actor } = call
      const release = releaseOf(call)
      const { name, label } = query
      if (name === undefined || name === '')
        throw invalid({ resource: 'ReleaseAsset', code: 'missing_field', field: 'name' })
      const type = headers['content-type']
      if (type === undefined || headers['content-length'] === undefined)
        throw new Refusal(400, 'Bad Content-Length or Content-Type')
      const clean = name.replace(/[^A-Za-z0-9._@+-]+/g, '.')
      if (world.store.assets.find((asset) => asset.releaseId === release.id && asset.name === clean) !== undefined)
        throw invalid({ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' })
      const asset = world.store.assets.insert({
        releaseId: release.id,
        name: clean,
        label: label ?? null,
        contentType: type,
        size: raw.length,
        digest: `sha256:${createHash('sha256').update(raw).digest('hex')}`,
        uploaderId: accountOfActor(actor).id,
        downloads: 0,
        createdAt: now(world),
      })
      await writeFile(assetFile(world, asset), raw)
      return created(assetShape(world, asset))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases/assets/{asset_id}',
    docs: 'releases/assets#get-a-release-asset',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['The bytes under `Accept: application/octet-stream`.'],
    async handle(call) {
      const asset = assetOf(call)
      if (call.headers['accept'] !== 'application/octet-stream') return ok(assetShape(call.world, asset))
      return {
        status: 200,
        body: await download(call.world, asset),
        headers: { 'content-type': 'application/octet-stream' },
      }
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/releases/assets/{asset_id}',
    docs: 'releases/assets#update-a-release-asset',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [],
    body: z.object({ name: z.string().optional(), label: z.string().optional() }),
    handle(call) {
      const { world, body } = call
      const { name, label } = body
      const asset = world.store.assets.update(assetOf(call).id, {
        ...(name !== undefined && { name }),
        ...(label !== undefined && { label }),
      })
      return ok(assetShape(world, asset))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/releases/assets/{asset_id}',
    docs: 'releases/assets#delete-a-release-asset',
    door: 'token',
    permissions: ['contents:write'],
    behaviours: [],
    async handle(call) {
      await removeAsset(call.world, assetOf(call))
      return noContent
    },
  }),
]

function assetOf(call: Pick<Call, 'world' | 'repo' | 'params' | 'actor'>): Asset {
  const asset = call.world.store.assets.get(idParam(call, 'asset_id'))
  if (asset === undefined) throw notFound()
  const release = must(call.world.store.releases.get(asset.releaseId))
  if (release.repositoryId !== call.repo.id || (release.draft && !mayPush(call.world, call.actor, call.repo)))
    throw notFound()
  return asset
}
