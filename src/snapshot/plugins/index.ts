import { corsSchema } from './cors.ts'
import type { PluginSchema } from './plugin-schema.ts'
import { rateLimitSchema } from './rate-limit.ts'

/** Every plugin a catalog may name. In the order in which they run, which is the gateway's (`gateway/plugins/index.ts`). */
export const pluginSchemas: readonly PluginSchema[] = [corsSchema, rateLimitSchema]
