import type { ContractSource } from '../contract.ts'
import type { SourceReader } from './source-reader.ts'

/** The files of a Protobuf contract as a compiler sees them: by the path with which others import them. */
export interface ProtobufLayout {
  readonly files: ReadonlyMap<string, { readonly path: string; readonly text: string }>
  /** Import paths of those that are the contract; the others are only reached. */
  readonly own: readonly string[]
}

/** What a contract of one file is called among its imports, so that two of them can be compared whatever they are called. */
const lonely = 'contract.proto'
const maxFiles = 5_000

/**
 * Lays a contract out by its imports. An import is looked for below the module, then below each folder around it, then wherever else
 * the contract may reach a file whose path ends with it: in the catalog's shared files. One that is nowhere is left to the compiler,
 * which knows the files that come with it and says the line. Nothing is fetched.
 */
export function layOut(source: ContractSource, reader: SourceReader): ProtobufLayout {
  const all = [...source.files.keys()].filter((path) => path.endsWith('.proto'))
  const inModule =
    source.module === undefined
      ? []
      : all.filter((path) => path.startsWith(`${source.module}/`) || source.module === '')
  const own = inModule.length > 0 ? inModule.slice(0, maxFiles) : [source.entry]
  const folder = source.module ?? source.entry.slice(0, Math.max(0, source.entry.lastIndexOf('/')))
  const imported = new Map<string, string>()
  const texts = new Map<string, string>()
  const walked = new Set(own)
  for (const path of walked) {
    const text = reader.text(path)
    if (text === null) continue
    texts.set(path, text)
    for (const name of importsOf(text)) {
      const target = imported.get(name) ?? find(name, folder, all, reader)
      if (target === undefined || walked.size >= maxFiles) continue
      imported.set(name, target)
      walked.add(target)
    }
  }
  const named = new Set(imported.values())
  for (const path of own) if (!named.has(path)) imported.set(ownName(path, source), path)
  const files = [...imported].flatMap(([name, path]) => {
    const text = texts.get(path)
    return text === undefined ? [] : [[name, { path, text }] as const]
  })
  return { files: new Map(files), own: [...imported].flatMap(([name, path]) => (own.includes(path) ? [name] : [])) }
}

function ownName(path: string, { module }: ContractSource): string {
  if (module === undefined) return lonely
  return module === '' ? path : path.slice(module.length + 1)
}

/** What stands in comments is found as well, and does no harm: it is looked for in vain. */
function importsOf(text: string): readonly string[] {
  const found = text.matchAll(/^[ \t]*import[ \t]+(?:(?:public|weak|option)[ \t]+)?["']([^"'\r\n]{1,1024})["']/gm)
  return [...found].map(([, name = '']) => name).filter(isPlain)
}

/** `google/type/date.proto`: no way up, no way out. */
function isPlain(path: string): boolean {
  return (
    path.endsWith('.proto') &&
    /^[\w.+\- ]+(?:\/[\w.+\- ]+)*$/.test(path) &&
    !path.split('/').some((segment) => /^\.+$/.test(segment))
  )
}

function find(name: string, folder: string, all: readonly string[], reader: SourceReader): string | undefined {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const path = at === '' ? name : `${at}/${name}`
    if (reader.look(path)) return path
    if (at === '') break
  }
  return all.find((path) => path.endsWith(`/${name}`))
}
