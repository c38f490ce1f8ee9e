import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import { defaultLimits } from '../base/document.ts'
import { defineError } from '../base/errors.ts'
import type { Finding } from '../base/finding.ts'
import { blobId } from '../base/tree.ts'
import type { ContractIdentity, ContractSource, SourceBytes } from '../contract/contract.ts'
import type { Judge } from '../review/judge.ts'

export const contractMissing = defineError(
  'APIGOV_CONTRACT_MISSING',
  (path: string) => `There is no file \`${path}\``,
  () => 'Correct the path.',
)

/**
 * The folder whose files, at any depth, a contract named on the command line may refer to: the working directory, so that a version
 * of a catalog reaches what the catalog shares, or the file's own folder where it lies elsewhere.
 */
export function reachOf(path: string, cwd: string): string {
  const file = resolve(cwd, path)
  const fromCwd = relative(cwd, file)
  return isAbsolute(fromCwd) || fromCwd.split(sep)[0] === '..' ? dirname(file) : resolve(cwd)
}

/**
 * The source of a contract named on the command line, whose paths begin at its own folder. Links are not followed. Throws an
 * `ApigovError` where there is no such file.
 */
export async function contractSourceAt(path: string, cwd: string, judge: Judge): Promise<ContractSource> {
  const file = resolve(cwd, path)
  const about = { identity: nobodys }
  const source = await sourceOf(basename(file), about, judge, filesBelow(dirname(file), defaultLimits.maxBytes))
  if (source === null) throw contractMissing(path)
  return source
}

/** A contract that belongs to no catalog. */
export const nobodys: ContractIdentity = { catalog: '', api: '', version: '' }

type Refusal = 'symlink' | 'submodule' | 'too-large'

/**
 * The source of the contract at `entry`, of whose files `open` answers those that are opened: only what it refers to. The judge
 * reads what is there, says what it looked for in vain, and is asked again with that, until nothing is new. `null` where there is
 * no such file.
 */
export async function sourceOf(
  entry: string,
  about: Pick<ContractSource, 'identity' | 'setting' | 'mayRepeatKeys'>,
  judge: Judge,
  open: (file: string) => Promise<Uint8Array | Refusal | null>,
): Promise<ContractSource | null> {
  const files = new Map<string, SourceBytes>()
  const refused = new Map<string, Refusal>()
  const source = { entry, files, refused, ...about }
  const asked = new Set<string>()
  for (let wanted: readonly string[] = [entry]; wanted.length > 0; ) {
    for (const file of wanted) {
      asked.add(file)
      const opened = await open(file)
      if (typeof opened === 'string') refused.set(file, opened)
      else if (opened !== null) files.set(file, { bytes: opened, blob: blobId(opened) })
      else if (file === entry) return null
    }
    const { read } = await judge.reach(source)
    wanted = read.filter((file) => !asked.has(file))
  }
  return source
}

/** Findings with the paths of a source, which begin at a folder, as somebody would write them who writes that folder as `folder`. */
export function asWritten(findings: readonly Finding[], folder: string): Finding[] {
  const moved = <T extends { readonly file: string }>(thing: T): T => ({ ...thing, file: join(folder, thing.file) })
  return findings.map((finding) => ({
    ...finding,
    place: finding.place && moved(finding.place),
    ...(finding.fix ? { fix: { ...finding.fix, edits: finding.fix.edits.map(moved) } } : {}),
  }))
}

/**
 * Opens files below `folder`: their bytes, `null` where there is no such file. Neither one nor a folder on the way may be a link.
 * Each is opened once, because a thousand contracts share theirs; and at once, because a file takes less time to read than to wait
 * for.
 */
export function filesBelow(
  folder: string,
  maxBytes: number,
): (file: string) => Promise<Uint8Array | 'symlink' | 'too-large' | null> {
  const opened = new Map<string, Uint8Array | 'symlink' | 'too-large' | null>()
  const links = new Map<string, boolean>([['.', false]])
  const isBehindLink = (path: string): boolean => {
    const known = links.get(path)
    if (known !== undefined) return known
    const isLink = isBehindLink(posix.dirname(path)) || statOf(join(folder, path))?.isSymbolicLink() === true
    links.set(path, isLink)
    return isLink
  }
  return async (file) => {
    const known = opened.get(file)
    if (known !== undefined) return known
    const taken = isBehindLink(file) ? 'symlink' : take(join(folder, file), maxBytes)
    opened.set(file, taken)
    return taken
  }
}

/** A file that became a link since is not followed either; a pipe or a device would never end. */
function take(path: string, maxBytes: number): Uint8Array | 'too-large' | null {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    return null
  }
  try {
    const found = fstatSync(descriptor)
    if (!found.isFile()) return null
    return found.size > maxBytes ? 'too-large' : readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // below something that is no folder
  }
}
