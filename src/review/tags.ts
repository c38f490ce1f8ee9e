import { major, valid } from 'semver'
import type { Tree } from '../base/tree.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import type { ContractSource } from '../contract/contract.ts'
import { sourceOf } from './side.ts'

/** Where releases are looked up: tag names with their commits, and the tree of a commit. A `Repository` has both. */
export interface Releases {
  readonly tags: ReadonlyMap<string, string>
  tree(commit: string): Promise<Tree>
}

/** `payments@2.3.1`; `acme/payments@2.3.1` where the repository holds several catalogs. */
export function tagOf(catalog: Catalog, api: string, semver: string, several: boolean): string {
  return several ? `${catalog.settings.catalog}/${api}@${semver}` : `${api}@${semver}`
}

/** The semvers of an API's version that have been released, from the names of the tags. A version named `v2` has those of 2.x.y; one of another name all of its API. */
export function releasedSemvers(
  tags: Iterable<string>,
  catalog: Catalog,
  api: string,
  version: string,
  several: boolean,
): readonly string[] {
  const prefix = tagOf(catalog, api, '', several)
  const line = /^v(\d+)$/.exec(version)?.[1]
  return [...tags]
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length))
    .filter((semver) => valid(semver) !== null && (line === undefined || major(semver) === Number(line)))
}

/** What `Circumstances.released` holds for every version of these catalogs. */
export function releasedIn(
  tags: Iterable<string>,
  catalogs: readonly Catalog[],
): Readonly<Record<string, readonly string[]>> {
  const names = [...tags]
  const versions = catalogs.flatMap((catalog) =>
    [...catalog.apis.values()].flatMap((api) =>
      [...api.versions.keys()].map((version) => {
        const semvers = releasedSemvers(names, catalog, api.id, version, catalogs.length > 1)
        return [`${api.id}/${version}`, semvers] as const
      }),
    ),
  )
  return Object.fromEntries(versions.filter(([, semvers]) => semvers.length > 0))
}

/** The contract as it stood at its release: from the tagged commit's own catalog. `null` where there is no such tag, or nothing readable behind it. */
export async function releasedContract(
  releases: Releases,
  catalog: Catalog,
  release: { readonly api: string; readonly version: string; readonly semver: string },
): Promise<ContractSource | null> {
  const { api, version, semver } = release
  for (const several of [false, true]) {
    const commit = releases.tags.get(tagOf(catalog, api, semver, several))
    if (commit === undefined) continue
    const tree = await releases.tree(commit)
    for (const root of catalogRoots(tree)) {
      const then = (await readCatalog(tree, root)).catalog
      if (then?.settings.catalog !== catalog.settings.catalog) continue
      const source = await sourceOf({ tree, catalog: then }, api, version)
      if (source) return source
    }
  }
  return null
}
