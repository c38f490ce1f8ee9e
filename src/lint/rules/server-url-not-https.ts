import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'

export const serverUrlNotHttps = defineRule({
  id: 'server-url-not-https',
  group: 'security',
  summary: 'Servers are reached over HTTPS, because credentials travel with every call; a local machine is exempt.',
  source: 'OWASP API8:2023 Security Misconfiguration',
  example: {
    bad: `
      servers:
        - url: http://api.example.com`,
    good: `
      servers:
        - url: https://api.example.com`,
  },
  severity: 'warning',
  isRecommended: true,
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
