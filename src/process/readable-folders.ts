import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Ruleset } from '../lint/ruleset.ts'

const code = dirname(import.meta.dirname)

/**
 * What a process that runs the code of a ruleset may read: apigov's own code, the packages beside it, and those that Node finds from
 * where the ruleset stands on disk. Nothing for a ruleset read from Git: its files are handed over.
 */
export function readableFor(ruleset: Ruleset): readonly string[] {
  const folder = ruleset.code?.folder ?? null
  const own = [code, join(dirname(code), 'package.json'), ...packageFolders(dirname(code))]
  if (folder === null) return [...new Set(own)]
  const homes = [ruleset.name, ...(ruleset.files?.keys() ?? [])].map((path) => dirname(resolve(folder, path)))
  const found = [...new Set(homes)].flatMap(packageFolders)
  // In a workspace packages are links to folders elsewhere.
  const linked = found.flatMap((modules) => (ruleset.code?.packages ?? []).flatMap((name) => real(join(modules, name))))
  return [...new Set([...own, ...found, ...linked, ...linked.flatMap(packageFolders)])]
}

/** The `node_modules` of a folder and of those above it, as far as there are any. */
function packageFolders(folder: string): readonly string[] {
  const modules = join(folder, 'node_modules')
  const above = dirname(folder)
  return [...(existsSync(modules) ? [modules] : []), ...(above === folder ? [] : packageFolders(above))]
}

function real(path: string): readonly string[] {
  return existsSync(path) ? [realpathSync(path)] : []
}
