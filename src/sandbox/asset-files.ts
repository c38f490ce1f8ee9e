/** The bytes of release assets: one file each in the data folder, named by the asset's id. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Asset } from './records.ts'
import type { World } from './world.ts'

/** The bytes of an asset, counted as a download. */
export async function download(world: World, asset: Asset): Promise<Buffer> {
  world.store.assets.update(asset.id, { downloads: asset.downloads + 1 })
  return readFile(assetFile(world, asset))
}

export async function removeAsset(world: World, asset: Asset): Promise<void> {
  world.store.assets.remove(asset.id)
  await rm(assetFile(world, asset), { force: true })
}

export function assetFile(world: World, asset: Asset): string {
  return join(world.dir, 'assets', String(asset.id))
}
