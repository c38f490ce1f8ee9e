/** Which files a ruleset is made of. Found by reading them, never by running them. */
import { posix } from 'node:path'
import type { Tree } from '../base/tree.ts'
import { type Addresses, isAddress, noAddresses, type Unreachable } from './addresses.ts'
import { type Ruleset, rulesetNames } from './ruleset.ts'
import { extensionsOf, functionFiles, isCode, isRelative, parseRuleset, pathFrom } from './ruleset-file.ts'

/**
 * A ruleset with what it asks for. `read` answers the text of a file by its path, `null` where there is none: that is told where the
 * ruleset is used, with the line that asks for it; so is what `addresses` cannot give. `folder` is where these paths begin on disk, for
 * a ruleset of the user's own working tree; packages are found from there. Throws what `read` throws.
 */
export async function rulesetWith(
  name: string,
  text: string,
  read: (path: string) => Promise<string | null>,
  folder: string | null = null,
  addresses: Addresses = noAddresses,
): Promise<Ruleset> {
  const files = new Map<string, string>()
  const missing = new Set<string>()
  const unreachable = new Map<string, Unreachable>()
  const fetched = async (address: string): Promise<string | null> => {
    const answer = files.size < mostFiles ? await addresses.read(address) : tooManyFiles
    if ('text' in answer) return answer.text
    unreachable.set(address, answer)
    return null
  }
  const packages = new Set<string>()
  const open = [{ name, text }]
  const has = async (path: string): Promise<boolean> => {
    if (path === name || files.has(path)) return true
    const found = missing.has(path) ? null : await (isAddress(path) ? fetched(path) : read(path))
    if (found === null) missing.add(path)
    else {
      files.set(path, found)
      open.push({ name: path, text: found })
    }
    return found !== null
  }
  for (const file of open)
    for (const { paths, packageName } of wantedBy(file.name, file.text)) {
      let isHere = false
      for (const path of paths) isHere ||= await has(path)
      if (!isHere && packageName !== undefined) packages.add(packageName)
    }
  const isRun = packages.size > 0 || open.some((file) => isCode(file.name))
  return {
    name,
    text,
    ...(files.size > 0 && { files }),
    ...(unreachable.size > 0 && { unreachable }),
    ...(isRun && { code: { folder, packages: [...packages].sort() } }),
  }
}

/** More than any ruleset has; what stands at an address can lead to more addresses for ever. */
const mostFiles = 100
const tooManyFiles: Unreachable = { failure: `is one file more than the ${mostFiles} that a ruleset may have` }

/** The path of a catalog's own ruleset, in a tree; `null` where it has none. */
export function rulesetPathIn({ entries }: Pick<Tree, 'entries'>, root: string): string | null {
  const paths = rulesetNames.map((name) => `${root === '' ? '' : `${root}/`}policies/${name}`)
  return paths.find((path) => entries.has(path)) ?? null
}

/**
 * A catalog's own ruleset with what it asks for; `null` where it has none. `folder`: as `rulesetWith`, for a tree that is a folder of the
 * user's. Throws what `tree.read` throws.
 */
export async function rulesetIn(
  tree: Tree,
  root: string,
  addresses: Addresses,
  folder: string | null = null,
): Promise<Ruleset | null> {
  const path = rulesetPathIn(tree, root)
  if (path === null) return null
  const textOf = async (file: string) => new TextDecoder().decode(await tree.read(file))
  const read = async (file: string) => (tree.entries.get(file)?.kind === 'file' ? textOf(file) : null)
  return rulesetWith(path, await textOf(path), read, folder, addresses)
}

interface Wanted {
  /** Where it may stand, the first that is there counts. */
  readonly paths: readonly string[]
  /** What it is if it stands at none of them. */
  readonly packageName?: string
}

function wantedBy(name: string, text: string): readonly Wanted[] {
  if (isCode(name)) return wantedByCode(name, text)
  const { root } = parseRuleset(name, text)
  const overrides = Array.isArray(root['overrides']) ? root['overrides'] : []
  const extended = [root, ...overrides].flatMap((part) => extensionsOf((part as typeof root | null)?.['extends'], ''))
  return [
    ...extended.flatMap(({ what }) => (typeof what === 'string' ? wantedByName(name, what) : [])),
    ...functionFiles(name, root).map(({ path }) => ({ paths: [path] })),
  ].map((wanted) => ({ ...wanted, paths: wanted.paths.filter((path) => !isAddress(path) || mayFetch(path)) }))
}

/** Spectral takes a bare name for a package, and for a file beside the ruleset where there is none. */
function wantedByName(from: string, name: string): readonly Wanted[] {
  if (isRelative(name) || isAddress(name) || isAddress(from)) return [{ paths: [pathFrom(from, name)] }]
  if (/^[a-z]+:/i.test(name)) return []
  return [{ paths: /\.(ya?ml|json|[cm]?js)$/i.test(name) ? [pathFrom(from, name)] : [], packageName: packageOf(name) }]
}

/** Only data, and only what nobody on the way can have changed. */
function mayFetch(address: string): boolean {
  return address.startsWith('https:') && !isCode(address)
}

/** Every text in it that looks like the path of a file beside it; more than it asks for does no harm. */
function wantedByCode(from: string, text: string): readonly Wanted[] {
  const texts = [...text.matchAll(/(['"`])(\.{1,2}\/[^'"`\n]*)\1/g)].map((match) => match[2] ?? '')
  const names = [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])([^'".\n][^'"\n]*)\1/g)].map(
    (match) => match[2] ?? '',
  )
  return [
    ...texts.map((specifier) => ({ paths: filesFor(pathFrom(from, specifier)) })),
    ...names
      .filter((specifier) => !/^[a-z]+:|^@stoplight\/spectral-[a-z-]+$/.test(specifier))
      .map((specifier) => ({ paths: [], packageName: packageOf(specifier) })),
  ]
}

/** Where a file may stand that is imported as `./a`: Spectral's bundler adds endings, `require` looks into folders as well. */
export function filesFor(path: string): readonly string[] {
  const endings = ['', '.mjs', '.js', '.cjs', '.json']
  return [...endings.map((ending) => path + ending), posix.join(path, 'index.js')]
}

/** `@acme/ruleset/strict.yaml` → `@acme/ruleset` */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
