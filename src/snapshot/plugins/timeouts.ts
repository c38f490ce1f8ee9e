import { z } from 'zod'
import { definePluginSchema } from './plugin-schema.ts'
import { duration, isFilled } from './shapes.ts'

export const timeoutsSchema = definePluginSchema({
  id: 'timeouts',
  summary: 'Gives the requests of a route their own time, in place of what their upstream says.',
  config: z
    .strictObject({
      head: duration.optional().describe('From the end of a request to the head of its answer, each try.'),
      idle: duration.optional().describe('Between two pieces of a body, in either direction.'),
      total: duration.optional().describe('For the whole of a request and its answer, all tries together.'),
    })
    .refine(isFilled, { error: 'Nothing is timed\nWrite `head`, `idle` or `total`.' }),
})
