import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { size } from './shapes.ts'

export const compressionSchema = definePluginSchema({
  id: 'compression',
  summary:
    'Compresses text on its way to callers that take it: JSON, XML, HTML, CSS, scripts and plain text. Answers that forbid it (`no-transform`), are compressed already, are part of a whole or set cookies go as they are.',
  config: z.strictObject({
    codings: z
      .array(z.enum(['br', 'gzip']))
      .min(1)
      .prefault(['br', 'gzip'])
      .describe('Which, the preferred one first.'),
    from: size.prefault('1KiB').describe('The smallest body that is worth it; one whose length is not known is.'),
  }),
})
