/** Releases are tags: `payments@2.3.1`, or `acme/payments@2.3.1` where a repository holds several catalogs. */
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

export interface ReleaseName {
  readonly api: string
  readonly version: string
  readonly semver: string
}

/** The tag a release gets. `several`: the repository holds more than one catalog, so that an API's name alone does not say which. */
export function tagOf({ settings }: Catalog, api: string, semver: string, several: boolean): string {
  return several ? `${settings.catalog}/${api}@${semver}` : `${api}@${semver}`
}

/** Semvers by what stands before the `@`. */
type TagIndex = ReadonlyMap<string, readonly string[]>

export function indexTags(tags: Iterable<string>): TagIndex {
  const index = new Map<string, string[]>()
  for (const tag of tags) {
    const at = tag.lastIndexOf('@')
    const semver = tag.slice(at + 1)
    if (at <= 0 || valid(semver) === null) continue
    const semvers = index.get(tag.slice(0, at)) ?? []
    index.set(tag.slice(0, at), semvers)
    semvers.push(semver)
  }
  return index
}

/** The released semvers of an API's version. A version named `v2` has those of 2.x.y; one of another name all of its API. */
export function releasedSemvers(index: TagIndex, catalog: Catalog, api: string, version: string): readonly string[] {
  const line = /^v(\d+)$/.exec(version)?.[1]
  // Both spellings: the tags of a first catalog stay what they are when a second one joins it.
  return [...(index.get(api) ?? []), ...(index.get(`${catalog.settings.catalog}/${api}`) ?? [])].filter(
    (semver) => line === undefined || major(semver) === Number(line),
  )
}

/** What `Circumstances.released` holds for every version of these catalogs. */
export function releasedIn(
  tags: Iterable<string>,
  catalogs: readonly Catalog[],
): Readonly<Record<string, readonly string[]>> {
  const index = indexTags(tags)
  const versions = catalogs.flatMap((catalog) =>
    [...catalog.apis.values()].flatMap(({ id, versions }) =>
      [...versions.keys()].map((name) => [`${id}/${name}`, releasedSemvers(index, catalog, id, name)] as const),
    ),
  )
  return Object.fromEntries(versions.filter(([, semvers]) => semvers.length > 0))
}

/** The tag of a release and its commit; `null` where it was never released. */
export async function findRelease(
  releases: Releases,
  catalog: Catalog,
  { api, semver }: Pick<ReleaseName, 'api' | 'semver'>,
  several: boolean,
): Promise<{ readonly tag: string; readonly commit: string } | null> {
  const tag = tagOf(catalog, api, semver, several)
  const commit = releases.tags.get(tag)
  if (commit !== undefined) return { tag, commit }
  // From before a second catalog joined, or after it left; another catalog may have an API of this name.
  const old = tagOf(catalog, api, semver, !several)
  const oldCommit = releases.tags.get(old)
  if (oldCommit === undefined || !(await catalogThen(await releases.tree(oldCommit), catalog, api))) return null
  return { tag: old, commit: oldCommit }
}

/** The contract as it stood at its release; `null` where there is no such release, or no contract in it. */
export async function releasedContract(
  releases: Releases,
  catalog: Catalog,
  { api, version, semver }: ReleaseName,
): Promise<ContractSource | null> {
  for (const several of [true, false]) {
    const commit = releases.tags.get(tagOf(catalog, api, semver, several))
    const tree = commit === undefined ? null : await releases.tree(commit)
    const then = tree && (await catalogThen(tree, catalog, api))
    if (tree && then) return sourceOf({ tree, catalog: then }, api, version)
  }
  return null
}

/** This catalog in an older tree, with this API alone: a catalog of a thousand is not read for the sake of one. */
async function catalogThen(tree: Tree, { settings }: Catalog, api: string): Promise<Catalog | null> {
  for (const root of catalogRoots(tree)) {
    const below = root === '' ? '' : `${root}/`
    const entries = new Map(
      [...tree.entries].filter(([path]) => path === `${below}apigov.yaml` || path.startsWith(`${below}apis/${api}/`)),
    )
    const { catalog } = await readCatalog({ name: tree.name, entries, read: (path) => tree.read(path) }, root)
    if (catalog?.settings.catalog === settings.catalog && catalog.apis.has(api)) return catalog
  }
  return null
}
