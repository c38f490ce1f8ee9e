/** Plugins of whoever runs the gateway: modules named at its start, and by nothing that comes later. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../base/errors.ts'
import { pluginUnusable } from './errors.ts'
import { plugins } from './plugins/index.ts'
import type { Plugin } from './plugins/plugin.ts'

/**
 * Loads the export `plugin` of each module, in the order given.
 * @param paths relative to `cwd`. Throws an `ApigovError` where one is not there, is no plugin, or has the id of another.
 */
export async function loadOwnPlugins(paths: readonly string[], cwd: string): Promise<readonly Plugin[]> {
  const ids = new Set(plugins.map(({ id }) => id))
  const loaded: Plugin[] = []
  for (const path of paths) {
    const plugin = await load(path, cwd)
    if (!plugin.id.includes('.'))
      throw pluginUnusable(path, `its id \`${plugin.id}\` has no dot, as in \`acme.greeting\``)
    if (ids.has(plugin.id)) throw pluginUnusable(path, `there is a plugin \`${plugin.id}\` already`)
    ids.add(plugin.id)
    loaded.push(plugin)
  }
  return loaded
}

async function load(path: string, cwd: string): Promise<Plugin> {
  let module: { readonly plugin?: unknown }
  try {
    module = await import(pathToFileURL(resolve(cwd, path)).href)
  } catch (thrown) {
    throw pluginUnusable(path, messageOf(thrown), thrown)
  }
  if (!isPlugin(module.plugin)) throw pluginUnusable(path, 'it has no export `plugin` that is one')
  return module.plugin
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== 'object' || value === null) return false
  const { id, begin, compile } = value as Partial<Record<keyof Plugin, unknown>>
  return typeof id === 'string' && typeof begin === 'function' && typeof compile === 'function'
}
