import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { count, limitKeys, withoutContradiction } from './shapes.ts'

const keys = {
  ...limitKeys,
  burst: count
    .optional()
    .describe('Of a token bucket: how many may come at once; the allowance refills evenly. Default: `requests`.'),
  by: z
    .enum(['consumer', 'route', 'address', 'api'])
    .default('consumer')
    .describe(
      'Whose requests are counted together (`route`: all to one operation, `api`: all to the version of the API; IPv6 addresses count by their /64):',
    ),
}

type Keys = z.infer<z.ZodObject<typeof keys>>

/** Two of these would be one counter with two minds. */
function idOf({ by, per, algorithm = 'token-bucket' }: Keys): string {
  return `${by} ${per} ${algorithm}`
}

export const rateLimitSchema = definePluginSchema({
  id: 'rate-limit',
  summary: 'Answers 429 when a caller sends more than the allowed number of requests in a period.',
  config: withoutContradiction(
    z.strictObject({
      ...keys,
      also: z
        .array(withoutContradiction(z.strictObject(keys)))
        .min(1)
        .max(8)
        .optional()
        .describe('Further limits with the same keys. A request passes where all have room, and counts then.'),
    }),
  ).refine(({ also = [], ...first }) => new Set([first, ...also].map(idOf)).size === also.length + 1, {
    error: 'Two limits count the same requests in the same period\nKeep the stricter one.',
    path: ['also'],
    when: ({ issues }) => issues.length === 0,
  }),
})
