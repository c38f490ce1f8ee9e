import { compareText } from '../base/finding.ts'
import type { EntryKind, Tree, TreeEntry } from '../base/tree.ts'
import { fileTooLarge, notAFile, treeRefused } from './errors.ts'

/** GitHub refuses larger files; a repository elsewhere must not fill the memory either. */
const maxFileBytes = 100 * 1024 * 1024

/** The tree of a commit from the output of `git ls-tree -r -l -z --full-tree`; contents are read by blob id when asked for. */
export function gitTree(commit: string, listing: Buffer, readBlob: (id: string) => Promise<Uint8Array>): Tree {
  const found: (readonly [path: string, entry: TreeEntry])[] = []
  for (let start = 0; start < listing.length; ) {
    const end = listing.indexOf(0, start)
    const tab = listing.indexOf(9, start)
    const [mode = '', , blob = '', size = ''] = listing.toString('latin1', start, tab).split(/ +/)
    const path = pathOf(listing.subarray(tab + 1, end))
    if (path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'))
      throw treeRefused(path, commit)
    found.push([path, { blob, kind: kindOf(mode), size: size === '-' ? 0 : Number(size) }])
    start = end + 1
  }
  const entries = new Map(found.sort(([a], [b]) => compareText(a, b)))
  if (entries.size !== found.length) {
    const twice = found.find(([path], index) => found[index + 1]?.[0] === path)
    throw treeRefused(twice?.[0] ?? '', commit)
  }
  return {
    name: commit,
    entries,
    async read(path) {
      const entry = entries.get(path)
      if (entry?.kind !== 'file') throw notAFile(path, commit, entry ? `a ${entry.kind}` : 'nothing')
      if (entry.size > maxFileBytes) throw fileTooLarge(path, entry.size, maxFileBytes)
      return await readBlob(entry.blob)
    },
  }
}

function kindOf(mode: string): EntryKind {
  return mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file'
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Git's paths are bytes. Those that are not UTF-8 are shown with the odd bytes escaped, so that no two of them look the same. */
function pathOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return [...bytes].map((byte) => (byte < 128 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('')
  }
}
