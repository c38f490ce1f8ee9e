import type { PluginSchema } from './plugin-schema.ts'
import { rateLimitSchema } from './rate-limit.ts'

/** Every plugin a catalog may name. The order they run in is the gateway's (`gateway/plugins/index.ts`). */
export const pluginSchemas: readonly PluginSchema[] = [rateLimitSchema]
