import { bodyLimitSchema } from './body-limit.ts'
import { cacheSchema } from './cache.ts'
import { compressionSchema } from './compression.ts'
import { concurrencySchema } from './concurrency.ts'
import { corsSchema } from './cors.ts'
import { deprecationSchema } from './deprecation.ts'
import { ipFilterSchema } from './ip-filter.ts'
import type { PluginSchema } from './plugin-schema.ts'
import { rateLimitSchema } from './rate-limit.ts'
import { requestHeadersSchema } from './request-headers.ts'
import { responseHeadersSchema } from './response-headers.ts'
import { timeoutsSchema } from './timeouts.ts'
import { validateRequestSchema } from './validate-request.ts'
import { validateResponseSchema } from './validate-response.ts'

/** Every plugin a catalog may name, in the order in which they run, which is the gateway's (`gateway/plugins/index.ts`). */
export const pluginSchemas: readonly PluginSchema[] = [
  responseHeadersSchema,
  deprecationSchema,
  ipFilterSchema,
  corsSchema,
  bodyLimitSchema,
  concurrencySchema,
  rateLimitSchema,
  validateRequestSchema,
  requestHeadersSchema,
  timeoutsSchema,
  cacheSchema,
  compressionSchema,
  validateResponseSchema,
]
