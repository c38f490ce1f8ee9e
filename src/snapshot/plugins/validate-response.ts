import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { size } from './shapes.ts'

export const validateResponseSchema = definePluginSchema({
  id: 'validate-response',
  summary:
    'Judges answers of upstreams by the contract: status, type, and bodies that are JSON. It never changes an answer: what is wrong is told in the log and counted.',
  config: z.strictObject({
    sample: z.int().min(1).max(100).default(100).describe('Of how many answers in a hundred.'),
    size: size
      .prefault('256KiB')
      .refine((bytes) => bytes <= 4 * 1024 * 1024, {
        error: 'Bodies are held in memory beside what goes to the caller\nLower `size` to `4MiB` or less.',
      })
      .describe('The largest body that is judged; larger ones pass unseen. At most `4MiB`.'),
  }),
})
