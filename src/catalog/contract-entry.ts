/** Where the contract of a version stands: the file the catalog names, or the one contract in the version's folder. */
import { compareText } from '../base/finding.ts'
import { pointerTo } from '../base/place.ts'
import type { Tree } from '../base/tree.ts'
import type { ApiVersion } from './catalog.ts'
import type { Fault } from './fault.ts'

/** The files directly in each folder. */
export type Listing = ReadonlyMap<string, readonly string[]>

/** Lists a tree once, because a catalog asks for a thousand folders. */
export function listingOf(tree: Tree): Listing {
  const files = [...tree.entries].filter(([, { kind }]) => kind === 'file').map(([path]) => path)
  return Map.groupBy(files, (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))))
}

const usualNames = [
  ...['openapi', 'swagger', 'asyncapi'].flatMap((name) => [`${name}.yaml`, `${name}.yml`, `${name}.json`]),
  'schema.graphql',
]

/**
 * The path of the entry file, or why there is none. Of several data files directly in the version's folder the one named `openapi.*`
 * (or `swagger.*`, `asyncapi.*`, `schema.graphql`) is the contract; its bytes are not looked at. Else the `.proto` files in the folder,
 * at any depth, are the contract together, and the first of them stands for it. A retired version needs none.
 */
export function findContract(
  tree: Tree,
  listing: Listing,
  apiFolder: string,
  version: ApiVersion,
): { readonly contract: string | null; readonly fault?: Fault } {
  const folder = `${apiFolder}/${version.name}`
  if (version.contract !== null) {
    const path = `${folder}/${version.contract}`
    if (tree.entries.get(path)?.kind === 'file') return { contract: path }
    if (tree.entries.get(path)?.kind === 'symlink') return linked(version, ['contract'], path)
    return missing(
      version,
      ['contract'],
      `There is no file \`${path}\``,
      'Add the contract there, or correct the path.',
    )
  }
  const files = (listing.get(folder) ?? []).filter((path) => /\.(ya?ml|json|graphqls?|gql)$/.test(path))
  const named = files.filter((path) => /\/((openapi|swagger|asyncapi)\.[a-z]+|schema\.(graphqls?|gql))$/.test(path))
  const protos = named.length > 0 ? [] : protosBelow(folder, listing)
  const candidates = named.length > 0 ? named : protos.length > 0 ? protos.slice(0, 1) : files
  const [contract] = candidates
  if (candidates.length === 1 && contract !== undefined) return { contract }
  if (candidates.length > 1) {
    const message = `Version \`${version.name}\` has several files that could be its contract`
    return missing(version, [], message, `Say which with \`contract\`: ${candidates.map(lastSegment).join(', ')}.`)
  }
  if (version.state === 'retired') return { contract: null }
  const link = usualNames.map((name) => `${folder}/${name}`).find((path) => tree.entries.get(path)?.kind === 'symlink')
  if (link !== undefined) return linked(version, [], link)
  const message = version.source
    ? `The contract of \`${version.name}\` is written in \`${version.source.repository}\`, but no copy of it stands in \`${folder}\``
    : `Version \`${version.name}\` has no contract`
  return missing(version, [], message, `Add \`${folder}/openapi.yaml\`.`)
}

function protosBelow(folder: string, listing: Listing): readonly string[] {
  const folders = [...listing.keys()].filter((path) => path === folder || path.startsWith(`${folder}/`))
  return folders
    .flatMap((path) => (listing.get(path) ?? []).filter((file) => file.endsWith('.proto')))
    .sort(compareText)
}

/** Why a semver stated beside a contract has no business there: the contract states its own. */
export function semverFault(version: ApiVersion, contract: string | null): Fault | undefined {
  if (version.semver === null || contract === null || hasNoSemver(contract)) return undefined
  return {
    rule: 'version-stated-twice',
    pointer: pointerTo('/versions', version.name, 'version'),
    message: `The contract of \`${version.name}\` has an \`info.version\` of its own`,
    help: 'Delete this line: only GraphQL and Protobuf have no place for it in the contract.',
  }
}

/** True for kinds of contract that have no place for a semver. */
export function hasNoSemver(contract: string): boolean {
  return /\.(graphqls?|gql|proto)$/i.test(contract)
}

function linked(version: ApiVersion, at: readonly string[], path: string) {
  return missing(
    version,
    at,
    `\`${path}\` is a symbolic link, and those are not followed`,
    'Put the file itself in its place.',
  )
}

function missing(version: ApiVersion, at: readonly string[], message: string, help: string) {
  return {
    contract: null,
    fault: { rule: 'contract-missing', pointer: pointerTo('/versions', version.name, ...at), message, help },
  }
}

function lastSegment(path: string): string {
  return `\`${path.slice(path.lastIndexOf('/') + 1)}\``
}
