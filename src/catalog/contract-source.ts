import picomatch from 'picomatch'
import type { Tree } from '../base/tree.ts'
import type { ContractSource, SourceBytes } from '../contract/contract.ts'
import type { Api, ApiVersion, Catalog } from './catalog.ts'
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
  const reachable = reachOf(catalog, api)
  const files = new Map<string, SourceBytes>()
  const refused = new Map<string, 'symlink' | 'submodule' | 'too-large'>()
  for (const [path, { blob, kind, size }] of tree.entries) {
    if (!reachable(path)) continue
    if (kind !== 'file') refused.set(path, kind)
    else if (size > catalog.settings.maxContractBytes) refused.set(path, 'too-large')
    else if (isData(path)) files.set(path, { blob, bytes: await tree.read(path) })
  }
  const identity = { catalog: catalog.settings.catalog, api: api.id, version: version.name }
  return { entry: version.contract, files, refused, identity }
}

function reachOf(catalog: Catalog, api: Api): (path: string) => boolean {
  const { shared, file } = catalog.settings
  const isShared = shared === null ? () => false : picomatch(shared)
  const root = below(catalog.root, '')
  const own = new Set([file, api.file, ...[...api.exposures.values()].map((exposure) => exposure.file)])
  return (path) => {
    if (own.has(path)) return false
    return path.startsWith(`${api.folder}/`) || (path.startsWith(root) && isShared(path.slice(root.length)))
  }
}

/** What a `$ref` can lead to. */
function isData(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path)
}
