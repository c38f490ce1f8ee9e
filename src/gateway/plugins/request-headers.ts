import { requestHeadersSchema } from '../../snapshot/plugins/request-headers.ts'
import { withoutFields } from '../request-fields.ts'
import { definePlugin } from './plugin.ts'

/** Changes the lines that go to the upstream. What is set is first taken away: a caller must not say it in the gateway's place. */
export const requestHeaders = definePlugin({
  schema: requestHeadersSchema,
  compile({ add, set, remove }) {
    const gone = new Set([...remove, ...Object.keys(set)])
    const given = [...Object.entries(set), ...Object.entries(add)]
    const named = given.filter(([, value]) => value.includes('{consumer}'))
    const fixed = given
      .filter(([, value]) => !value.includes('{consumer}'))
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
    return {
      serve({ fields, caller }) {
        if (gone.size > 0) fields.passed = withoutFields(fields.passed, gone)
        fields.passed += fixed
        if (caller !== null)
          for (const [name, value] of named)
            fields.passed += `${name}: ${value.replaceAll('{consumer}', caller.consumer)}\r\n`
        return undefined
      },
    }
  },
})
