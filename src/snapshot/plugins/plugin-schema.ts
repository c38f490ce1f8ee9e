/**
 * The declared half of a gateway plugin: its id, what it is for, and the shape of its config. It stands apart from the plugin's code
 * (`gateway/plugins/<id>.ts`) so that the catalog can check a config without loading a gateway.
 */
import type { z } from 'zod'

export interface PluginSchema<Config = unknown> {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  readonly config: z.ZodType<Config>
}

export function definePluginSchema<Config>(schema: PluginSchema<Config>): PluginSchema<Config> {
  return schema
}
