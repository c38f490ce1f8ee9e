import { timeoutsSchema } from '../../snapshot/plugins/timeouts.ts'
import { definePlugin } from './plugin.ts'

export const timeouts = definePlugin({
  schema: timeoutsSchema,
  compile: ({ head, idle, total }) => ({
    timeouts: {
      ...(head !== undefined && { headers: head }),
      ...(idle !== undefined && { body: idle }),
      ...(total !== undefined && { total }),
    },
  }),
})
