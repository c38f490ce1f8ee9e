/** One file of the catalog, parsed and checked: the unit that is remembered, because a blob at a path always gives the same. */
import { LRUCache } from 'lru-cache'
import { type DocumentLimits, parseDocument } from '../base/document.ts'
import { mapLimited } from '../base/map-limited.ts'
import type { Place, Pointer } from '../base/place.ts'
import type { Tree } from '../base/tree.ts'
import type { Fault } from './fault.ts'
import type { Kind } from './kinds/kind.ts'
import type { PlacedFile } from './layout.ts'
import { literalSecrets } from './secrets.ts'

export interface CheckedFile<Value = unknown> {
  readonly kind: Kind<Value>
  readonly path: string
  readonly names: Readonly<Record<string, string>>
  /** `null` where something is wrong with it. */
  readonly value: Value | null
  readonly faults: readonly (Fault & { readonly place?: Place })[]
  place(pointer: Pointer): Place
}

/** Catalog files are written by hand: what is larger than this is something else. */
const limits: DocumentLimits = { maxBytes: 1024 * 1024, maxAliases: 100, maxDepth: 64 }

/** Checked files by root, path and blob. */
export type CatalogMemo = LRUCache<string, CheckedFile>

/** A memo that keeps files of `maxBytes` together; a catalog of 1,000 APIs has about 3 MB. */
export function catalogMemo(maxBytes = 64 * 1024 * 1024): CatalogMemo {
  return new LRUCache({ maxSize: maxBytes })
}

/** Parses and checks the files, in their order, a few at a time; those the memo knows are not read. Throws what `tree.read` throws. */
export async function checkFiles(
  tree: Tree,
  root: string,
  files: readonly PlacedFile[],
  memo: CatalogMemo,
): Promise<CheckedFile[]> {
  return await mapLimited(files, 32, (file) => checkFile(tree, root, file, memo))
}

async function checkFile(tree: Tree, root: string, file: PlacedFile, memo: CatalogMemo): Promise<CheckedFile> {
  const key = `${root}\0${file.path}\0${file.entry.blob}`
  const before = memo.get(key)
  if (before) return before
  const checked = file.entry.size > limits.maxBytes ? tooLarge(file) : check(file, await tree.read(file.path))
  memo.set(key, checked, { size: Math.max(1, Math.min(file.entry.size, limits.maxBytes)) })
  return checked
}

function check({ kind, path, names }: PlacedFile, bytes: Uint8Array): CheckedFile {
  const document = parseDocument(path, bytes, limits)
  const place = (pointer: Pointer) => document.place(pointer)
  if (document.problems.length > 0) {
    const faults = document.problems.map((problem) => ({
      rule: 'catalog-syntax',
      pointer: '',
      message: problem.message,
      help: problem.help,
      place: problem.place,
    }))
    return { kind, path, names, value: null, faults, place }
  }
  const secrets = literalSecrets(document.value)
  if (secrets.length > 0) return { kind, path, names, value: null, faults: secrets, place }
  const { value, faults } = kind.read(document.value, { path, names })
  return { kind, path, names, value: deepFreeze(value), faults, place }
}

function tooLarge({ kind, path, names, entry }: PlacedFile): CheckedFile {
  const message = `The file has ${entry.size} bytes, more than the ${limits.maxBytes} a catalog file may have`
  const fault = {
    rule: 'catalog-syntax',
    pointer: '',
    message,
    help: 'Put contracts into the folder of their version.',
  }
  return { kind, path, names, value: null, faults: [fault], place: () => ({ file: path, line: 1, column: 1 }) }
}

/** Values are shared between catalogs by the memo, so nobody may change one. Maps stay maps: their type has no way to write. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
