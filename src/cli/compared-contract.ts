import type { Stats } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { defaultLimits } from '../base/document.ts'
import { type ApigovError, defineError } from '../base/errors.ts'
import { compareText } from '../base/finding.ts'
import { LineIndex } from '../base/notation.ts'
import type { Place } from '../base/place.ts'
import { blobId, type Tree } from '../base/tree.ts'
import type { ContractIdentity, SourceBytes } from '../contract/contract.ts'
import { kindFor } from '../process/kinds/index.ts'
import type { AnyContract } from '../process/kinds/kind.ts'
import type { Io } from './command.ts'
import { contractMissing, filesBelow, reachOf } from './contract-files.ts'

type Refusal = 'symlink' | 'submodule' | 'too-large'

const symlink = 'it is a symlink'
const folderWithoutProto = 'it is a folder without `.proto` files'
const noFile = 'it is a pipe or a device'

const refusals: Readonly<Record<Refusal, string>> = {
  symlink,
  submodule: 'it is a submodule',
  'too-large': `it is larger than ${defaultLimits.maxBytes / 1024 / 1024} MB`,
}

/** A contract, and the text it was read from. */
export interface ReadContract {
  readonly contract: AnyContract
  /** The line a place is in; of a very long one what begins at the place. `null` where there is none. */
  line(place: Place): string | null
}

/** Where a contract's files come from: a folder of the disk, or a commit. */
interface Origin {
  readonly entry: string
  /** A folder was named, of which all `.proto` files are the contract. */
  readonly module?: { readonly folder: string; readonly files: readonly string[] }
  /** `null` where there is no such file. */
  read(path: string): Promise<Uint8Array | Refusal | null>
}

/**
 * The contract a command was given: a file, a folder of Protobuf files, or `<rev>:<path>` of the repository around the working
 * directory, the path from that repository's root. Only what the contract refers to is read: below the working directory, or below
 * the file's own folder where it lies elsewhere. `like` is one that it may be written much as, which saves to read that again.
 * Throws an `ApigovError` where there is none or it cannot be read as one.
 */
export async function contractAt(
  argument: string,
  identity: ContractIdentity,
  io: Io,
  like?: AnyContract,
): Promise<ReadContract> {
  const file = resolve(io.cwd, argument)
  const found = argument === '' ? null : await lstat(file).catch(() => null)
  if (found !== null && (await isNoFile(found, file))) throw contractUnreadable(argument, noFile)
  const revision = found === null ? /^([^:]+):(.+)$/.exec(argument) : null
  if (revision === null) {
    if (found === null) throw contractMissing(argument)
    const origin = found.isDirectory() ? await moduleOnDisk(argument, file, io.cwd) : originOnDisk(file, io.cwd)
    return readFrom(argument, origin, identity, like)
  }

  const { localRepository } = await import('../git/local.ts')
  const repository = await localRepository(io.cwd, io.env)
  try {
    const [, name = '', path = ''] = revision
    const commit = await repository.resolve(name)
    if (commit === null) throw revisionMissing(name)
    return await readFrom(argument, originInTree(argument, await repository.tree(commit), path), identity, like)
  } finally {
    await repository.close()
  }
}

/** True for a pipe or a device, by itself or behind the link that a shell makes for `<(…)`. */
async function isNoFile(found: Stats, file: string): Promise<boolean> {
  const target = found.isSymbolicLink() ? await stat(file).catch(() => null) : found
  return target !== null && !target.isFile() && !target.isDirectory()
}

/** `payments/v2`, or `acme/payments/v2` with the catalog's name: whose contract a file is, for its fingerprints. */
export function identityOf(as: unknown): ContractIdentity {
  if (as === undefined) return { catalog: '', api: '', version: '' }
  const [version, api, catalog = '', ...more] = String(as).split('/').reverse()
  if (!version || !api || more.length > 0) throw identityUnreadable(String(as))
  return { catalog, api, version }
}

/** Reads the entry, then whatever the reader looked for and did not have, until it asks for nothing new. */
async function readFrom(
  argument: string,
  origin: Origin,
  identity: ContractIdentity,
  like: AnyContract | undefined,
): Promise<ReadContract> {
  const files = new Map<string, SourceBytes>()
  const refused = new Map<string, Refusal>()
  const asked = new Set<string>()
  for (let wanted: readonly string[] = origin.module?.files ?? [origin.entry]; ; ) {
    for (const path of wanted) {
      asked.add(path)
      const found = await origin.read(path)
      if (typeof found === 'string') refused.set(path, found)
      else if (found !== null) files.set(path, { blob: blobId(found), bytes: found })
    }
    if (!files.has(origin.entry)) throw notAContract(argument, refused.get(origin.entry))
    const source = { entry: origin.entry, files, refused, identity, module: origin.module?.folder }
    const kind = await kindFor(source)
    wanted = (kind.reaches?.(source) ?? []).filter((path) => !asked.has(path))
    if (wanted.length > 0) continue
    const reading = await kind.read(source, like?.kind === kind.id ? like : undefined)
    wanted = reading.read.filter((path) => !asked.has(path))
    if (wanted.length > 0) continue
    if (reading.contract !== null) {
      if (describesNothing(reading.contract)) throw contractUnreadable(argument, 'it describes nothing')
      return { contract: reading.contract, line: lineReader(reading.contract, files) }
    }
    const [first] = reading.findings.filter(({ severity }) => severity === 'error')
    const at = first?.place ? ` (\`${first.place.file}\`, line ${first.place.line})` : ''
    throw contractUnreadable(argument, `${first?.message ?? 'no reason given'}${at}`)
  }
}

/** A head without a body is what is left of a file that was cut, and would compare as an API that has nothing. */
function describesNothing(contract: AnyContract): boolean {
  if (contract.kind === 'graphql' || contract.kind === 'protobuf') return false // their readers refuse it
  const body =
    contract.kind === 'openapi' ? ['paths', 'webhooks', 'components'] : ['channels', 'operations', 'components']
  return body.every((key) => typeof contract.root[key] !== 'object' || contract.root[key] === null)
}

async function moduleOnDisk(argument: string, folder: string, cwd: string): Promise<Origin> {
  const root = reachOf(folder, cwd)
  const within = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = within.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const { entry, read } = originOnDisk(folder, cwd)
  const paths = files.map((file) => relative(root, file).split(sep).join('/'))
  return { ...inModule(argument, entry, paths), read }
}

function inModule(argument: string, folder: string, paths: readonly string[]) {
  const files = paths.filter((path) => path.endsWith('.proto')).sort(compareText)
  const [entry] = files
  if (entry === undefined) throw contractUnreadable(argument, folderWithoutProto)
  return { entry, module: { folder, files } }
}

/** Looks lines up. What a contract keeps as documents knows its own; of another file the text is decoded when a line of it is asked for. */
function lineReader(contract: AnyContract, files: ReadonlyMap<string, SourceBytes>): ReadContract['line'] {
  const texts = new Map<string, LineIndex>()
  return (place) => {
    const document = 'files' in contract ? contract.files.get(place.file) : undefined
    if (document !== undefined) return document.line(place, longestLine)
    const bytes = files.get(place.file)?.bytes
    if (bytes === undefined) return null
    const text = texts.get(place.file) ?? new LineIndex(new TextDecoder().decode(bytes))
    texts.set(place.file, text)
    return text.textAt(place, longestLine)
  }
}

/** A whole contract may stand in one line, so no more of it is given than anybody shows. */
const longestLine = 400

function originOnDisk(file: string, cwd: string): Origin {
  const root = reachOf(file, cwd)
  return {
    entry: relative(root, file).split(sep).join('/'),
    read: filesBelow(root, defaultLimits.maxBytes),
  }
}

function originInTree(argument: string, tree: Tree, path: string): Origin {
  const folder = path.replace(/\/+$/, '')
  const below = tree.entries.has(path) ? [] : [...tree.entries.keys()].filter((file) => file.startsWith(`${folder}/`))
  return {
    ...(below.length > 0 ? inModule(argument, folder, below) : { entry: path }),
    async read(path) {
      const found = tree.entries.get(path)
      if (found === undefined) return null
      if (found.kind !== 'file') return found.kind
      return found.size > defaultLimits.maxBytes ? 'too-large' : tree.read(path)
    },
  }
}

function notAContract(argument: string, refusal: Refusal | undefined): ApigovError {
  return refusal === undefined ? contractMissing(argument) : contractUnreadable(argument, refusals[refusal])
}

const revisionMissing = defineError(
  'APIGOV_REVISION_MISSING',
  (name: string) => `There is no revision \`${name}\``,
  () => 'Name a file, or a file of a commit as <rev>:<path> with the path from the root of the repository.',
)

const hints: Readonly<Record<string, string>> = {
  [symlink]: 'Name the file it leads to.',
  [folderWithoutProto]: 'Name the file in it.',
  [noFile]: 'Write what comes from it to a file, or name a file of a commit as <rev>:<path>.',
}

const contractUnreadable = defineError(
  'APIGOV_CONTRACT_UNREADABLE',
  (argument: string, why: string) => `\`${argument}\` cannot be read as a contract: ${why}`,
  (_, why) => hints[why] ?? 'Run `apigov lint` on it to see everything that is wrong with it.',
)

const identityUnreadable = defineError(
  'APIGOV_IDENTITY_UNREADABLE',
  (as: string) => `\`${as}\` does not name a version of an API`,
  () => 'Write it as `payments/v2`, or as `acme/payments/v2` with the name of the catalog.',
)
