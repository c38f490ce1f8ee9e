import { responseHeadersSchema } from '../../snapshot/plugins/response-headers.ts'
import { definePlugin } from './plugin.ts'

/** Changes the head of every answer, also of one the gateway gives itself: what keeps browsers safe must be on all of them. */
export const responseHeaders = definePlugin({
  schema: responseHeadersSchema,
  compile({ add, set, remove }) {
    const gone = new Set([...remove, ...Object.keys(set)])
    const given = [...Object.entries(set), ...Object.entries(add)].flat()
    return {
      answer(_, head) {
        if (gone.size > 0) head.removeWhere((name) => gone.has(name.toLowerCase()))
        head.fields.push(...given)
        return undefined
      },
    }
  },
})
