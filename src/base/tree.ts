/**
 * A tree is what judgement looks at: the files of one commit or of one folder, by path, with the id that fixes each content.
 * Listing is cheap and already done; contents are read when asked for, so a review of one API in a thousand reads one API.
 */
import { createHash } from 'node:crypto'
import { defineError } from './errors.ts'
import { compareText } from './finding.ts'

export type EntryKind = 'file' | 'symlink' | 'submodule'

export interface TreeEntry {
  /** Git's blob id (SHA-1 over `blob <size>\0<content>`); equal ids mean equal bytes. */
  readonly blob: string
  readonly kind: EntryKind
  /** Bytes. */
  readonly size: number
}

export interface Tree {
  /** A commit id, or the path of the folder: for messages only. */
  readonly name: string
  /** Every file by its path from the root (`/` between segments, no leading slash), in code-unit order. */
  readonly entries: ReadonlyMap<string, TreeEntry>
  /** The bytes of a `file` entry. Throws an `ApigovError` where the path is not one: symlinks are never followed. */
  read(path: string): Promise<Uint8Array>
}

/** A file that something produced: path from the root of wherever it will be written. */
export interface OutputFile {
  readonly path: string
  readonly content: string | Uint8Array
}

/** A tree from literals: for plans that are shown before they are written, and for tests. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>, name = 'memory'): Tree {
  const contents = new Map<string, Uint8Array>()
  const entries = new Map<string, TreeEntry>()
  for (const path of Object.keys(files).sort(compareText)) {
    const file = files[path] ?? ''
    const content = typeof file === 'string' ? new TextEncoder().encode(file) : file
    contents.set(path, content)
    entries.set(path, { blob: blobId(content), kind: 'file', size: content.byteLength })
  }
  return {
    name,
    entries,
    async read(path) {
      const content = contents.get(path)
      if (content === undefined) throw notAFile(path, name)
      return content
    },
  }
}

/** What `Tree.read` throws for a path that is no file. */
export const notAFile = defineError(
  'APIGOV_TREE_NOT_A_FILE',
  (path: string, tree: string) => `There is no file \`${path}\` to read in \`${tree}\``,
  () => 'Put a plain file there: symlinks and submodules are never followed.',
)

/** Git's id for a blob with this content. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex')
}
