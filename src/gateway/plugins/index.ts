import { bodyLimit } from './body-limit.ts'
import { cache } from './cache.ts'
import { compression } from './compression.ts'
import { concurrency } from './concurrency.ts'
import { cors } from './cors.ts'
import { deprecation } from './deprecation.ts'
import { ipFilter } from './ip-filter.ts'
import type { Plugin } from './plugin.ts'
import { rateLimit } from './rate-limit.ts'
import { requestHeaders } from './request-headers.ts'
import { responseHeaders } from './response-headers.ts'
import { timeouts } from './timeouts.ts'
import { validateRequest } from './validate-request.ts'
import { validateResponse } from './validate-response.ts'

/** Every plugin a snapshot may use, in the order in which they run whatever the order in the catalog; answers pass them in reverse. */
export const plugins: readonly Plugin[] = [
  responseHeaders,
  deprecation,
  ipFilter,
  cors,
  bodyLimit,
  concurrency,
  rateLimit,
  validateRequest,
  requestHeaders,
  timeouts,
  cache,
  compression,
  validateResponse,
]
