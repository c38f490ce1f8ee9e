import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { milliseconds } from './shapes.ts'

/** Milliseconds; `month` stays. */
export const period = z.union([z.literal('month'), ...milliseconds], {
  error: ({ input }) =>
    `\`${String(input)}\` is not a period\nWrite a duration such as \`30s\`, \`5m\` or \`1d\`, or \`month\`.`,
})

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
