import { posix } from 'node:path'
import { didYouMean } from '../base/did-you-mean.ts'
import { pointerTo } from '../base/place.ts'
import type { JsonObject } from '../contract/contract.ts'
import { isDefinition, type RulesetFile } from './ruleset-file.ts'

/** What a `buf.yaml` says of lint: `version` and `lint`, as buf takes them. */
export interface BufConfig {
  readonly version: 'v1' | 'v2'
  readonly lint: JsonObject
}

/** True for what a ruleset extends by such a name. */
export function isBufConfig(name: unknown): name is string {
  return typeof name === 'string' && ['buf.yaml', 'buf.yml'].includes(posix.basename(name))
}

/** Everything that chooses or turns rules; nothing of it is fetched or run. */
const keys = new Set([
  'use',
  'except',
  'ignore',
  'ignore_only',
  'enum_zero_value_suffix',
  'rpc_allow_same_request_response',
  'rpc_allow_google_protobuf_empty_requests',
  'rpc_allow_google_protobuf_empty_responses',
  'service_suffix',
  'allow_comment_ignores',
  'disallow_comment_ignores',
])

/**
 * Takes the `lint` of a `buf.yaml`; what it builds, depends on and generates is left alone. Throws an `ApigovError` where it asks
 * for more.
 */
export function bufConfigOf({ problem, root, broken }: RulesetFile): BufConfig {
  if (problem) throw problem
  const { version, lint = {}, plugins, modules } = root
  if (version !== 'v1' && version !== 'v2')
    throw broken('/version', 'Only `v1` and `v2` of `buf.yaml` are read', 'Run `buf config migrate`.')
  if (plugins !== undefined)
    throw broken('/plugins', 'Plugins of buf are programs, and are not run', 'Extend a `buf.yaml` without them.')
  if (!isDefinition(lint)) throw broken('/lint', '`lint` is a mapping', 'Write `use` or `except` in it.')
  for (const [index, module] of (Array.isArray(modules) ? (modules as readonly unknown[]) : []).entries())
    if (isDefinition(module) && module['lint'] !== undefined)
      throw broken(
        pointerTo('/modules', index, 'lint'),
        'What is set for one module is not read',
        'Write it under `lint`.',
      )
  for (const key of Object.keys(lint)) {
    if (keys.has(key)) continue
    const nearest = didYouMean(key, keys)
    const help = nearest === undefined ? 'Delete it.' : `Did you mean \`${nearest}\`?`
    throw broken(pointerTo('/lint', key), `\`${key}\` is not a key of \`lint\` that is known here`, help)
  }
  // Read from YAML, so that it is JSON all the way down.
  return { version, lint: lint as JsonObject }
}
