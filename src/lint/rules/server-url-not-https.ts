import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'

export const serverUrlNotHttps = defineRule({
  id: 'server-url-not-https',
  summary: 'Servers are reached over HTTPS, because credentials travel with every call; a local machine is exempt.',
  severity: 'warning',
  presets: ['recommended'],
  visit: (report) => ({
    server(node) {
      const { url } = node.value
      if (typeof url !== 'string' || !/^http:\/\//i.test(url)) return
      if (/^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(url)) return
      report({
        at: { file: node.file, pointer: pointerTo(node.pointer, 'url') },
        message: `The server \`${url}\` is not reached over HTTPS`,
        help: `Write \`https://${url.slice('http://'.length)}\`.`,
        subject: url,
      })
    },
  }),
})
