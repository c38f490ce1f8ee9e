import type { Tree } from '../base/tree.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { contractSource } from '../catalog/contract-source.ts'
import type { ContractSource } from '../contract/contract.ts'

/** A catalog and the tree it stands in: one side of a comparison. */
export interface Side {
  readonly tree: Tree
  readonly catalog: Catalog
}

/** What the contract of a version is read from; `null` where the catalog has no such version, or no contract for it. */
export async function sourceOf(side: Side, api: string, version: string): Promise<ContractSource | null> {
  const owner = side.catalog.apis.get(api)
  const entry = owner?.versions.get(version)
  return owner && entry ? contractSource(side.tree, side.catalog, owner, entry) : null
}
