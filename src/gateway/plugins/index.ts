import { cors } from './cors.ts'
import type { Plugin } from './plugin.ts'
import { rateLimit } from './rate-limit.ts'

/** Every plugin a snapshot may use, in the order in which they run whatever the order in the catalog. */
export const plugins: readonly Plugin[] = [cors, rateLimit]
