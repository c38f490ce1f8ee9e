import { z } from 'zod'
import { parseDuration } from '../../base/duration.ts'
import { definePluginSchema } from './plugin-schema.ts'

/** `30s` → 30000; `month` stays; so do milliseconds, because a checked config is checked again when a snapshot is read. */
export const period = z.union(
  [
    z.literal('month'),
    z
      .string()
      .refine((text) => (parseDuration(text) ?? 0) > 0)
      .meta({ pattern: '^0*[1-9]\\d*(ms|s|m|h|d)$' })
      .transform((text) => parseDuration(text) ?? 0),
    z.int().positive(),
  ],
  {
    error: ({ input }) =>
      `\`${String(input)}\` is not a period\nWrite a duration such as \`30s\`, \`5m\` or \`1d\`, or \`month\`.`,
  },
)

export const rateLimitSchema = definePluginSchema({
  id: 'rate-limit',
  summary: 'Answers 429 when a caller sends more than the allowed number of requests in a period.',
  config: z.strictObject({
    requests: z.number().int().positive().describe('How many are allowed.'),
    per: period.describe('In how long: a duration, or `month` for a calendar month in UTC.'),
    burst: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('How many may come at once; the allowance refills evenly. Default: `requests`.'),
    by: z.enum(['consumer', 'route', 'address']).default('consumer').describe('Whose requests are counted together:'),
  }),
})
