import { deprecationSchema } from '../../snapshot/plugins/deprecation.ts'
import { definePlugin } from './plugin.ts'

/** Fields that do not change while a snapshot is served, on every answer. What an upstream says of the same is replaced; its links stay. */
export const deprecation = definePlugin({
  schema: deprecationSchema,
  compile({ date, sunset, successor, documentation }) {
    const set: [string, string][] = []
    // RFC 9745 section 2.1: a date of structured fields. RFC 8594 section 3: an HTTP date.
    if (date !== undefined) set.push(['deprecation', `@${Date.parse(date) / 1000}`])
    if (sunset !== undefined) set.push(['sunset', new Date(`${sunset}T23:59:59Z`).toUTCString()])
    const links: string[] = []
    if (successor !== undefined) links.push(`<${successor}>; rel="successor-version"`)
    if (documentation !== undefined) links.push(`<${documentation}>; rel="deprecation"; type="text/html"`)
    return {
      answer(_, head) {
        for (const [name, value] of set) head.set(name, value)
        for (const link of links) head.append('link', link)
        return undefined
      },
    }
  },
})
