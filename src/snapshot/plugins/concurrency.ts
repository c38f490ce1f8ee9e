import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'

export const concurrencySchema = definePluginSchema({
  id: 'concurrency',
  summary: 'Answers 429 while a caller has as many requests in flight as it may, or 503 while a route has.',
  config: z.strictObject({
    requests: z
      .int()
      .positive()
      .describe('How many may be in flight at once; a WebSocket is in flight while it is open.'),
    by: z
      .enum(['consumer', 'route', 'address'])
      .default('consumer')
      .describe('Whose requests are counted together (IPv6 addresses by their /64):'),
  }),
})
