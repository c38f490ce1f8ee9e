/** Which files of a tree belong to a catalog, of which kind they are, and which look as if they should but do not. */
import { didYouMean } from '../base/did-you-mean.ts'
import type { Tree, TreeEntry } from '../base/tree.ts'
import type { Fault } from './fault.ts'
import { kinds } from './kinds/index.ts'
import type { CatalogFile, Kind } from './kinds/kind.ts'
import { namePattern } from './shapes.ts'

export interface Layout {
  readonly files: readonly PlacedFile[]
  /** What is wrong with where files stand, by file. */
  readonly misplaced: readonly (Fault & { readonly file: string })[]
}

export interface PlacedFile extends CatalogFile {
  readonly kind: Kind
  readonly entry: TreeEntry
}

const settingsFile = 'apigov.yaml'
const patterns = kinds.map((kind) => ({
  kind,
  start: kind.path.split('{')[0] ?? '',
  pattern: patternOf(kind.path),
}))
/** What stands in the folder of a version is its contract's business. */
const versionFolder = /^apis\/[^/]+\/v\d+\//
/** `apis`, `teams`, …: data files in these are catalog files, or misplaced. */
const folders = [
  ...new Set(kinds.flatMap(({ path }) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : []))),
]

/** Every folder with `apigov.yaml`, `''` for the root of the tree, in code-unit order. */
export function catalogRoots(tree: Tree): string[] {
  const roots: string[] = []
  for (const [path, { kind }] of tree.entries) {
    if (kind !== 'file') continue
    if (path === settingsFile) roots.push('')
    else if (path.endsWith(`/${settingsFile}`)) roots.push(path.slice(0, -settingsFile.length - 1))
  }
  return roots.sort()
}

/** The path of a file of this kind, from the root of the tree. */
export function pathOf(kind: Kind, root: string, names: Readonly<Record<string, string>>): string {
  return below(
    root,
    kind.path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? ''),
  )
}

export function below(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`
}

/** Sorts the files below `root` by kind. What belongs to a catalog further down is that catalog's. */
export function surveyLayout(tree: Tree, root: string): Layout {
  const files: PlacedFile[] = []
  const misplaced: (Fault & { file: string })[] = []
  const inner = catalogRoots(tree).filter((other) => other !== root && other.startsWith(below(root, '')))
  for (const [path, entry] of tree.entries) {
    if (!path.startsWith(below(root, '')) || inner.some((other) => path.startsWith(`${other}/`))) continue
    const relative = path.slice(below(root, '').length)
    const found = kindOf(relative)
    const trouble = troubleWith(relative, entry, found, (other) => tree.entries.has(below(root, other)))
    if (trouble) misplaced.push({ ...trouble, file: path })
    if (found && entry.kind === 'file') files.push({ ...found, path, entry })
  }
  return { files, misplaced: [...misplaced, ...foldersWithoutApi(files, misplaced, tree, root)] }
}

function kindOf(relative: string): { kind: Kind; names: Record<string, string> } | null {
  for (const { kind, start, pattern } of patterns) {
    const match = relative.startsWith(start) ? pattern.exec(relative) : null
    if (match) return { kind, names: { ...match.groups } }
  }
  return null
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}

function troubleWith(
  relative: string,
  entry: TreeEntry,
  found: { names: Record<string, string> } | null,
  exists: (relative: string) => boolean,
): Fault | null {
  const [folder = ''] = relative.split('/')
  if (entry.kind !== 'file') return found || isOurs(folder, relative) ? linked(relative, entry.kind) : null
  if (found) return badName(Object.values(found.names))
  if (!/\.(ya?ml|json)$/i.test(relative)) return null
  if (versionFolder.test(relative)) return null
  const near = nearestPath(relative)
  if (folder === 'apis') return isAstrayInApis(relative, near, exists) ? nowhere(relative, near, folder) : null
  return folders.includes(folder) || near !== null ? nowhere(relative, near, folder) : null
}

/** Links in the folder of a version are told by the reading of its contract, where it refers to them. */
function isOurs(folder: string, relative: string): boolean {
  return folders.includes(folder) && !versionFolder.test(relative)
}

function linked(relative: string, kind: 'symlink' | 'submodule'): Fault {
  return {
    rule: 'catalog-symlink',
    pointer: '',
    message: `\`${relative}\` is a ${kind}, and a catalog is read from files only`,
    help: 'Put the file itself here: a link would let a change elsewhere change the catalog unseen.',
  }
}

function badName(names: readonly string[]): Fault | null {
  const wrong = names.find((name) => !namePattern.test(name))
  if (wrong === undefined) return null
  return {
    rule: 'catalog-name',
    pointer: '',
    message: `\`${wrong}\` is not a name`,
    help: 'Rename it to lower-case letters, digits and single hyphens: names are parts of addresses, tags and branches.',
  }
}

function nowhere(relative: string, near: string | null, folder: string): Fault {
  const homes = kinds.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ path }) => `\`${path}\``)
  return {
    rule: 'catalog-place',
    pointer: '',
    message: `No kind of catalog file lives at \`${relative}\`${near ? `: did you mean \`${near}\`?` : ''}`,
    help: near
      ? `Move it to \`${near}\`.`
      : `Move it to where it is looked for (${homes.join(', ')}), or out of \`${folder}/\`.`,
  }
}

/** An API's folder may hold anything in the folders of its versions; what stands elsewhere in it may be a slip of the pen. */
function isAstrayInApis(relative: string, near: string | null, exists: (relative: string) => boolean): boolean {
  const [, api, ...rest] = relative.split('/')
  if (rest.length === 0) return true
  if (rest.length === 1) return near !== null && !exists(`apis/${api}/api.yaml`)
  return rest[0] === 'environments' || near !== null
}

/** The path a misspelt one was meant to be: extension and fixed segments corrected until a kind knows it. */
function nearestPath(relative: string): string | null {
  const segments = relative.replace(/\.(ya?ml|json)$/i, '.yaml').split('/')
  for (const { kind, pattern } of patterns) {
    const wanted = kind.path.split('/')
    if (wanted.length !== segments.length) continue
    const corrected = segments.map((segment, index) => {
      const fixed = wanted[index] ?? ''
      return fixed.includes('{') ? segment : nearestTo(segment, fixed)
    })
    const path = corrected.join('/')
    if (path !== relative && pattern.test(path)) return path
  }
  return null
}

/** Without the extension, which would make any two short names look alike. */
function nearestTo(segment: string, fixed: string): string {
  const stem = (text: string) => text.replace(/\.yaml$/, '')
  return didYouMean(stem(segment), [stem(fixed)]) === undefined ? segment : fixed
}

/** One fault for each API's folder without `api.yaml`, unless a slip in it has been named already. */
function foldersWithoutApi(
  files: readonly PlacedFile[],
  misplaced: readonly { file: string }[],
  tree: Tree,
  root: string,
): (Fault & { file: string })[] {
  const apiFiles = files.filter(({ kind }) => kind.id === 'api').map(({ path }) => path)
  const spoken = new Set([...apiFiles, ...misplaced.map(({ file }) => file)].map((path) => apiFolder(path, root)))
  const faults: (Fault & { file: string })[] = []
  for (const path of tree.entries.keys()) {
    const folder = apiFolder(path, root)
    if (folder === null || spoken.has(folder)) continue
    spoken.add(folder)
    faults.push({
      file: path,
      rule: 'api-file-missing',
      pointer: '',
      message: `\`${folder}\` has files but no \`api.yaml\``,
      help: `Add \`${folder}/api.yaml\`, which says what the API is and who owns it.`,
    })
  }
  return faults
}

/** `apis/payments` of a path below it. */
function apiFolder(path: string, root: string): string | null {
  const prefix = below(root, 'apis/')
  if (!path.startsWith(prefix)) return null
  const end = path.indexOf('/', prefix.length)
  return end < 0 ? null : path.slice(0, end)
}
