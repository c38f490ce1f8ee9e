import { isIP } from 'node:net'
import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { isFilled } from './shapes.ts'

/** `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`. */
function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || rest.length > 0) return false
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32))
}

const ranges = z
  .array(
    z.string().refine(isRange, {
      error: ({ input }) =>
        `\`${String(input)}\` is no range of addresses\nWrite \`203.0.113.7\`, \`10.0.0.0/8\` or \`2001:db8::/32\`.`,
    }),
  )
  .min(1)

export const ipFilterSchema = definePluginSchema({
  id: 'ip-filter',
  summary: 'Answers 403 to callers by their address, before anything else is looked at.',
  config: z
    .strictObject({
      allow: ranges.optional().describe('Addresses and ranges (CIDR, IPv4 and IPv6) that may call; nobody else may.'),
      deny: ranges.optional().describe('Those that may not, even where `allow` has them.'),
    })
    .refine(isFilled, { error: 'This does nothing\nName ranges under `allow` or `deny`.' }),
})
