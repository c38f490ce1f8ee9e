import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { size } from './shapes.ts'

export const cacheSchema = definePluginSchema({
  id: 'cache',
  summary:
    'Keeps answers to GET in memory for as long as the upstream says (RFC 9111), and answers HEAD and conditional requests from them. A stale answer is given while the gateway asks for a newer one, or where the upstream fails, for as long as the upstream says (`stale-while-revalidate`, `stale-if-error`, RFC 5861). At most 64 MiB altogether; `POST /cache/purge` of the admin port empties it.',
  config: z.strictObject({
    by: z
      .enum(['everyone', 'consumer'])
      .default('everyone')
      .describe(
        'Who shares an answer. With `everyone`, answers to requests with a key, a token or a cookie are kept only where the upstream calls them `public` or gives `s-maxage`; with `consumer` they are kept for the same consumer, token and cookies alone:',
      ),
    largest: size.prefault('1MiB').describe('The largest body that is kept.'),
  }),
})
