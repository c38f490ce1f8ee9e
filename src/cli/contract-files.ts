import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
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
 * The source of a contract named on the command line. It reaches files in `folder` and below, by default its own. Links are not
 * followed. Throws an `ApigovError` where there is no such file.
 */
export async function contractSourceAt(
  path: string,
  cwd: string,
  judge: Judge,
  folder: string = dirname(resolve(cwd, path)),
  identity: ContractIdentity = nobodys,
): Promise<ContractSource> {
  const entry = relative(folder, resolve(cwd, path)).split(sep).join('/')
  const source = await sourceOf(entry, identity, judge, (file) => take(folder, file, defaultLimits.maxBytes))
  if (source === null) throw contractMissing(path)
  return source
}

/** A contract that belongs to no catalog. */
export const nobodys: ContractIdentity = { catalog: '', api: '', version: '' }

type Refusal = 'symlink' | 'submodule' | 'too-large'

/**
 * The source of the contract at `entry`, of whose files `open` answers those that are opened: only what it refers to. The judge reads what is
 * there, says what it looked for in vain, and is asked again with that, until nothing is new. `null` where there is no such file.
 */
export async function sourceOf(
  entry: string,
  identity: ContractIdentity,
  judge: Judge,
  open: (file: string) => Promise<Uint8Array | Refusal | null>,
): Promise<ContractSource | null> {
  const files = new Map<string, SourceBytes>()
  const refused = new Map<string, Refusal>()
  const source = { entry, files, refused, identity }
  const asked = new Set<string>()
  for (let wanted: readonly string[] = [entry]; wanted.length > 0; ) {
    for (const file of wanted) {
      asked.add(file)
      const opened = await open(file)
      if (typeof opened === 'string') refused.set(file, opened)
      else if (opened !== null) files.set(file, { bytes: opened, blob: blobId(opened) })
      else if (file === entry) return null
    }
    const { read } = await judge.summarise(source)
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

/** The bytes of a file below `folder`; `null` where there is no such file. Neither it nor a folder on the way may be a link. */
export async function take(
  folder: string,
  file: string,
  maxBytes: number,
): Promise<Uint8Array | 'symlink' | 'too-large' | null> {
  let at = folder
  for (const segment of file.split('/')) {
    at = join(at, segment)
    const found = await lstat(at).catch(() => null)
    if (found === null) return null
    if (found.isSymbolicLink()) return 'symlink'
    if (found.isFile() && found.size > maxBytes) return 'too-large'
  }
  // A file that became a link since is not followed either; a pipe or a device would never end.
  const handle = await open(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null)
  if (handle === null) return null
  try {
    return (await handle.stat()).isFile() ? await handle.readFile() : null
  } finally {
    await handle.close()
  }
}
