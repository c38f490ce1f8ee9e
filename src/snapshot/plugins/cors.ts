import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { duration, fieldName } from './shapes.ts'

/** An origin as browsers serialise it (RFC 6454 section 6.2); one `*.` stands for any labels before what follows. */
const origin = z.string().regex(/^\*$|^[a-z][a-z0-9+.-]*:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/, {
  error: ({ input }) =>
    `\`${String(input)}\` is not an origin\nWrite \`https://app.acme.example\`, \`https://*.acme.example\` or \`*\`, in lower case and without a path.`,
})
// Opaque origins are all `null`: sandboxed frames of anybody.

export const corsSchema = definePluginSchema({
  id: 'cors',
  summary: 'Lets pages of other origins call the API from browsers, and answers their preflights.',
  config: z
    .strictObject({
      origins: z
        .array(origin)
        .min(1)
        .describe(
          'Who may: `https://app.acme.example`, `https://*.acme.example` for every name below, or `*`. Never `null`.',
        ),
      headers: z
        .array(fieldName)
        .prefault(['authorization', 'content-type', 'x-api-key'])
        .describe('Which fields pages may send.'),
      exposes: z
        .array(fieldName)
        .prefault(['deprecation', 'link', 'ratelimit', 'ratelimit-policy', 'retry-after', 'sunset', 'x-request-id'])
        .describe('Which fields of answers pages may read.'),
      credentials: z
        .boolean()
        .default(false)
        .describe('Whether pages may send cookies and client certificates; not with `*`.'),
      maxAge: duration.prefault('10m').describe('How long browsers may remember a preflight.'),
    })
    .refine(({ origins, credentials }) => !(credentials && origins.includes('*')), {
      error: '`credentials` with the origin `*` would let every page act for its visitors\nName the origins.',
      path: ['origins'],
    }),
})
