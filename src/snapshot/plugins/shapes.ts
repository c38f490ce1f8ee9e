/** What configs of plugins are made of. A checked value checks again to itself, because snapshots carry checked configs. */
import { z } from 'zod'
import { parseDuration } from '../../base/duration.ts'
import type { CalendarPeriod, RateLimit } from '../snapshot.ts'

/** `30s` → 30000, and 30000 itself. */
const milliseconds = [
  z
    .string()
    .refine((text) => (parseDuration(text) ?? 0) > 0)
    .meta({ pattern: '^0*[1-9]\\d*(ms|s|m|h|d)$' })
    .transform((text) => parseDuration(text) ?? 0),
  z.int().positive(),
] as const

/** Milliseconds, written as a duration. */
export const duration = z.union(milliseconds, {
  error: ({ input }) => `\`${String(input)}\` is not a duration\nWrite a number and its unit: \`30s\`, \`5m\`, \`1d\`.`,
})

/** A name of a header field (RFC 9110 section 5.1), in lower case. */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, {
    error: ({ input }) =>
      `\`${String(input)}\` is not the name of a header field\nUse letters, digits and hyphens: \`x-tenant\`.`,
  })
  .transform((name) => name.toLowerCase())

/** A plugin's config that says nothing is a mistake. */
export function isFilled(config: object): boolean {
  return Object.values(config).some((value) => value !== undefined)
}

const units = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const
const written = /^([1-9]\d{0,8})(B|KiB|MiB|GiB)$/

/** Bytes, written with their unit. */
export const size = z.union(
  [
    z
      .string()
      .regex(written)
      .transform((text) => {
        const [, count, unit] = written.exec(text) ?? []
        return Number(count) * units[unit as keyof typeof units]
      }),
    z.int().positive(),
  ],
  { error: ({ input }) => `\`${String(input)}\` is not a size\nWrite a number and its unit: \`64KiB\`, \`10MiB\`.` },
)

export const count = z.int().positive()

/** Milliseconds; the name of a period of the calendar stays. */
const period = z.union([z.enum(['hour', 'day', 'week', 'month']), ...milliseconds], {
  error: ({ input }) =>
    `\`${String(input)}\` is not a period\nWrite a duration such as \`30s\`, \`5m\` or \`1d\`, or one of the calendar: \`hour\`, \`day\`, \`week\`, \`month\`.`,
})

/** What a limit says, in a plan as in a plugin. */
export const limitKeys = {
  requests: count.describe('How many are allowed.'),
  per: period.describe(
    'In how long: a duration; or `hour`, `day`, `week`, `month` for one of the calendar, in UTC (weeks begin on Monday).',
  ),
  algorithm: z
    .enum(['token-bucket', 'sliding-window'])
    .optional()
    .describe(
      'How a duration is counted: a bucket lets a burst through and refills evenly, a window lets no more than `requests` through in any stretch of time as long as `per`. The first unless said:',
    ),
  whenAway: z
    .enum(['local', 'refuse'])
    .optional()
    .describe(
      'Where gateways count together and the store is away: each counts alone, or answers 503. The first unless said:',
    ),
}

interface Limit {
  readonly requests: number
  readonly per: number | CalendarPeriod
  readonly burst?: number | undefined
  readonly algorithm?: 'token-bucket' | 'sliding-window' | undefined
  readonly whenAway?: 'local' | 'refuse' | undefined
}

/** A limit as a snapshot has it. */
export function rateLimitOf({ requests, per, burst = requests, algorithm, whenAway }: Limit): RateLimit {
  return {
    requests,
    per,
    burst,
    ...(algorithm === 'sliding-window' && { algorithm }),
    ...(whenAway === 'refuse' && { whenAway }),
  }
}

/** Refuses a limit that says what does not go together. */
export function withoutContradiction<Shape extends z.ZodType<Limit>>(shape: Shape): Shape {
  return shape
    .refine(({ per, algorithm }) => typeof per === 'number' || algorithm === undefined, {
      error: 'A period of the calendar has no `algorithm`\nTake it out, or write a duration.',
      path: ['algorithm'],
      when: ({ issues }) => issues.length === 0,
    })
    .refine(({ burst, algorithm }) => burst === undefined || algorithm !== 'sliding-window', {
      error: 'A sliding window has no `burst`\nTake it out, or count with a token bucket.',
      path: ['burst'],
      when: ({ issues }) => issues.length === 0,
    })
}
