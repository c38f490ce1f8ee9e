import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { isFilled } from './shapes.ts'

const day = z.iso.date({
  error: ({ input }) => `\`${String(input)}\` is not a date\nWrite year, month and day: \`2027-06-30\`.`,
})

/** What may stand between the angle brackets of a `Link` (RFC 3986): no spaces, quotes, brackets or control characters. */
const address = z.string().regex(/^(https?:\/\/[\w.:[\]-]+)?(\/[\w./~:@!$&'()*+,;=?%#{}-]*)?$/, {
  error: ({ input }) =>
    `\`${String(input)}\` is no address\nWrite \`https://docs.acme.example/v3\`, or a path of the same host.`,
})

export const deprecationSchema = definePluginSchema({
  id: 'deprecation',
  summary:
    'Tells callers that they should move: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and links. A version that the catalog calls deprecated has it with what the catalog knows.',
  config: z
    .strictObject({
      date: day.optional().describe('Since when, or from when on, it is deprecated.'),
      sunset: day.optional().describe('The last day it is served.'),
      successor: address
        .min(1)
        .optional()
        .describe('Where callers move to: `Link` with `successor-version` (RFC 5829).'),
      documentation: address.min(1).optional().describe('Where people read about it: `Link` with `deprecation`.'),
    })
    .refine(isFilled, { error: 'This says nothing\nGive a date, or where callers move to.' }),
})
