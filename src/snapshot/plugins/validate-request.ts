import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { size } from './shapes.ts'

export const validateRequestSchema = definePluginSchema({
  id: 'validate-request',
  summary:
    'Judges requests by the contract: parameters, header fields, cookies, and bodies that are JSON. What is wrong with them is listed, each with where it is.',
  config: z.strictObject({
    mode: z
      .enum(['enforce', 'report'])
      .default('enforce')
      .describe(
        'Whether a request that is wrong is answered 400 (415 for another type of body), or goes on and is told in the log:',
      ),
    size: size
      .prefault('1MiB')
      .refine((bytes) => bytes <= 16 * 1024 * 1024, {
        error: 'Bodies are held in memory\nLower `size` to `16MiB` or less.',
      })
      .describe(
        'The largest JSON body, which is held in memory to be judged; more is a 413 in both modes. At most `16MiB`.',
      ),
  }),
})
