/** What configs of plugins are made of. A checked value checks again to itself, because snapshots carry checked configs. */
import { z } from 'zod'
import { parseDuration } from '../../base/duration.ts'

/** Milliseconds, written as a duration. */
export const duration = z.union(
  [
    z
      .string()
      .refine((text) => (parseDuration(text) ?? 0) > 0)
      .meta({ pattern: '^0*[1-9]\\d*(ms|s|m|h|d)$' })
      .transform((text) => parseDuration(text) ?? 0),
    z.int().positive(),
  ],
  {
    error: ({ input }) =>
      `\`${String(input)}\` is not a duration\nWrite a number and its unit: \`30s\`, \`5m\`, \`1d\`.`,
  },
)

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
