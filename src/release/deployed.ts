import type { Repository } from '../base/repository.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { deployBranch } from './deployments.ts'
import { sourceTrailer } from './plan.ts'
import type { Deployed } from './plan-release.ts'

/** What stands on the deploy branches of these catalogs now; branches that are not there, or hold something else, are left out. */
export async function readDeployed(
  repository: Pick<Repository, 'resolve' | 'tree' | 'commit'>,
  catalogs: readonly Catalog[],
): Promise<ReadonlyMap<string, Deployed>> {
  const deployed = new Map<string, Deployed>()
  for (const { settings, environments } of catalogs)
    for (const { id } of environments.values()) {
      const branch = deployBranch(settings.catalog, id, catalogs.length > 1)
      // A clone has the branch as its remote's, the mirror as its own.
      const tip = (await repository.resolve(`refs/heads/${branch}`)) ?? (await repository.resolve(`origin/${branch}`))
      const found = tip && (await deployedBy(repository, tip))
      if (found) deployed.set(branch, found)
    }
  return deployed
}

async function deployedBy(repository: Pick<Repository, 'tree' | 'commit'>, tip: string): Promise<Deployed | null> {
  const tree = await repository.tree(tip)
  if (tree.entries.get('gateway.json')?.kind !== 'file') return null
  const snapshot: unknown = JSON.parse(new TextDecoder().decode(await tree.read('gateway.json')))
  if (typeof snapshot !== 'object' || snapshot === null) return null
  const { sequence, digest, signature } = snapshot as Readonly<Record<string, unknown>>
  if (typeof sequence !== 'number' || typeof digest !== 'string') return null
  const { message } = await repository.commit(tip)
  const source = new RegExp(`^${sourceTrailer}: ([0-9a-f]{40,64})$`, 'm').exec(message)?.[1] ?? null
  return { sequence, digest, signature: typeof signature === 'string' ? signature : null, source }
}
