import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { size } from './shapes.ts'

/** Bodies are held in memory to be looked at; this much of it for one is plenty. */
const largestHeld = 16 * 1024 * 1024

export const bodyLimitSchema = definePluginSchema({
  id: 'body-limit',
  summary: 'Answers 413 to bodies that are too large, and 400 to JSON that is nested too deep.',
  config: z
    .strictObject({
      size: size.prefault('1MiB').describe('The largest body; it is counted as it streams where no length is given.'),
      jsonDepth: z
        .int()
        .positive()
        .optional()
        .describe(
          'The deepest nesting. What begins as JSON does is held in memory and looked at, whatever its type says, so `size` is then at most `16MiB`; a body in a content coding is a 415.',
        ),
    })
    .refine(({ size, jsonDepth }) => jsonDepth === undefined || size <= largestHeld, {
      error: '`jsonDepth` holds bodies in memory\nLower `size` to `16MiB` or less.',
      path: ['size'],
    }),
})
