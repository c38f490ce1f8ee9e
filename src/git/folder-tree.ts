import { constants } from 'node:fs'
import { lstat, open, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { compareText } from '../base/finding.ts'
import { blobId, notAFile, type Tree, type TreeEntry } from '../base/tree.ts'
import { fileChanged, folderUnreadable } from './errors.ts'

/** Never part of a catalog, and often larger than all of it. */
const skipped = new Set(['.git', 'node_modules'])

/**
 * A folder on disk as a tree, with the blob ids Git would give. Links are listed and never followed; a repository inside is a submodule;
 * `.git` and `node_modules` are left out. Contents are read again when asked for, and refused where they are no longer what was listed.
 * Throws an `ApigovError` where the folder cannot be read.
 */
export async function folderTree(dir: string): Promise<Tree> {
  const found: [string, TreeEntry][] = []
  try {
    await list(dir, '', found)
  } catch (error) {
    throw folderUnreadable(dir, error)
  }
  const entries = new Map(found.sort(([a], [b]) => compareText(a, b)))
  return {
    name: dir,
    entries,
    async read(path) {
      const entry = entries.get(path)
      if (entry?.kind !== 'file') throw notAFile(path, dir)
      const content = await contentOf(join(dir, path)).catch((error) => Promise.reject(fileChanged(path, error)))
      // Answers are kept by blob id: one kept under another's id would be wrong for as long as it is kept.
      if (blobId(content) !== entry.blob) throw fileChanged(path)
      return content
    },
  }
}

async function list(dir: string, below: string, found: [string, TreeEntry][]): Promise<void> {
  for (const entry of await readdir(join(dir, below), { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      if (await isRepository(join(dir, path))) found.push([path, { blob: '0'.repeat(40), kind: 'submodule', size: 0 }])
      else await list(dir, path, found)
    } else if (entry.isSymbolicLink()) {
      const target = Buffer.from(await readlink(join(dir, path)))
      found.push([path, { blob: blobId(target), kind: 'symlink', size: target.byteLength }])
    } else if (entry.isFile()) {
      const content = await contentOf(join(dir, path))
      found.push([path, { blob: blobId(content), kind: 'file', size: content.byteLength }])
    }
  }
}

/** A file that became a link since it was listed is not followed either. */
async function contentOf(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

async function isRepository(dir: string): Promise<boolean> {
  return (await lstat(join(dir, '.git')).catch(() => null)) !== null
}
