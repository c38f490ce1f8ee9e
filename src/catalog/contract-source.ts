import picomatch from 'picomatch'
import { pointerTo } from '../base/place.ts'
import type { Tree } from '../base/tree.ts'
import type { ContractSource, SourceBytes } from '../contract/contract.ts'
import type { Api, ApiVersion, Catalog } from './catalog.ts'
import { hasNoSemver } from './contract-entry.ts'
import { below } from './layout.ts'

/**
 * What the contract of a version is read from: the data files of its API's folder and of the catalog's shared files, the catalog's own
 * left out. Links, submodules and files over the catalog's limit are named in `refused`, and their bytes are not read. `null` where
 * the version has no contract; a finding of the catalog has said why. Throws what `tree.read` throws.
 */
export async function contractSource(
  tree: Tree,
  catalog: Catalog,
  api: Api,
  version: ApiVersion,
): Promise<ContractSource | null> {
  if (version.contract === null) return null
  const own = new Set([catalog.settings.file, api.file, ...[...api.exposures.values()].map(({ file }) => file)])
  const listing = listingOf(tree)
  const reachable = [...pathsBelow(listing.paths, `${api.folder}/`), ...sharedPaths(listing, catalog)]
  const files = new Map<string, SourceBytes>()
  const refused = new Map<string, 'symlink' | 'submodule' | 'too-large'>()
  for (const path of new Set(reachable)) {
    const entry = own.has(path) ? undefined : tree.entries.get(path)
    if (!entry) continue
    const { blob, kind, size } = entry
    if (kind !== 'file') refused.set(path, kind)
    else if (size > catalog.settings.maxContractBytes) refused.set(path, 'too-large')
    else if (isData(path)) files.set(path, { blob, bytes: await tree.read(path) })
  }
  const identity = { catalog: catalog.settings.catalog, api: api.id, version: version.name }
  const entry = version.contract
  const module = entry.endsWith('.proto') ? `${api.folder}/${version.name}` : undefined
  const mount = version.gateway.path.replaceAll('{version}', version.name)
  const setting = { visibility: api.visibility, mount }
  return { entry, files, refused, identity, setting, module, stated: stated(catalog, api, version, entry) }
}

/** The semver that the catalog states for a contract which has no place for it. */
function stated(catalog: Catalog, api: Api, { name, semver }: ApiVersion, entry: string): ContractSource['stated'] {
  if (!hasNoSemver(entry)) return undefined
  return { semver, place: catalog.place(api.file, pointerTo('/versions', name, 'version')) }
}

/** A tree listed once, because a catalog asks for a thousand folders of it. */
interface Listing {
  /** In code-unit order, so that a folder is a stretch of it. */
  readonly paths: readonly string[]
  readonly shared: Map<string, readonly string[]>
}

const listings = new WeakMap<Tree, Listing>()

function listingOf(tree: Tree): Listing {
  const listing = listings.get(tree) ?? { paths: [...tree.entries.keys()], shared: new Map() }
  listings.set(tree, listing)
  return listing
}

function pathsBelow(paths: readonly string[], folder: string): readonly string[] {
  let [from, to] = [0, paths.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((paths[middle] ?? '') < folder) from = middle + 1
    else to = middle
  }
  let end = from
  while (paths[end]?.startsWith(folder)) end++
  return paths.slice(from, end)
}

function sharedPaths({ paths, shared: known }: Listing, { root, settings: { shared } }: Catalog): readonly string[] {
  if (shared === null) return []
  const folder = below(root, '')
  const name = JSON.stringify([folder, shared])
  let found = known.get(name)
  if (!found) {
    const isShared = picomatch(shared)
    found = pathsBelow(paths, folder).filter((path) => isShared(path.slice(folder.length)))
    known.set(name, found)
  }
  return found
}

/** What a contract can be, and what a `$ref` or an import can lead to. */
function isData(path: string): boolean {
  return /\.(ya?ml|json|graphqls?|gql|proto|avsc)$/i.test(path)
}
